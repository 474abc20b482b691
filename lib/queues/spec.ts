/** What a tenant may use of one node pool at a time. */
export interface PoolQuotaSpec {
  /**
   * CPU cores as a Kubernetes quantity.
   * @example 64
   */
  cpu: string;
  /**
   * Memory as a Kubernetes quantity.
   * @example 256Gi
   */
  memory: string;
  /**
   * GPUs, or the parts of GPUs that the pool hands out.
   * @asType integer
   * @minimum 0
   * @default 0
   */
  gpus?: number;
}

/** A queue with its quota: what the jobs of one tenant may use together. */
export interface ClusterQueueSpec {
  /** Name of the queue. */
  name: string;
  /** Tenant whose namespaces may use the queue. */
  tenant: string;
  /** Quota by node pool (a key of the catalog's `nodePools`). A pool that is left out cannot be used. */
  quota: Record<string, PoolQuotaSpec>;
  /** Cohort whose queues lend each other what they do not use. @default - the queue neither borrows nor lends */
  cohortName?: string;
  /**
   * Whether a job that does not fit holds back those behind it.
   * `BestEffortFIFO`: later jobs that fit may pass. `StrictFIFO`: none may.
   * @default BestEffortFIFO
   */
  queueingStrategy?: 'BestEffortFIFO' | 'StrictFIFO';
}
