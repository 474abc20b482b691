import type { V1Container, V1EnvVar, V1Lifecycle, V1PodSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { Catalog, ComputeSizeSpec } from '../../catalog/spec';
import { poolGpuResource } from '../../nodes/gpu-resource';
import { poolOfSize } from '../../nodes/spot';
import programs from '../../programs/spark.json';
import { Quantity } from '../../quantity/quantity';
import { installation } from '../common/environment';
import { jobPod, type MountedVolume } from '../common/pod';
import { sizeBesideSidecars } from '../common/sidecars';
import type { HelperContainer } from '../common/supplement';
import { supplementsOf } from '../common/supplements';
import type { Job } from '../kind';
import type { SparkPod } from './application';
import { shareMemory } from './memory';
import { SPARK_ACCOUNT } from './names';
import { fetchContainer, PACKAGES_PATH } from './packages';
import { isPython, PROGRAM_ANNOTATION, RUNNER_FOLDER, RUNNER } from './program';
import type { SparkJobSpec } from './spec';

/** The two parts that the pods of a SparkJob play, and what Spark calls the container of each. */
export const CONTAINERS = { driver: 'spark-kubernetes-driver', executor: 'spark-kubernetes-executor' } as const;

export type SparkRole = keyof typeof CONTAINERS;

/** The account of pods that need none. */
const NO_ACCOUNT = 'default';

/**
 * To the Spark operator a driver that goes with its node has failed. Before it ends, the platform's operator has this time to see why it
 * goes, and starts the job again.
 */
const LEAVE: V1Lifecycle = { preStop: { sleep: { seconds: 5 } } };

/**
 * Asks for the whole size, and ends at once. Of memory, Kueue counts what a field calls Java's heap, and not what Spark adds to it; what a
 * container before it asks for it counts as it is.
 */
const WHOLE_SIZE: HelperContainer = { name: 'size', command: ['/bin/true'] };

/** The size of one part. */
export function sizeOf({ spec }: Job<SparkJobSpec>, role: SparkRole): string {
  return spec[role]?.size ?? spec.size;
}

/** One part as the Spark operator takes it. */
export function sparkPod(job: Job<SparkJobSpec>, catalog: Catalog, role: SparkRole): SparkPod {
  const size = sizeBesideSidecars(catalog.sizes[sizeOf(job, role)] as ComputeSizeSpec, supplementsOf(job, catalog));
  const { metadata, spec } = podOf(job, catalog, role);
  const { nodeSelector, tolerations, affinity, containers, initContainers = [], ...pod } = spec as V1PodSpec;
  const { heap, overhead, total } = shareMemory(size.memory, isPython(job.spec) ? 'python' : 'jvm');
  return {
    cores: Math.max(1, Number(Quantity.parse(size.cpu).fits(Quantity.parse('1')))),
    coreRequest: size.cpu,
    coreLimit: size.cpu,
    memory: `${heap}m`,
    memoryOverhead: `${overhead}m`,
    memoryLimit: `${total}m`,
    ...gpusOf(size, job, catalog),
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations }),
    ...(affinity && { affinity }),
    // The driver makes the executors, so it alone may talk to the API server.
    serviceAccount: role === 'driver' ? SPARK_ACCOUNT : NO_ACCOUNT,
    initContainers,
    template: { metadata, spec: { ...pod, ...(role === 'driver' && { automountServiceAccountToken: true }), containers: containers.map((container) => sparkContainer(container, role)) } },
  };
}

/** The GPUs of a size, under the name that its pool gives them. */
function gpusOf(size: ComputeSizeSpec, { spec }: Job, { nodePools }: Catalog): Pick<SparkPod, 'gpu'> {
  const name = poolGpuResource(nodePools[poolOfSize(size, spec.spot ?? false, nodePools) ?? size.nodePool] ?? {});
  return name !== undefined && size.gpus ? { gpu: { name, quantity: size.gpus } } : {};
}

/** Spark says by itself what its container runs, and what it takes. */
function sparkContainer({ name: _, command: __, args: ___, resources: ____, ...container }: V1Container, role: SparkRole): V1Container {
  return { name: CONTAINERS[role], ...container, ...(role === 'driver' && { lifecycle: LEAVE }) };
}

/** The pod that any job would have, with what Spark needs in it. */
function podOf(job: Job<SparkJobSpec>, catalog: Catalog, role: SparkRole): V1PodTemplateSpec {
  const packages = job.spec.packages ?? [];
  const installed = installation(job, catalog, 'python3');
  const withRunner = role === 'driver' && job.spec.module !== undefined;
  const initContainers: HelperContainer[] = [
    WHOLE_SIZE,
    ...installed.initContainers,
    ...(packages.length > 0 ? [fetchContainer(job.spec, catalog)] : []),
  ];
  const volumes: MountedVolume[] = [
    ...installed.volumes,
    ...(packages.length > 0 ? [{ volume: { name: 'packages', emptyDir: {} }, mountPath: PACKAGES_PATH }] : []),
    ...(withRunner ? [RUNNER_VOLUME] : []),
  ];
  const template = jobPod(job, catalog, { role, size: sizeOf(job, role), container: { command: [], args: [], env: pythonVariables(job.spec) }, initContainers, volumes, helperVolumes: installed.helperVolumes });
  return withRunner ? { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, [PROGRAM_ANNOTATION]: programs.runModule } } } : template;
}

function pythonVariables(spec: SparkJobSpec): V1EnvVar[] {
  return isPython(spec) ? [{ name: 'PYTHONUNBUFFERED', value: '1' }] : [];
}

/** The program that runs a module: Spark runs files alone, and the image need not have one. */
const RUNNER_VOLUME: MountedVolume = {
  volume: { name: 'program', downwardAPI: { items: [{ path: RUNNER, fieldRef: { fieldPath: `metadata.annotations['${PROGRAM_ANNOTATION}']` } }] } },
  mountPath: RUNNER_FOLDER,
};
