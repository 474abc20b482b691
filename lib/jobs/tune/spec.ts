import type { SubdomainName } from '../../k8s/name';
import type { Json } from '../../k8s/object';
import type { JobSpec, SizeName } from '../common/spec';

/**
 * Searches for the parameters with which another job does best: it runs that job again and again, each time with other values.
 * What a trial does not say in `trial.spec` it has from here: framework, size, identities, packages, variables, datasets and arguments.
 */
export interface HyperTuneSpec extends JobSpec {
  /** What is measured, and which way is better. */
  objective: Objective;
  /** How the next values are chosen. @default - `tpe` */
  algorithm?: Algorithm;
  /**
   * What is varied. Each parameter is used at least once in the trial, as `${trialParameters.<name>}`.
   * @minItems 1
   * @maxItems 32
   * @listMapKey name
   */
  parameters: Parameter[];
  /**
   * Trials that the study has in the end, whether they succeeded, failed or were stopped early. It has fewer if it reaches its goal, or if a
   * grid has fewer points.
   * @asType integer
   * @minimum 1
   * @maximum 10000
   */
  maxTrialCount: number;
  /**
   * Trials that run at the same time.
   * @default - 3, or maxTrialCount if that is less
   * @asType integer
   * @minimum 1
   * @maximum 100
   */
  parallelTrialCount?: number;
  /**
   * Failed trials at which the whole study fails.
   * @default - 3, or maxTrialCount if that is less
   * @asType integer
   * @minimum 1
   * @maximum 10000
   */
  maxFailedTrialCount?: number;
  /** How trials that do badly are stopped before their end. @default - each trial runs to its end */
  earlyStopping?: EarlyStopping;
  /** The job that is run for each trial. */
  trial: Trial;
  /**
   * Who runs the trials: `optuna`, pods of one job that share a study, one trial after the other in each; or `katib`, where the cluster has
   * Kubeflow Katib, with a job of its own for each trial.
   * @default optuna
   */
  engine?: 'optuna' | 'katib';
  /**
   * Size of the pod that keeps the study and hands out the trials, beside those that run them. For the engine `optuna`.
   * @default - the smallest size of the catalog without GPUs
   */
  studySize?: SizeName;
  /**
   * The volume that the study is kept on, so that trials that have ended count when the job is suspended or preempted and goes on. It is
   * deleted with the job. For the engine `optuna`.
   * @default - 1Gi of the cluster's default storage class
   */
  studyVolume?: StudyVolume;
}

/** A volume that a study is kept on. */
export interface StudyVolume {
  /**
   * Size of the volume, as a Kubernetes quantity. At most `limits.workspaceSize` of the catalog.
   * @minLength 2
   * @maxLength 9
   * @pattern ^[1-9][0-9]{0,5}(Mi|Gi|Ti|M|G|T)$
   * @default 1Gi
   * @example 5Gi
   */
  size?: string;
  /**
   * StorageClass that the volume is taken from.
   * @default - the cluster's default one
   * @example standard
   */
  storageClassName?: SubdomainName;
  /**
   * Whether the study is kept in its pods alone, for clusters that have no volumes: it outlives the loss of single pods, and begins anew when
   * the job is suspended or preempted.
   * @default false
   */
  ephemeral?: boolean;
}

/** What is measured, and which way is better. */
export interface Objective {
  /** Which way is better. */
  type: 'minimize' | 'maximize';
  /**
   * Name of the measure. A trial prints a line with `<name>=<number>` each time that it has measured it: the last is the trial's result,
   * those before show how it comes along.
   */
  objectiveMetricName: MetricName;
  /** Value at which the study ends, since it is good enough. @default - all trials are run */
  goal?: number;
  /**
   * Names of other measures that are reported with the best trial.
   * @default - none
   * @maxItems 16
   */
  additionalMetricNames?: MetricName[];
}

/**
 * Name of a measure.
 * @minLength 1
 * @maxLength 63
 * @pattern ^[A-Za-z0-9]([A-Za-z0-9_./-]*[A-Za-z0-9])?$
 * @example loss
 */
export type MetricName = string;

/** How the next values are chosen. */
export interface Algorithm {
  /**
   * `random`; `grid`, every combination in turn; `tpe`, a tree-structured Parzen estimator; or `cmaes`, covariance matrix adaptation, for two
   * or more parameters that are numbers.
   */
  algorithmName: 'random' | 'grid' | 'tpe' | 'cmaes';
  /**
   * Settings of the algorithm: `random_state` (a seed) for all but grid; `n_startup_trials` and `n_EI_candidates` for tpe;
   * `n_startup_trials` and `sigma` for cmaes.
   * @default - the engine's
   * @maxItems 16
   * @listMapKey name
   */
  algorithmSettings?: Setting[];
}

/** How trials that do badly are stopped before their end. */
export interface EarlyStopping {
  /**
   * `medianstop`, trials that are worse than the median of the others at the same step; or for the engine `optuna` also `successivehalving`,
   * which lets the better part of the trials go on to the next round.
   */
  algorithmName: 'medianstop' | 'successivehalving';
  /**
   * Settings: `min_trials_required` and `start_step` for medianstop; `min_resource` and `reduction_factor` for successivehalving.
   * @default - the engine's
   * @maxItems 16
   * @listMapKey name
   */
  algorithmSettings?: Setting[];
}

/** A setting of an algorithm. */
export interface Setting {
  /**
   * Name of the setting.
   * @minLength 1
   * @maxLength 63
   * @pattern ^[A-Za-z][A-Za-z0-9_]*$
   * @example random_state
   */
  name: string;
  /** Its value. */
  value: Numeral;
}

/**
 * A number, written as a text.
 * @minLength 1
 * @maxLength 32
 * @pattern ^[+-]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?$
 * @example 0.001
 */
export type Numeral = string;

/** A parameter that is varied. */
export interface Parameter {
  /**
   * Name of the parameter; the trial takes it as `${trialParameters.<name>}`.
   * @minLength 1
   * @maxLength 63
   * @pattern ^[A-Za-z]([A-Za-z0-9_-]*[A-Za-z0-9])?$
   * @example learning-rate
   */
  name: string;
  /** `double` and `int`: a number between two others; `discrete`: one of some numbers; `categorical`: one of some texts. */
  parameterType: 'double' | 'int' | 'discrete' | 'categorical';
  /** Values that the parameter may have. */
  feasibleSpace: FeasibleSpace;
}

/** Values that a parameter may have: `min` and `max` for `double` and `int`, `list` for `discrete` and `categorical`. */
export interface FeasibleSpace {
  /** Least value, in quotes: `"0.001"`. @default - none, beside `list` */
  min?: Numeral;
  /** Greatest value, in quotes. @default - none, beside `list` */
  max?: Numeral;
  /** Distance between values, counted from `min`. @default - any value between the two; 1 for `int` */
  step?: Numeral;
  /**
   * The values, in quotes.
   * @default - none, beside `min` and `max`
   * @minItems 1
   * @maxItems 100
   */
  list?: Choice[];
  /** How values are spread: `logUniform` gives each order of magnitude the same share. @default uniform */
  distribution?: 'uniform' | 'logUniform';
}

/**
 * One of the values of a parameter: one line, without `"` and backslash.
 * @maxLength 128
 * @pattern ^[^"\\\n\r]*$
 * @example adam
 */
export type Choice = string;

/** The job that is run for each trial. */
export interface Trial {
  /** Kind of the job. */
  kind: string;
  /**
   * Spec of the job, as its kind has it; what is not said here is taken from the HyperTune. Its arguments and the values of its variables hold
   * `${trialParameters.<name>}` where a parameter's value belongs.
   */
  spec: TrialSpec;
}

/** Fields of the trial's kind. */
export type TrialSpec = { [field: string]: Json };
