import type { DatasetSource } from './spec';

/** What the platform reports about a job. Written by the operator alone; a finished job's status never changes again. */
export interface JobStatus {
  /**
   * Where the job is: `Invalid` (its spec or the catalog must change), `Suspended` (as asked by `spec.suspend`, or a notebook that has ended and can be started again), `Queued` (waits for quota),
   * `Pending` (admitted, its pods are starting), `Running`, `Succeeded` or `Failed`. The last two are final.
   */
  phase?: JobPhase;
  /** One sentence that says why the job is where it is. */
  message?: string;
  /**
   * The standard conditions `Accepted` (the spec and the catalog make a runnable job), `Admitted` (the queue has given the job its quota),
   * `Complete` and `Failed` (how it ended; absent until then).
   */
  conditions?: JobCondition[];
  /**
   * When the job was last admitted and began to start its pods.
   * @format date-time
   */
  startTime?: string;
  /**
   * When the job ended.
   * @format date-time
   */
  completionTime?: string;
  /** Time from `startTime` to `completionTime`, as people write it: `1h2m3s`. Set when the job has ended. */
  duration?: string;
  /**
   * How often the job was started again after a failure.
   * @minimum 0
   * @asType integer
   */
  restarts?: number;
  /** The native object that runs the job; absent while there is none. Kept after the object is gone when the job has ended. */
  engine?: JobEngine;
  /** The best trial of a HyperTune; absent until one has succeeded. With the engine optuna it is known at the end. */
  bestTrial?: BestTrial;
  /** How the trials of a HyperTune ended. */
  trials?: TrialCounts;
  /** The data that the job reads, as it was when the job first started. A later start reads the same. */
  datasets?: PinnedDataset[];
  /** Where the job is reached inside the cluster, for kinds that people open: a notebook. */
  url?: string;
  /**
   * Generation of the job that this status was computed for.
   * @minimum 0
   * @asType integer
   */
  observedGeneration?: number;
}

/** Data that a job reads, in the version that it saw. */
export interface PinnedDataset extends DatasetSource {
  /** Name of the dataset in the job. */
  name: string;
  /** Name of the Dataset that told the rest. @default - the job said it itself */
  dataset?: string;
}

/** Where a job is in its life. */
export type JobPhase = 'Pending' | 'Queued' | 'Running' | 'Suspended' | 'Succeeded' | 'Failed' | 'Invalid';

/** The types of {@link JobCondition} that the operator sets. */
export type JobConditionType = 'Accepted' | 'Admitted' | 'Complete' | 'Failed';

/** One aspect of a job's state, in the standard shape of Kubernetes conditions. */
export interface JobCondition {
  /** Name of the condition: `Accepted`, `Admitted`, `Complete` or `Failed`. */
  type: string;
  /** `True`, `False` or `Unknown`. */
  status: 'True' | 'False' | 'Unknown';
  /** One word for programs, for example `InvalidSpec` or `QuotaReserved`. */
  reason: string;
  /** One sentence for people. */
  message: string;
  /**
   * When `status` last changed.
   * @format date-time
   */
  lastTransitionTime: string;
}

/** The native object that runs a job. */
export interface JobEngine {
  /** API version of the object, for example `jobset.x-k8s.io/v1alpha2`. */
  apiVersion: string;
  /** Kind of the object, for example `JobSet`. */
  kind: string;
  /** Name of the object, in the job's namespace. */
  name: string;
  /** UID of the object. */
  uid: string;
}

/** The trial of a HyperTune that did best. */
export interface BestTrial {
  /** Name of the trial: its number, or with Katib the name of its job. */
  name: string;
  /** Its result. */
  value: number;
  /** Values of its parameters, by their names. */
  parameters: { [name: string]: ParameterValue };
  /** Its other measures, by their names. */
  metrics?: { [name: string]: MetricValue };
}

/** Value of a parameter, as the trial was given it. */
export type ParameterValue = string;

/** What was measured last. */
export type MetricValue = number;

/** Trials of a HyperTune by how they ended. */
export interface TrialCounts {
  /**
   * Ran to their end and gave a result.
   * @minimum 0
   * @asType integer
   */
  succeeded: number;
  /**
   * Crashed, ran too long, printed no measure, or lost their pods.
   * @minimum 0
   * @asType integer
   */
  failed: number;
  /**
   * Were stopped early, since others did better.
   * @minimum 0
   * @asType integer
   */
  pruned: number;
  /**
   * Ran as they should, and have no result, since what they measured is not a finite number. Absent where there is none.
   * @minimum 0
   * @asType integer
   */
  withoutResult?: number;
  /**
   * Are running.
   * @minimum 0
   * @asType integer
   */
  running: number;
}
