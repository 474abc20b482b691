import type { Duration } from 'cdk8s';
import type { Json } from '../lib/k8s/object';
import type { Trial as TrialSpec } from '../lib/jobs/tune/spec';
import type { EnvValue } from './env-value';
import { defined } from './job';

/** What a trial of a {@link HyperTune} runs; all else it has from there. */
export interface TrialProps {
  /** Arguments, with {@link Trial.parameter} where a parameter's value belongs. @default - none */
  readonly args?: string | readonly string[];
  /** Environment variables, with {@link Trial.parameter} where a parameter's value belongs. @default - those of the HyperTune */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** How long one trial may run. Whole seconds. @default - no limit */
  readonly activeDeadline?: Duration;
  /** How often a failed trial is tried again before it counts as failed. @default 0 */
  readonly backoffLimit?: number;
}

/** A trial that runs a Python module or script. */
export interface PythonTrialProps extends TrialProps {
  /** Python module, run as `python -m <module>`. @default - script is run */
  readonly module?: string;
  /** Text of a Python program. @default - module is run */
  readonly script?: string;
}

/** A trial that trains with TensorFlow. */
export interface TensorFlowTrialProps extends TrialProps {
  /** Python module, run as `python -m <module>`. */
  readonly module: string;
}

/** The job that is run for each trial of a {@link HyperTune}. */
export class Trial {
  private constructor(
    /** As it stands in the spec. */
    readonly spec: TrialSpec,
  ) {}

  /** A PythonJob. */
  static python({ module, script, ...props }: PythonTrialProps): Trial {
    return Trial.custom('PythonJob', defined({ module, script, ...common(props) }));
  }

  /** A TensorFlowJob of one pod. */
  static tensorFlow({ module, ...props }: TensorFlowTrialProps): Trial {
    return Trial.custom('TensorFlowJob', { module, ...common(props) });
  }

  /** A job of any kind, with the fields of its spec as they stand in YAML. */
  static custom(kind: string, spec: object): Trial {
    return new Trial({ kind, spec: spec as Record<string, Json> });
  }

  /** What stands where a parameter's value belongs. */
  static parameter(name: string): string {
    return `\${trialParameters.${name}}`;
  }
}

function common({ args, env, activeDeadline, backoffLimit }: TrialProps): object {
  return defined({
    args,
    env: env && Object.entries(env).map(([name, value]) => ({ name, ...value.source })),
    activeDeadlineSeconds: activeDeadline?.toSeconds(),
    backoffLimit,
  });
}
