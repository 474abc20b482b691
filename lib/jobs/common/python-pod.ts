import type { V1EnvVar, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import type { Job } from '../kind';
import { ENVIRONMENT_PATH, installContainer, requirements } from './environment';
import { jobPod, runtimeOf, type Program } from './pod';

/** What one kind of replica of a Python job runs. */
export interface PythonProgram extends Omit<Program, 'container'> {
  /** What Python runs: `-m module`, or `-c script`, and the arguments. */
  readonly pythonArguments: readonly string[];
  /** Variables beside those that every job has; they may refer to those. */
  readonly env?: readonly V1EnvVar[];
  /** What else differs between the containers of kinds. */
  readonly container?: Omit<Program['container'], 'command' | 'args' | 'env'>;
}

/** The pod of one replica of a Python job, with its packages installed before it starts. The job is valid. */
export function pythonPod(job: Job, catalog: Catalog, { pythonArguments, env = [], container, ...program }: PythonProgram): V1PodTemplateSpec {
  const launcher = runtimeOf(job, catalog).command ?? 'python3';
  const withPackages = requirements(job.spec).length > 0;
  const { initContainers = [], volumes = [] } = program;
  return jobPod(job, catalog, {
    ...program,
    container: { ...container, command: [withPackages ? `${ENVIRONMENT_PATH}/bin/python` : launcher], args: [...pythonArguments], env: [...env] },
    initContainers: [...(withPackages ? [installContainer(job.spec, catalog, launcher)] : []), ...initContainers],
    volumes: [...(withPackages ? [{ volume: { name: 'environment', emptyDir: {} }, mountPath: ENVIRONMENT_PATH }] : []), ...volumes],
  });
}
