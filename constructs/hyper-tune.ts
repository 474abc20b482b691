import { type Size, SizeRoundingBehavior } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Algorithm, EarlyStopping, HyperTuneSpec, Objective } from '../lib/jobs/tune/spec';
import type { ComputeSize } from './compute-size';
import { commonSpec, defined, Job, type JobProps } from './job';
import type { SearchSpace } from './search-space';
import type { Trial } from './trial';

/** Properties of {@link HyperTune}. */
export interface HyperTuneProps extends JobProps {
  /** What is measured, and which way is better. */
  readonly objective: Objective;
  /** How the next values are chosen. @default - tpe */
  readonly algorithm?: Algorithm;
  /** What is varied: the values that each parameter may have, by its name. */
  readonly parameters: Readonly<Record<string, SearchSpace>>;
  /** Trials that the study has in the end. */
  readonly maxTrialCount: number;
  /** Trials that run at the same time. @default - 3, or maxTrialCount if that is less */
  readonly parallelTrialCount?: number;
  /** Failed trials at which the whole study fails. @default - 3, or maxTrialCount if that is less */
  readonly maxFailedTrialCount?: number;
  /** How trials that do badly are stopped before their end. @default - each trial runs to its end */
  readonly earlyStopping?: EarlyStopping;
  /** The job that is run for each trial. */
  readonly trial: Trial;
  /** Who runs the trials. @default TuneEngine.OPTUNA */
  readonly engine?: TuneEngine;
  /** Size of the pod that keeps the study. @default - the smallest size of the catalog without GPUs */
  readonly studySize?: ComputeSize;
  /** The volume that the study is kept on. @default - 1Gi of the cluster's default storage class */
  readonly studyVolume?: StudyVolumeProps;
}

/** The volume that the study of a {@link HyperTune} is kept on. */
export interface StudyVolumeProps {
  /** Size of the volume. @default Size.gibibytes(1) */
  readonly size?: Size;
  /** StorageClass that it is taken from. @default - the cluster's default one */
  readonly storageClassName?: string;
  /** Whether the study is kept in its pods alone, and begins anew when the job is suspended or preempted. @default false */
  readonly ephemeral?: boolean;
}

/** Who runs the trials of a {@link HyperTune}. */
export enum TuneEngine {
  /** Pods of one job that share a study, one trial after the other in each. */
  OPTUNA = 'optuna',
  /** Kubeflow Katib, with a job of its own for each trial. */
  KATIB = 'katib',
}

/** Searches for the parameters with which another job does best. */
export class HyperTune extends Job {
  /** @throws PlatformError with every error of the job */
  constructor(scope: Construct, id: string, props: HyperTuneProps) {
    const { objective, algorithm, maxTrialCount, parallelTrialCount, maxFailedTrialCount, earlyStopping, trial, engine, studySize, studyVolume } = props;
    const spec: HyperTuneSpec = defined({
      ...commonSpec(props),
      objective,
      algorithm,
      parameters: Object.entries(props.parameters).map(([name, space]) => space.parameter(name)),
      maxTrialCount,
      parallelTrialCount,
      maxFailedTrialCount,
      earlyStopping,
      trial: trial.spec,
      engine,
      studySize: studySize?.name,
      studyVolume: studyVolume && defined({ ...studyVolume, size: studyVolume.size && `${studyVolume.size.toMebibytes({ rounding: SizeRoundingBehavior.FAIL })}Mi` }),
    });
    super(scope, id, props, { kind: 'HyperTune', spec, ...(studySize && { sizes: [studySize] }) });
  }
}
