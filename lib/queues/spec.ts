/** What a queue or a cohort has of one node pool. */
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
  /** The most that may be borrowed from the cohort beyond this quota. @default - whatever the cohort has unused */
  borrowingLimit?: PoolLimitSpec;
  /** The most of this quota that others of the cohort may borrow while it is unused. @default - all of it */
  lendingLimit?: PoolLimitSpec;
}

/** A limit on what is borrowed or lent of one node pool. */
export interface PoolLimitSpec {
  /**
   * CPU cores as a Kubernetes quantity.
   * @example 16
   * @default - no limit
   */
  cpu?: string;
  /**
   * Memory as a Kubernetes quantity.
   * @example 64Gi
   * @default - no limit
   */
  memory?: string;
  /**
   * GPUs.
   * @asType integer
   * @minimum 0
   * @default - no limit
   */
  gpus?: number;
}

/** What a queue has, and how it shares it with others. */
export interface QueueSettings {
  /** What the jobs of the queue may use at a time, by node pool (a key of the catalog's `nodePools`). A pool that is left out cannot be used. */
  quota: Record<string, PoolQuotaSpec>;
  /**
   * Cohort (a key of the catalog's `queueing.cohorts`) whose queues lend each other what they do not use.
   * @default - the queue neither borrows nor lends
   * @example research
   */
  cohortName?: string;
  /**
   * Whether a job that does not fit holds back those behind it.
   * `BestEffortFIFO`: later jobs that fit may pass. `StrictFIFO`: none may.
   * @default BestEffortFIFO
   */
  queueingStrategy?: 'BestEffortFIFO' | 'StrictFIFO';
  /** Which running jobs may be stopped, and queued again, for one that waits. */
  preemption?: PreemptionSpec;
  /** The queue's part of what its cohort has to lend. Needs `queueing.fairSharing` of the catalog. @default - the part of a queue with weight 1 */
  fairSharing?: FairSharingSpec;
}

/** A queue with its quota: what the jobs of one tenant may use together. */
export interface ClusterQueueSpec extends QueueSettings {
  /** Name of the queue. */
  name: string;
  /** Tenant whose namespaces may use the queue. */
  tenant: string;
}

/**
 * Which running jobs may be stopped for one that waits. A stopped job goes back into its queue and starts anew.
 * @see https://kueue.sigs.k8s.io/docs/concepts/preemption/
 */
export interface PreemptionSpec {
  /**
   * Whether jobs of other queues that have borrowed may be stopped, to give this queue back what is its own.
   * `Any`: whatever their priority. `LowerPriority`: those of lower priority alone.
   * @default - `Any` in a cohort, else `Never`
   */
  reclaimWithinCohort?: 'Never' | 'LowerPriority' | 'Any';
  /** Whether jobs of other queues that have borrowed may be stopped so that this queue can borrow. Not together with fair sharing. @default - never */
  borrowWithinCohort?: BorrowWithinCohortSpec;
  /**
   * Whether jobs of this queue may be stopped for others of it.
   * `LowerPriority`: those of lower priority. `LowerOrNewerEqualPriority`: also those of the same priority that are newer.
   * @default LowerPriority
   */
  withinClusterQueue?: 'Never' | 'LowerPriority' | 'LowerOrNewerEqualPriority';
}

/** Whether jobs of other queues may be stopped so that a queue can borrow. */
export interface BorrowWithinCohortSpec {
  /** `LowerPriority`: those of lower priority alone. */
  policy: 'Never' | 'LowerPriority';
  /**
   * The highest priority that a job may have to be stopped.
   * @asType integer
   * @minimum -2147483648
   * @maximum 2147483647
   * @default - any that is lower
   */
  maxPriorityThreshold?: number;
}

/** A part of what a cohort has to lend. @see https://kueue.sigs.k8s.io/docs/concepts/fair_sharing/ */
export interface FairSharingSpec {
  /**
   * How much of what is lent falls to this one, compared with others: 2 gets twice as much as 1; 0 gets something only if nobody else wants it.
   * @minimum 0
   * @maximum 1000000
   */
  weight: number;
}

/** How the queues of a platform share it. */
export interface QueueingSpec {
  /** Cohorts by name: queues that lend each other what they do not use. @default - none, so no queue can borrow */
  cohorts?: Record<string, CohortSpec>;
  /** Priorities by the name that a job gives as `priority`; each becomes a WorkloadPriorityClass. @default - low (-1000), normal (0) and high (1000) */
  priorities?: Record<string, PrioritySpec>;
  /**
   * Whether what a cohort lends is shared out by weight, instead of first come, first served. It is a setting of Kueue itself (`fairSharing` in
   * its configuration) and holds for all cohorts.
   * @default false
   */
  fairSharing?: boolean;
}

/**
 * Queues that lend each other what they do not use. One that has nothing of its own and no parent is a name alone; any other becomes a Cohort.
 * @see https://kueue.sigs.k8s.io/docs/concepts/cohort/
 */
export interface CohortSpec {
  /** Cohort that this one belongs to: the two lend each other what they do not use. @default - none */
  parentName?: string;
  /** What every queue of the cohort may borrow beside the quotas of the others, by node pool. Limits hold towards the parent. @default - nothing */
  quota?: Record<string, PoolQuotaSpec>;
  /** The cohort's part of what its parent has to lend. Needs `fairSharing`. @default - the part of a cohort with weight 1 */
  fairSharing?: FairSharingSpec;
}

/** How much a job comes before others. @see https://kueue.sigs.k8s.io/docs/concepts/workload_priority_class/ */
export interface PrioritySpec {
  /**
   * The larger, the sooner. A job that names no priority has 0.
   * @asType integer
   * @minimum -1000000000
   * @maximum 1000000000
   */
  value: number;
  /**
   * When to use it.
   * @maxLength 2048
   * @default - none
   */
  description?: string;
}
