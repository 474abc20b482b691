import type { RuntimeSpec } from '../lib/catalog/spec';

/** A runtime that a platform's own catalog adds. */
export interface CustomRuntimeProps extends RuntimeSpec {
  /** Name that jobs give as `framework`. */
  readonly name: string;
}

/** What a job runs in: a framework, its version and its language. */
export class Runtime {
  static readonly TENSORFLOW_1_13_PYTHON_3 = new Runtime('tensorflow-1.13-python-3');
  static readonly TENSORFLOW_2_PYTHON_3 = new Runtime('tensorflow-2-python-3');
  static readonly PYTORCH_2_PYTHON_3 = new Runtime('pytorch-2-python-3');
  static readonly PYTHON_3 = new Runtime('python-3');
  static readonly JUPYTER_PYTHON_3 = new Runtime('jupyter-python-3');
  static readonly SPARK_4 = new Runtime('spark-4');
  static readonly JVM_17 = new Runtime('jvm-17');
  static readonly JVM_21 = new Runtime('jvm-21');

  /** A runtime of your own. Give it to the platform's catalog too: jobs name it, the catalog holds it. */
  static custom(props: CustomRuntimeProps): Runtime {
    const { name, ...spec } = props;
    return new Runtime(name, spec);
  }

  private constructor(
    /** Name in the catalog. */
    readonly name: string,
    /** What the catalog holds of it, for a runtime of your own. */
    readonly spec?: RuntimeSpec,
  ) {}
}
