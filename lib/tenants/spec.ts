import type { PoolQuotaSpec } from '../queues/spec';

/** A team: a namespace, and everything that makes it safe. */
export interface TenantSpec {
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
  /** What the tenant's jobs may use at a time, by node pool (a key of the catalog's `nodePools`). */
  quota: Record<string, PoolQuotaSpec>;
  /**
   * What the tenant's pods may reach, beside the cluster's DNS and the pods of their own jobs: package index, HDFS, tracking.
   * @default - nothing
   */
  egress?: EgressSpec[];
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
