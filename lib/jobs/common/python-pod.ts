import type { V1EnvVar, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import type { Job } from '../kind';
import { ENVIRONMENT_PATH, installation } from './environment';
import { behindFirstProcess } from './first-process';
import { jobPod, runtimeOf, type Program } from './pod';
import type { EnvVar } from './spec';

/** What one kind of replica of a Python job runs. */
export interface PythonProgram extends Omit<Program, 'container'> {
  /** What Python runs: `-m module`, or `-c script`, and the arguments. */
  readonly pythonArguments: readonly string[];
  /** Whether the program ends by itself when process 1 is asked to: ours do. @default false, as programs of users do not */
  readonly handlesTermination?: boolean;
  /** Variables beside those that every job has; they may refer to those. */
  readonly env?: readonly V1EnvVar[];
  /** Variables of the container that installs packages, in place of those that the job sets. @default - those */
  readonly installEnv?: readonly EnvVar[];
  /** What else differs between the containers of kinds. */
  readonly container?: Omit<Program['container'], 'command' | 'args' | 'env'>;
}

/** The pod of one replica of a Python job, with its packages installed before it starts. The job is valid. */
export function pythonPod(job: Job, catalog: Catalog, { pythonArguments, handlesTermination = false, env = [], installEnv, container, ...program }: PythonProgram): V1PodTemplateSpec {
  const launcher = runtimeOf(job, catalog).command ?? 'python3';
  const installed = installation(installEnv === undefined ? job : { ...job, spec: { ...job.spec, env: [...installEnv] } }, catalog, launcher);
  const withPackages = installed.initContainers.length > 0;
  const python = withPackages ? `${ENVIRONMENT_PATH}/bin/python` : launcher;
  const { initContainers = [], volumes = [] } = program;
  return jobPod(job, catalog, {
    ...program,
    container: { ...container, command: handlesTermination ? [python] : behindFirstProcess(python), args: [...pythonArguments], env: [...env] },
    initContainers: [...installed.initContainers, ...initContainers],
    volumes: [...installed.volumes, ...volumes],
    helperVolumes: installed.helperVolumes,
  });
}
