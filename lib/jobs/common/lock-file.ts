import type { V1ConfigMap, V1PodTemplateSpec } from '@kubernetes/client-node';
import type { KubeObject } from '../../k8s/object';
import type { ChildResource, Job } from '../kind';
import { fingerprint } from './fingerprint';
import { lockedLine } from './locked';
import { objectLabels } from './metadata';
import type { JobSpec } from './spec';

/** Characters up to which the lines of a lock travel in a variable. Longer ones are stored once, and not in each of the job's objects. */
const SHORT = 65_536;

/** Where the file is, in the containers of the job. */
const FOLDER = '/opt/ds/lock';
const FILE = 'requirements.txt';

/** Path of the file of a lock. */
export const LOCK_PATH = `${FOLDER}/${FILE}`;

/** Where the volume with that file is. */
export const LOCK_MOUNT = { name: 'lock', mountPath: FOLDER, readOnly: true } as const;

/** The lines of a lock, each package in one; nothing if the job has no packages locked. */
export function lockedLines({ lock }: JobSpec): string | undefined {
  return lock?.packages?.map(lockedLine).join('\n');
}

/** Whether the packages of a spec travel as a file. */
export function hasLockFile(spec: JobSpec): boolean {
  return (lockedLines(spec)?.length ?? 0) > SHORT;
}

/**
 * The file of a job's lock. It is named by what is in it: what an earlier job of the name has left is never taken for it.
 * The job is valid, and {@link hasLockFile} is true of it.
 */
export function lockFile(job: Job): KubeObject & V1ConfigMap {
  const lines = `${lockedLines(job.spec) ?? ''}\n`;
  const { name, namespace } = job.metadata;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${name}-${job.kind.toLowerCase()}-lock-${fingerprint(lines)}`, ...(namespace !== undefined && { namespace }), labels: objectLabels(job) },
    immutable: true,
    data: { [FILE]: lines },
  };
}

/** The files of a job: that of its lock, if it is long. */
export function filesOf(job: Job): KubeObject[] {
  return hasLockFile(job.spec) ? [lockFile(job)] : [];
}

/** The pod of one job, as a pod of another that has the same lock under its own name. */
export function withFileOf(pod: V1PodTemplateSpec, { from, to }: { from: Job; to: Job }): V1PodTemplateSpec {
  if (!hasLockFile(from.spec)) return pod;
  const [given, wanted] = [lockFile(from).metadata.name, lockFile(to).metadata.name];
  const volumes = (pod.spec?.volumes ?? []).map((volume) => (volume.configMap?.name === given ? { ...volume, configMap: { ...volume.configMap, name: wanted } } : volume));
  return { ...pod, spec: { ...pod.spec, volumes } as V1PodTemplateSpec['spec'] };
}

/** The ConfigMap with a long lock, among the objects of a kind. @param lockIn specs that may have one */
export function lockChild(specsOf: (spec: JobSpec) => readonly JobSpec[] = (spec) => [spec]): ChildResource {
  return { apiVersion: 'v1', kind: 'ConfigMap', resource: 'configmaps', mounted: (spec) => specsOf(spec).some(hasLockFile) };
}
