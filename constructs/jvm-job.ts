import type { Construct } from 'constructs';
import type { JVMJobSpec } from '../lib/jobs/jvm/spec';
import type { Jar } from './jar';
import { commonSpec, defined, Job, type JobProps } from './job';

/** Properties of {@link JVMJob}. */
export interface JVMJobProps extends Omit<JobProps, 'pipPackages'> {
  /** The jar that is run; it must carry all that it needs. */
  readonly jar: Jar;
  /** Class whose `main` is run. @default - the one that the jar's manifest names */
  readonly mainClass?: string;
  /** Options of the JVM. @default - only those of the platform: the heap may use 75 % of the container's memory */
  readonly jvmOptions?: readonly string[];
  /** Pods that run at the same time. @default 1 */
  readonly parallelism?: number;
  /** Pods that must succeed. @default - as many as parallelism */
  readonly completions?: number;
}

/** Runs a program for the Java virtual machine from one jar, in one pod or in many. */
export class JVMJob extends Job {
  /** @throws PlatformError with every error of the job */
  constructor(scope: Construct, id: string, props: JVMJobProps) {
    const { jar, mainClass, jvmOptions, parallelism, completions } = props;
    const spec: JVMJobSpec = defined({ ...commonSpec(props), ...jar.spec, mainClass, jvmOptions: jvmOptions && [...jvmOptions], parallelism, completions });
    super(scope, id, props, { kind: 'JVMJob', spec });
  }
}
