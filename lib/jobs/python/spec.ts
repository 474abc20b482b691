import type { IndexedJobSpec } from '../common/indexed-spec';
import type { PythonModule } from '../common/spec';

/** Runs a Python module or script, in one pod or in many. */
export interface PythonJobSpec extends IndexedJobSpec {
  /** Python module, run as `python -m <module>`. Either this or `script`. */
  module?: PythonModule;
  /**
   * Text of a Python program. Either this or `module`.
   * @minLength 1
   * @maxLength 65536
   */
  script?: string;
}
