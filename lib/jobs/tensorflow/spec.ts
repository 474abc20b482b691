import type { JobSpec, PythonModule, SizeName } from '../common/spec';

/** Trains with TensorFlow, on one pod or on many. */
export interface TensorFlowJobSpec extends JobSpec {
  /** Python module that every replica runs, as `python -m <module>`. */
  module: PythonModule;
  /**
   * The replicas of a distributed training. Each learns its place from `TF_CONFIG`.
   * The job has succeeded when the chief has, or worker 0 where there is no chief.
   * @default - one worker
   * @see https://www.tensorflow.org/guide/distributed_training#setting_up_the_tf_config_environment_variable
   */
  replicas?: TensorFlowReplicas;
}

/** Replicas of a TensorFlow training by the part that they play. */
export interface TensorFlowReplicas {
  /** Coordinates the training and writes checkpoints. At most one. @default - worker 0 does */
  chief?: TensorFlowSingleReplica;
  /** Compute the training steps. @default - none, beside a chief */
  worker?: TensorFlowReplica;
  /** Parameter servers: hold the variables. They are ended with the job. @default - none */
  ps?: TensorFlowReplica;
  /** Evaluates checkpoints beside the training. At most one. It is ended with the job. @default - none */
  evaluator?: TensorFlowSingleReplica;
}

/** Replicas that play the same part. */
export interface TensorFlowReplica {
  /**
   * How many.
   * @default 1
   * @asType integer
   * @minimum 1
   * @maximum 1000
   */
  count?: number;
  /** Size of the catalog for these replicas. @default - the job's size */
  size?: SizeName;
}

/** A replica of which there can be only one. */
export interface TensorFlowSingleReplica {
  /**
   * How many: 1.
   * @default 1
   * @asType integer
   * @minimum 1
   * @maximum 1
   */
  count?: number;
  /** Size of the catalog for this replica. @default - the job's size */
  size?: SizeName;
}
