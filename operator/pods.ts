import { conditionOf, objectsOf, readConditions } from './observed';
import { list, object, text, time, type JsonObject } from './read';
import type { ObjectsByKind } from './request';

/** How a container ended. */
export interface ObservedEnd {
  readonly exitCode: number;
  readonly reason: string;
  /** The container's termination message; for our containers the end of its log when it fails. */
  readonly message: string;
  readonly finished: string | undefined;
}

/** What the operator reads of a container of a pod. */
export interface ObservedContainer {
  readonly name: string;
  readonly init: boolean;
  readonly running: boolean;
  /** Why it waits, for example `ImagePullBackOff`, with the kubelet's message. */
  readonly waiting: { readonly reason: string; readonly message: string } | undefined;
  readonly ended: ObservedEnd | undefined;
  readonly image: string;
  readonly memoryLimit: string | undefined;
}

/** What the operator reads of a pod. */
export interface ObservedPod {
  readonly name: string;
  /** The batch Job that made it, and its place in that Job; a retry has the same. */
  readonly job: string;
  readonly slot: string;
  /** How often the JobSet had been restarted when the pod was made. */
  readonly attempt: number;
  readonly created: string;
  readonly deleting: boolean;
  readonly phase: string;
  readonly containers: readonly ObservedContainer[];
  /** Why the pod as a whole was ended, for example `Evicted`. */
  readonly disrupted: { readonly reason: string; readonly message: string } | undefined;
  /** Why no node takes it. */
  readonly unschedulable: string | undefined;
}

const PODS = 'Pod.v1';
const JOBSET_UID = 'jobset.sigs.k8s.io/jobset-uid';
const RESTART_ATTEMPT = 'jobset.sigs.k8s.io/restart-attempt';
const JOB_NAME = 'batch.kubernetes.io/job-name';
const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';

/**
 * The pods of the JobSet's present attempt, one for each place: the latest that was made for it.
 * Pods of an earlier job of the same name may still be there, so the JobSet's UID decides.
 */
export function findPods(related: ObjectsByKind, jobSetUid: string): ObservedPod[] {
  const pods = objectsOf(related, PODS)
    .filter((pod) => object(object(pod.metadata).labels)[JOBSET_UID] === jobSetUid)
    .map(readPod);
  const attempt = Math.max(0, ...pods.map((pod) => pod.attempt));
  const latest = new Map<string, ObservedPod>();
  for (const pod of pods.filter((candidate) => candidate.attempt === attempt)) {
    const place = `${pod.job}/${pod.slot}`;
    const other = latest.get(place);
    if (other === undefined || pod.created > other.created) {
      latest.set(place, pod);
    }
  }
  return [...latest.values()];
}

function readPod(pod: JsonObject): ObservedPod {
  const metadata = object(pod.metadata);
  const labels = object(metadata.labels);
  const status = object(pod.status);
  return {
    name: text(metadata.name) ?? '',
    job: text(labels[JOB_NAME]) ?? '',
    slot: text(labels[COMPLETION_INDEX]) ?? text(metadata.name) ?? '',
    attempt: Number.parseInt(text(labels[RESTART_ATTEMPT]) ?? '0', 10) || 0,
    created: time(metadata.creationTimestamp) ?? '',
    deleting: text(metadata.deletionTimestamp) !== undefined,
    phase: text(status.phase) ?? 'Unknown',
    containers: [...readContainers(pod, 'initContainers', true), ...readContainers(pod, 'containers', false)],
    disrupted: readDisruption(status),
    unschedulable: readUnschedulable(status),
  };
}

function readContainers(pod: JsonObject, part: 'initContainers' | 'containers', init: boolean): ObservedContainer[] {
  const specs = list(object(pod.spec)[part]).map(object);
  const statuses = object(pod.status)[init ? 'initContainerStatuses' : 'containerStatuses'];
  return list(statuses).map((value) => {
    const container = object(value);
    const state = object(container.state);
    const waiting = object(state.waiting);
    const spec = object(specs.find((candidate) => candidate.name === container.name));
    return {
      name: text(container.name) ?? '',
      init,
      running: state.running !== undefined,
      waiting: text(waiting.reason) === undefined ? undefined : { reason: text(waiting.reason) ?? '', message: text(waiting.message) ?? '' },
      ended: readEnd(state.terminated) ?? (state.waiting === undefined ? undefined : readEnd(object(container.lastState).terminated)),
      image: text(spec.image) ?? '',
      memoryLimit: text(object(object(spec.resources).limits).memory),
    };
  });
}

function readEnd(value: unknown): ObservedEnd | undefined {
  const terminated = object(value);
  if (typeof terminated.exitCode !== 'number') {
    return undefined;
  }
  return {
    exitCode: terminated.exitCode,
    reason: text(terminated.reason) ?? '',
    message: text(terminated.message) ?? '',
    finished: time(terminated.finishedAt),
  };
}

function readDisruption(status: JsonObject): ObservedPod['disrupted'] {
  const reason = text(status.reason);
  if (reason !== undefined) {
    return { reason, message: text(status.message) ?? '' };
  }
  const target = conditionOf(readConditions(status), 'DisruptionTarget');
  return target && { reason: target.reason, message: target.message };
}

function readUnschedulable(status: JsonObject): string | undefined {
  const scheduled = conditionOf(readConditions(status), 'PodScheduled', 'False');
  return scheduled?.reason === 'Unschedulable' ? scheduled.message : undefined;
}
