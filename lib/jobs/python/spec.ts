import type { JobSpec, PythonModule } from '../common/spec';

/** Runs a Python module or script, in one pod or in many. */
export interface PythonJobSpec extends JobSpec {
  /** Python module, run as `python -m <module>`. Either this or `script`. */
  module?: PythonModule;
  /**
   * Text of a Python program. Either this or `module`.
   * @minLength 1
   * @maxLength 65536
   */
  script?: string;
  /**
   * Pods that run at the same time. Each knows its number from `DS_REPLICA_INDEX`.
   * @default 1
   * @asType integer
   * @minimum 1
   * @maximum 1000
   */
  parallelism?: number;
  /**
   * Pods that must succeed, numbered from 0.
   * @default - as many as parallelism
   * @asType integer
   * @minimum 1
   * @maximum 10000
   */
  completions?: number;
}
