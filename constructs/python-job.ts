import type { Construct } from 'constructs';
import type { PythonJobSpec } from '../lib/jobs/python/spec';
import { commonSpec, defined, Job, type JobProps } from './job';

/** Properties of {@link PythonJob}. */
export interface PythonJobProps extends JobProps {
  /** Python module, run as `python -m <module>`. @default - script is run */
  readonly module?: string;
  /** Text of a Python program. @default - module is run */
  readonly script?: string;
  /** Pods that run at the same time. @default 1 */
  readonly parallelism?: number;
  /** Pods that must succeed. @default - as many as parallelism */
  readonly completions?: number;
}

/** Runs a Python module or script, in one pod or in many. */
export class PythonJob extends Job {
  /** @throws PlatformError with every error of the job */
  constructor(scope: Construct, id: string, props: PythonJobProps) {
    const { module, script, parallelism, completions } = props;
    const spec: PythonJobSpec = defined({ ...commonSpec(props), module, script, parallelism, completions });
    super(scope, id, props, { kind: 'PythonJob', spec });
  }
}
