import type { V1PersistentVolumeClaimSpec } from '@kubernetes/client-node';
import type { KubeObjectOf } from '../../k8s/object';
import { objectAnnotations, objectLabels } from '../common/metadata';
import type { MountedVolume } from '../common/pod';
import type { ChildResource, Job } from '../kind';
import { STUDY, SUFFIX } from './rules';
import type { HyperTuneSpec } from './spec';

/** Where the study's program finds its volume. */
export const STUDY_PATH = '/opt/ds/study';

/** Size of the volume of a study that says nothing of it. */
export const DEFAULT_SIZE = '1Gi';

/** The volume of a study is there as long as its job: what has ended does not run again when the job is suspended or preempted. */
export const CLAIM_CHILD: ChildResource = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', resource: 'persistentvolumeclaims', lasting: true };

/** The claim of a study's volume; none for one that is kept in its pods alone. */
export function studyClaim(job: Job<HyperTuneSpec>): KubeObjectOf<V1PersistentVolumeClaimSpec>[] {
  const { size = DEFAULT_SIZE, storageClassName, ephemeral = false } = job.spec.studyVolume ?? {};
  if (ephemeral) return [];
  const { namespace } = job.metadata;
  return [
    {
      apiVersion: CLAIM_CHILD.apiVersion,
      kind: CLAIM_CHILD.kind,
      metadata: { name: claimName(job), ...(namespace !== undefined && { namespace }), labels: objectLabels(job), ...objectAnnotations(job) },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } }, ...(storageClassName !== undefined && { storageClassName }) },
    },
  ];
}

/** The volume in the study's pod. */
export function studyVolumes(job: Job<HyperTuneSpec>): MountedVolume[] {
  const volume = { name: STUDY, ...(job.spec.studyVolume?.ephemeral ? { emptyDir: {} } : { persistentVolumeClaim: { claimName: claimName(job) } }) };
  return [{ volume, mountPath: STUDY_PATH }];
}

function claimName({ metadata }: Job<HyperTuneSpec>): string {
  return `${metadata.name}-${SUFFIX}-${STUDY}`;
}
