import { jobKind, LABELS } from '../lib';
import { JOBSET_PODS } from '../lib/jobs/common/pod-layout';
import type { PodLayout } from '../lib/jobs/kind';
import type { Cluster } from './cluster';
import type { ClusterJob } from './jobs';
import { type JsonMap, listOf, mapOf, textOf } from './json';

/** A container of a pod, as far as logs are concerned. */
export interface PodContainer {
  readonly name: string;
  readonly init: boolean;
  readonly state: 'waiting' | 'running' | 'ended';
  /** Why it waits. */
  readonly reason: string;
  readonly failed: boolean;
}

/** A pod of a job. */
export interface JobPod {
  readonly name: string;
  readonly uid: string;
  readonly role: string;
  readonly index: number;
  readonly created: string;
  readonly containers: readonly PodContainer[];
  /** Names of the containers that run the job's own code: it has one of them. */
  readonly programs: readonly string[];
}

/** Which pods of a job are meant. */
export interface PodFilter {
  readonly role?: string;
  readonly index?: number;
  /** Of each place the pod before the present one. */
  readonly previous?: boolean;
  /** Those of every role, also where the kind of job has one whose logs tell what happened. */
  readonly everything?: boolean;
}

const JOBSET_UID = 'jobset.sigs.k8s.io/jobset-uid';

/** The pods of a job that has these: for each role and index the newest, in the order of roles and indexes. */
export async function findPods(cluster: Cluster, job: ClusterJob, filter: PodFilter): Promise<JobPod[]> {
  const { namespace = '', name } = job.metadata;
  const labelSelector = `${LABELS.jobKind}=${job.kind},${LABELS.jobName}=${name}`;
  const list = mapOf(await cluster.request({ path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`, query: { labelSelector } }));
  const { logRole, podLayout = JOBSET_PODS } = jobKind(job.kind) ?? {};
  const pods = listOf(list.items).map(mapOf).filter((pod) => isOf(pod, job)).map((pod) => readPod(pod, podLayout));
  const wanted = filter.role ?? (filter.everything ? undefined : logRole);
  return places(pods.filter(({ role, index }) => (wanted ?? role) === role && (filter.index ?? index) === index), filter.previous ? 1 : 0);
}

/** Name of a pod's place in its job: `worker-0`. */
export function placeOf({ role, index }: JobPod): string {
  return `${role}-${index}`;
}

/** Pods of an earlier job of the same name may still be there. */
function isOf(pod: JsonMap, job: ClusterJob): boolean {
  const engine = job.status?.engine?.uid;
  const made = jobKind(job.kind)?.children ?? [];
  const owners = listOf(mapOf(pod.metadata).ownerReferences).map(mapOf);
  const owner = textOf(labelsOf(pod)[JOBSET_UID]) || textOf(owners.find(({ kind }) => made.some((child) => child.kind === kind))?.uid);
  return engine === undefined || owner === '' || owner === engine;
}

function places(pods: readonly JobPod[], age: number): JobPod[] {
  const groups = new Map<string, JobPod[]>();
  for (const pod of pods) groups.set(placeOf(pod), [...(groups.get(placeOf(pod)) ?? []), pod]);
  return [...groups.values()]
    .flatMap((group) => group.sort((one, other) => (one.created > other.created ? -1 : 1)).slice(age, age + 1))
    .sort((one, other) => (one.role === other.role ? one.index - other.index : one.role < other.role ? -1 : 1));
}

function labelsOf(pod: JsonMap): JsonMap {
  return mapOf(mapOf(pod.metadata).labels);
}

function readPod(pod: JsonMap, layout: Pick<PodLayout, 'containers' | 'indexLabel'>): JobPod {
  const { name, uid, creationTimestamp } = mapOf(pod.metadata);
  const labels = labelsOf(pod);
  return {
    name: textOf(name),
    uid: textOf(uid),
    role: textOf(labels[LABELS.role]) || textOf(name),
    index: Number(textOf(labels[layout.indexLabel])) || 0,
    created: textOf(creationTimestamp),
    containers: [...readContainers(pod, 'initContainers'), ...readContainers(pod, 'containers')],
    programs: layout.containers,
  };
}

function readContainers({ spec, status }: JsonMap, part: 'initContainers' | 'containers'): PodContainer[] {
  const init = part === 'initContainers';
  const statuses = listOf(mapOf(status)[init ? 'initContainerStatuses' : 'containerStatuses']).map(mapOf);
  return listOf(mapOf(spec)[part]).map((container) => {
    const name = textOf(mapOf(container).name);
    const { running, terminated, waiting } = mapOf(statuses.find((candidate) => candidate.name === name)?.state);
    const state = terminated ? 'ended' : running ? 'running' : 'waiting';
    return { name, init, state, reason: textOf(mapOf(waiting).reason) || 'Pending', failed: Boolean(mapOf(terminated).exitCode) };
  });
}
