import type { Construct } from 'constructs';
import type { TensorFlowJobSpec, TensorFlowReplicas } from '../lib/jobs/tensorflow/spec';
import type { ComputeSize } from './compute-size';
import { commonSpec, defined, Job, type JobProps } from './job';

/** Replicas that play the same part. */
export interface TensorFlowReplicaProps {
  /** How many. Chief and evaluator: at most 1. @default 1 */
  readonly count?: number;
  /** Size of these replicas. @default - the job's size */
  readonly size?: ComputeSize;
}

/** Replicas of a TensorFlow training by the part that they play. */
export interface TensorFlowReplicasProps {
  /** Coordinates the training and writes checkpoints. @default - worker 0 does */
  readonly chief?: TensorFlowReplicaProps;
  /** Compute the training steps. @default - none, beside a chief */
  readonly worker?: TensorFlowReplicaProps;
  /** Parameter servers. @default - none */
  readonly ps?: TensorFlowReplicaProps;
  /** Evaluates checkpoints beside the training. @default - none */
  readonly evaluator?: TensorFlowReplicaProps;
}

/** Properties of {@link TensorFlowJob}. */
export interface TensorFlowJobProps extends JobProps {
  /** Python module that every replica runs. */
  readonly module: string;
  /** The replicas of a distributed training. @default - one worker */
  readonly replicas?: TensorFlowReplicasProps;
}

/** Trains with TensorFlow, on one pod or on many. */
export class TensorFlowJob extends Job {
  /** @throws PlatformError with every error of the job */
  constructor(scope: Construct, id: string, props: TensorFlowJobProps) {
    const parts = given(props.replicas ?? {});
    const spec: TensorFlowJobSpec = defined({ ...commonSpec(props), module: props.module, replicas: props.replicas && replicas(parts) });
    super(scope, id, props, { kind: 'TensorFlowJob', spec, sizes: parts.flatMap(([, { size }]) => size ?? []) });
  }
}

/** The parts that are given, by their role. */
function given(props: TensorFlowReplicasProps): [string, TensorFlowReplicaProps][] {
  return Object.entries(defined(props));
}

function replicas(parts: readonly [string, TensorFlowReplicaProps][]): TensorFlowReplicas {
  return Object.fromEntries(parts.map(([role, { count, size }]) => [role, defined({ count, size: size?.name })]));
}
