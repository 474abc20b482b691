import type { Construct } from 'constructs';
import type { SparkJobSpec } from '../lib/jobs/spark/spec';
import type { ComputeSize } from './compute-size';
import { commonSpec, defined, Job, type JobProps } from './job';

/** Properties of {@link SparkJob}. */
export interface SparkJobProps extends JobProps {
  /** The application: a file `.py`, or a jar, whose `mainClass` must be given. @default - module is run */
  readonly mainApplicationFile?: string;
  /** Class of the jar whose `main` is run. @default - the application is in Python */
  readonly mainClass?: string;
  /** Python module that the driver runs. @default - mainApplicationFile is run */
  readonly module?: string;
  /** Libraries for the JVM, by Maven coordinates. @default - only what the runtime carries */
  readonly packages?: readonly string[];
  /** Settings of Spark. @default - only those of the platform */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /** The driver. @default - of the job's size */
  readonly driver?: SparkDriverProps;
  /** The executors. @default - one of the job's size */
  readonly executor?: SparkExecutorProps;
  /** Lets the number of executors follow the work. @default - it stays */
  readonly dynamicAllocation?: DynamicAllocationProps;
}

/** The process that runs the application's own code. */
export interface SparkDriverProps {
  /** Size of its pod. @default - the job's */
  readonly size?: ComputeSize;
}

/** The processes that do the work. */
export interface SparkExecutorProps {
  /** How many there are. @default 1 */
  readonly instances?: number;
  /** Size of each pod. @default - the job's */
  readonly size?: ComputeSize;
}

/** Executors that come and go with the work. */
export interface DynamicAllocationProps {
  /** Executors that stay when there is nothing to do. @default 0 */
  readonly minExecutors?: number;
  /** Most executors at a time; the queue gives quota for them. */
  readonly maxExecutors: number;
}

/** Runs a Spark application on a driver and executors of its own. */
export class SparkJob extends Job {
  /** @throws PlatformError with every error of the job */
  constructor(scope: Construct, id: string, props: SparkJobProps) {
    const { mainApplicationFile, mainClass, module, packages, sparkConf, driver, executor, dynamicAllocation } = props;
    const spec: SparkJobSpec = defined({
      ...commonSpec(props),
      mainApplicationFile,
      mainClass,
      module,
      packages: packages && [...packages],
      sparkConf: sparkConf && { ...sparkConf },
      driver: driver && defined({ size: driver.size?.name }),
      executor: executor && defined({ instances: executor.instances, size: executor.size?.name }),
      dynamicAllocation: dynamicAllocation && defined({ ...dynamicAllocation }),
    });
    const sizes = [driver?.size, executor?.size].filter((size) => size !== undefined);
    super(scope, id, props, { kind: 'SparkJob', spec, sizes });
  }
}
