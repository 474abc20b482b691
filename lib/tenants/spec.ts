import type { HadoopUser } from '../jobs/common/spec';
import type { BudgetSpec } from '../monitoring/spec';
import type { QueueSettings } from '../queues/spec';

/** Who a tenant is. */
export interface TenantPeople {
  /**
   * Name of the tenant, of its namespace and of its queue.
   * @example s-mlplatform
   */
  name: string;
  /** Groups, as the identity provider names them, that run the tenant: they submit, and hold the queue. */
  owners: string[];
  /** Groups that submit, stop and delete jobs. @default - the owners alone */
  submitters?: string[];
  /** Groups that see jobs, their pods and logs. @default - the owners and submitters alone */
  viewers?: string[];
}

/** A team: a namespace, and everything that makes it safe. */
export interface TenantSpec extends QueueSettings, TenantPeople {
  /**
   * Priorities (keys of the catalog's `queueing.priorities`) that the tenant's jobs may name. Where all of them are below 0, a job must name one.
   * @default - all
   */
  priorities?: string[];
  /**
   * Identities that submitters and owners may let their jobs act as: names of Hadoop users.
   * @default - none
   */
  identities?: HadoopUser[];
  /** The most that the tenant may have of what its queue does not count. @default - that of each field */
  limits?: TenantLimitsSpec;
  /** What the tenant may use in a month. Exceeding it raises an alert, and stops nothing. @default - no budget */
  budget?: BudgetSpec;
  /**
   * What the tenant's pods may reach, beside the cluster's DNS and the pods of their own jobs: package index, HDFS, tracking.
   * @default - nothing
   */
  egress?: EgressSpec[];
  /**
   * What becomes of the namespace, and of the data in it, when the tenant is taken out of the platform's description.
   * `Retain`: it stays, closed to everybody but the cluster's administrators. `Delete`: it is deleted with all that is in it.
   * @default Retain
   */
  onDelete?: 'Retain' | 'Delete';
}

/** The most that a tenant may have of what all tenants share and no queue counts. What is more is refused by the API server. */
export interface TenantLimitsSpec {
  /**
   * Jobs of each kind that are there, those that have ended included: they stay until somebody deletes them.
   * @asType integer
   * @minimum 1
   * @maximum 100000
   * @default - not limited
   */
  jobs?: number;
  /**
   * Persistent volume claims: workspaces of notebooks and data.
   * @asType integer
   * @minimum 0
   * @maximum 100000
   * @default 1000
   */
  volumeClaims?: number;
  /**
   * What all claims together ask for, as a Kubernetes quantity.
   * @default 100Ti
   * @example 20Ti
   */
  storage?: string;
}

/** One named exit: a destination that the tenant's pods may open connections to. */
export interface EgressSpec {
  /**
   * Name of the exit.
   * @example hdfs
   */
  name: string;
  /** Labels of the namespaces that may be reached. Either this or `cidr`. */
  namespaceSelector?: Record<string, string>;
  /**
   * Addresses that may be reached. Either this or `namespaceSelector`.
   * @example 10.20.0.0/16
   */
  cidr?: string;
  /** Ports that may be reached. Inside the cluster these are the ports of the pods, not those of their Service. */
  ports: EgressPortSpec[];
}

/** A port of an exit. */
export interface EgressPortSpec {
  /**
   * Number of the port.
   * @asType integer
   * @minimum 1
   * @maximum 65535
   */
  port: number;
  /** @default TCP */
  protocol?: 'TCP' | 'UDP';
}
