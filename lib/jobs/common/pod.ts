import type { V1Container, V1PodSecurityContext, V1PodTemplateSpec, V1SecurityContext, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import { LABELS } from '../../api';
import type { Catalog, ComputeSizeSpec, RuntimeSpec } from '../../catalog/spec';
import { mirrored } from '../../k8s/image';
import type { Job } from '../kind';
import { objectAnnotations, objectLabels } from './metadata';
import { applyPatches } from './patches';
import { boundedVolume, podLimits } from './pod-limits';
import { placementOf } from './placement';
import { sizeBesideSidecars } from './sidecars';
import type { HelperContainer } from './supplement';
import { supplementsOf } from './supplements';
import { oneOfEach, ownVariables } from './variable';
import { HOME_PATH, HOME_VARIABLE, jobVariables } from './variables';

/** Name of the container that runs the job's own code. */
export const MAIN_CONTAINER = 'main';

/** User and group of every container: not root, and no user of the node. */
export const POD_USER = 10001;

/** The strictest of the Pod Security Standards, for a container. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const RESTRICTED: V1SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

/** The same for a pod. */
export const RESTRICTED_POD: V1PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: POD_USER,
  runAsGroup: POD_USER,
  fsGroup: POD_USER,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** A volume, and where the containers of a job find it. */
export interface MountedVolume extends Omit<V1VolumeMount, 'name'> {
  readonly volume: V1Volume;
}

/** What one kind of replica runs. */
export interface Program {
  /** Part that the pod plays: `worker`, `ps`, `main`. */
  readonly role: string;
  /** Name of a size of the catalog. */
  readonly size: string;
  /** Labels of the platform's that the pod carries beside those of every pod. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** What differs between the containers of kinds. Its mounts may be of volumes that the engine adds. Its variables come after those that every job has, and may refer to them. */
  readonly container: Required<Pick<V1Container, 'command' | 'args'>> & Pick<V1Container, 'env' | 'ports' | 'startupProbe' | 'readinessProbe' | 'lifecycle' | 'volumeMounts'>;
  /** Containers that run before it. */
  readonly initContainers?: readonly HelperContainer[];
  /** Volumes of all containers, beside home, `/tmp` and shared memory. */
  readonly volumes?: readonly MountedVolume[];
  /** Volumes of those containers alone that mount them themselves. */
  readonly helperVolumes?: readonly V1Volume[];
}

/** Labels of a pod of a job. */
export function podLabels(job: Job, { role, size }: Pick<Program, 'role' | 'size'>): Record<string, string> {
  return { ...objectLabels(job), [LABELS.role]: role, [LABELS.size]: size, 'sidecar.istio.io/inject': 'false' };
}

/** The runtime that a job runs in. The job is valid. */
export function runtimeOf(job: Job, catalog: Catalog): RuntimeSpec {
  return catalog.runtimes[job.spec.framework] as RuntimeSpec;
}

/** The image that a job's own code runs in. */
export function imageOf(job: Job, catalog: Catalog): string {
  return mirrored(job.spec.lock?.image ?? runtimeOf(job, catalog).image, catalog.registryMirror);
}

/** The pod of one replica of a job: restricted, placed by its size, with what identities and datasets add. The job is valid. */
export function jobPod(job: Job, catalog: Catalog, program: Program): V1PodTemplateSpec {
  const supplements = supplementsOf(job, catalog);
  const size = sizeBesideSidecars(catalog.sizes[program.size] as ComputeSizeSpec, supplements);
  const placement = placementOf(size, job.spec.spot ?? false, catalog);
  const limits = podLimits(catalog);
  const volumes = [...(program.volumes ?? []), ...SCRATCH];
  const volumeMounts = volumes.map(({ volume, ...mount }) => ({ name: volume.name, ...mount }));
  const shared: Omit<V1Container, 'name'> = {
    image: imageOf(job, catalog),
    imagePullPolicy: 'IfNotPresent',
    securityContext: RESTRICTED,
    // The end of the log becomes the reason of a failure in the job's status.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    workingDir: HOME_PATH,
  };
  const helper = (container: HelperContainer): V1Container => ({
    ...shared,
    resources: placement.helper,
    ...container,
    env: oneOfEach([HOME_VARIABLE], container.env ?? []),
    volumeMounts: [...volumeMounts, ...(container.volumeMounts ?? [])],
  });
  const helpers = [...supplements.flatMap(({ initContainers = [] }) => initContainers), ...(program.initContainers ?? [])].map(helper);
  const { env = [], volumeMounts: ownMounts = [], ...container } = program.container;
  const template: V1PodTemplateSpec = {
    metadata: { labels: { ...podLabels(job, program), ...program.labels }, ...objectAnnotations(job, placement.annotations) },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: RESTRICTED_POD,
      ...placement.spec,
      ...(helpers.length > 0 && { initContainers: helpers }),
      containers: [
        {
          ...shared,
          name: MAIN_CONTAINER,
          ...container,
          env: oneOfEach([...jobVariables(job, catalog), ...env], ownVariables(job.spec)),
          resources: placement.main,
          volumeMounts: [...volumeMounts, ...ownMounts, ...supplements.flatMap((supplement) => supplement.volumeMounts ?? [])],
        },
      ],
      volumes: [...volumes.map(({ volume }) => volume), ...(program.helperVolumes ?? []), ...supplements.flatMap((supplement) => supplement.volumes ?? [])].map((volume) => boundedVolume(volume, limits)),
    },
  };
  return applyPatches(template, job.spec.podTemplatePatches ?? [], limits);
}

/** Volumes that are empty at the start, in every pod; the root file system is read-only. */
const SCRATCH: readonly MountedVolume[] = [
  { volume: { name: 'home', emptyDir: {} }, mountPath: HOME_PATH },
  { volume: { name: 'tmp', emptyDir: {} }, mountPath: '/tmp' },
  // Data loaders pass batches through shared memory; the default of 64 MiB is too little. It counts as the container's memory.
  { volume: { name: 'shm', emptyDir: { medium: 'Memory' } }, mountPath: '/dev/shm' },
];
