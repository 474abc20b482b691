import { conditionOf, readConditions } from './conditions';
import { keptMetadata, list, object, text, time, type JsonObject } from './read';

/** How a container ended. */
export interface ObservedEnd {
  readonly exitCode: number;
  readonly reason: string;
  /** The container's termination message; for our containers the end of its log when it fails. */
  readonly message: string;
  readonly finished: string | undefined;
}

/** What is read of a container of a pod. */
export interface ObservedContainer {
  readonly name: string;
  readonly init: boolean;
  /** Runs beside the others, and is stopped when they have ended: how it ends says nothing of them. */
  readonly sidecar: boolean;
  readonly running: boolean;
  /** Why it waits, for example `ImagePullBackOff`, with the kubelet's message. */
  readonly waiting: { readonly reason: string; readonly message: string } | undefined;
  readonly ended: ObservedEnd | undefined;
  readonly image: string;
  readonly memoryLimit: string | undefined;
}

/** What is read of a pod. */
export interface ObservedPod {
  readonly name: string;
  /** What made it of its run (a batch Job, say), and its place in that; a retry has the same. */
  readonly group: string;
  readonly slot: string;
  /** How often the run had been started anew when the pod was made. */
  readonly attempt: number;
  readonly created: string;
  readonly deleting: boolean;
  readonly phase: string;
  readonly containers: readonly ObservedContainer[];
  /** Why the pod as a whole was ended, for example `Evicted`. */
  readonly disrupted: { readonly reason: string; readonly message: string } | undefined;
  /** Whether it went, or goes, with its node or its place there, and not by a fault of its own. */
  readonly displaced: boolean;
  /** Why no node takes it. */
  readonly unschedulable: string | undefined;
}

/** Which pods are those of a run, and which labels tell them apart. */
export interface PodSelection {
  /** Labels that every pod of the run carries, and no other pod: that of an earlier run of the same name neither. */
  readonly labels: Readonly<Record<string, string>>;
  /** Label of {@link ObservedPod.group}. @default - the pods are of one group */
  readonly group?: string;
  /** Label of {@link ObservedPod.slot}. @default - each pod has a place of its own */
  readonly slot?: string;
  /** Label of {@link ObservedPod.attempt}. @default - there is one attempt */
  readonly attempt?: string;
}

/** The pods of a run's present attempt, one for each place: the latest that was made for it. */
export function selectPods(objects: readonly JsonObject[], selection: PodSelection): ObservedPod[] {
  const pods = objects.filter((pod) => carries(pod, selection.labels)).map((pod) => readPod(pod, selection));
  const attempt = Math.max(0, ...pods.map((pod) => pod.attempt));
  const latest = new Map<string, ObservedPod>();
  for (const pod of pods.filter((candidate) => candidate.attempt === attempt)) {
    const place = `${pod.group}/${pod.slot}`;
    const other = latest.get(place);
    if (other === undefined || pod.created > other.created) {
      latest.set(place, pod);
    }
  }
  return [...latest.values()];
}

function carries(pod: JsonObject, wanted: Readonly<Record<string, string>>): boolean {
  const labels = object(object(pod.metadata).labels);
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}

function readPod(pod: JsonObject, { group, slot, attempt }: PodSelection): ObservedPod {
  const metadata = object(pod.metadata);
  const labels = object(metadata.labels);
  const status = object(pod.status);
  const label = (key: string | undefined): string | undefined => (key === undefined ? undefined : text(labels[key]));
  return {
    name: text(metadata.name) ?? '',
    group: label(group) ?? '',
    slot: label(slot) ?? text(metadata.name) ?? '',
    attempt: Number.parseInt(label(attempt) ?? '0', 10) || 0,
    created: time(metadata.creationTimestamp) ?? '',
    deleting: text(metadata.deletionTimestamp) !== undefined,
    phase: text(status.phase) ?? 'Unknown',
    containers: [...readContainers(pod, 'initContainers', true), ...readContainers(pod, 'containers', false)],
    disrupted: readDisruption(status),
    displaced: conditionOf(readConditions(status), 'DisruptionTarget') !== undefined,
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
      sidecar: init && spec.restartPolicy === 'Always',
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

/** Conditions of a pod that are read. */
const READ_CONDITIONS = new Set(['DisruptionTarget', 'PodScheduled']);

/** A pod with no more than is read of it, in the form in which it was: a tenth of the whole. */
export function keepPod({ apiVersion, kind, metadata, spec, status }: JsonObject): JsonObject {
  const { phase, reason, message, conditions, initContainerStatuses, containerStatuses } = object(status);
  const { initContainers, containers } = object(spec);
  return {
    apiVersion,
    kind,
    metadata: { ...keptMetadata(object(metadata)), labels: object(metadata).labels },
    spec: { initContainers: list(initContainers).map(keepContainer), containers: list(containers).map(keepContainer) },
    status: {
      phase,
      reason,
      message,
      conditions: list(conditions).map(object).filter(({ type }) => READ_CONDITIONS.has(String(type))).map(({ lastProbeTime: _p, observedGeneration: _g, ...condition }) => condition),
      initContainerStatuses: list(initContainerStatuses).map(keepContainerStatus),
      containerStatuses: list(containerStatuses).map(keepContainerStatus),
    },
  };
}

function keepContainer(value: unknown): JsonObject {
  const { name, image, restartPolicy, resources } = object(value);
  return { name, image, restartPolicy, resources: { limits: { memory: object(object(resources).limits).memory } } };
}

function keepContainerStatus(value: unknown): JsonObject {
  const { name, state, lastState } = object(value);
  return { name, state: keepState(state), lastState: keepState(lastState) };
}

function keepState(value: unknown): JsonObject {
  const { waiting, running, terminated } = object(value);
  const { containerID: _c, startedAt: _s, ...end } = object(terminated);
  return { waiting, ...(running === undefined ? {} : { running: {} }), ...(terminated === undefined ? {} : { terminated: end }) };
}
