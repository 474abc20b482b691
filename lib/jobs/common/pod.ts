import type { V1Container, V1EnvVar, V1PodTemplateSpec, V1SecurityContext, V1VolumeMount } from '@kubernetes/client-node';
import { ANNOTATIONS, LABELS, MANAGED_BY } from '../../api';
import type { Catalog, ComputeSizeSpec, RuntimeSpec } from '../../catalog/spec';
import { mirrored } from '../../k8s/image';
import type { Job } from '../kind';
import { ENVIRONMENT_PATH, installContainer, requirements } from './environment';
import { applyPatches } from './patches';
import { placementOf, type Placement } from './placement';
import { HOME_PATH, jobVariables } from './variables';

/** Name of the container that runs the job's own code. */
export const MAIN_CONTAINER = 'main';

/** User and group of every container: not root, and no user of the node. */
const USER = 10001;

/** The strictest of the Pod Security Standards. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const RESTRICTED: V1SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

/** What one kind of replica runs. */
export interface Replica {
  /** Part that the pod plays: `worker`, `ps`, `main`. */
  readonly role: string;
  /** Name of a size of the catalog. */
  readonly size: string;
  /** What Python runs: `-m module`, or `-c script`, and the arguments. */
  readonly pythonArguments: readonly string[];
  /** Variables beside those that every job has; they may refer to those. */
  readonly env?: readonly V1EnvVar[];
}

/** Labels that tell the objects of one job from those of another. */
export function jobLabels(job: Job): Record<string, string> {
  return { [LABELS.managedBy]: MANAGED_BY, [LABELS.jobKind]: job.kind, [LABELS.jobName]: job.metadata.name };
}

/** Annotations that name the job's experiment. */
export function experimentAnnotations(job: Job): Record<string, string> {
  const given = job.metadata.annotations ?? {};
  return Object.fromEntries(Object.values(ANNOTATIONS).flatMap((key) => (given[key] === undefined ? [] : [[key, given[key]]])));
}

/** The pod of one replica of a Python job: restricted, with its packages installed. The job is valid. */
export function pythonPod(job: Job, catalog: Catalog, replica: Replica): V1PodTemplateSpec {
  const runtime = catalog.runtimes[job.spec.framework] as RuntimeSpec;
  const size = catalog.sizes[replica.size] as ComputeSizeSpec;
  const placement = placementOf(size, job.spec.spot ?? false, catalog);
  const launcher = runtime.command ?? 'python3';
  const withPackages = requirements(job.spec).length > 0;
  const shared: Pick<V1Container, 'image' | 'imagePullPolicy' | 'securityContext' | 'terminationMessagePolicy' | 'workingDir'> = {
    image: mirrored(job.spec.lock?.image ?? runtime.image, catalog.registryMirror),
    imagePullPolicy: 'IfNotPresent',
    securityContext: RESTRICTED,
    // The end of the log becomes the reason of a failure in the job's status.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    workingDir: HOME_PATH,
  };
  const volumeMounts = mounts(withPackages);
  const variables = jobVariables(job, catalog);
  const install = withPackages ? installContainer(job.spec, catalog, launcher) : undefined;
  const template: V1PodTemplateSpec = {
    metadata: {
      labels: { ...jobLabels(job), [LABELS.role]: replica.role, [LABELS.size]: replica.size, 'sidecar.istio.io/inject': 'false' },
      ...annotationsOf(job, placement),
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER, seccompProfile: { type: 'RuntimeDefault' } },
      ...placement.spec,
      ...(install && {
        initContainers: [{ ...shared, ...install, env: [...variables.slice(0, 1), ...(install.env ?? [])], resources: placement.helper, volumeMounts }],
      }),
      containers: [
        {
          ...shared,
          name: MAIN_CONTAINER,
          command: [withPackages ? `${ENVIRONMENT_PATH}/bin/python` : launcher],
          args: [...replica.pythonArguments],
          env: [...variables, ...(replica.env ?? [])],
          resources: placement.main,
          volumeMounts,
        },
      ],
      volumes: volumeMounts.map(({ name }) => ({ name, emptyDir: name === 'shm' ? { medium: 'Memory' } : {} })),
    },
  };
  return applyPatches(template, job.spec.podTemplatePatches ?? []);
}

function annotationsOf(job: Job, placement: Placement): { annotations?: Record<string, string> } {
  const annotations = { ...experimentAnnotations(job), ...placement.annotations };
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}

/** Volumes that are empty at the start; the root file system is read-only. */
function mounts(withPackages: boolean): V1VolumeMount[] {
  return [
    ...(withPackages ? [{ name: 'environment', mountPath: ENVIRONMENT_PATH }] : []),
    { name: 'home', mountPath: HOME_PATH },
    { name: 'tmp', mountPath: '/tmp' },
    // Data loaders pass batches through shared memory; the default of 64 MiB is too little. It counts as the container's memory.
    { name: 'shm', mountPath: '/dev/shm' },
  ];
}
