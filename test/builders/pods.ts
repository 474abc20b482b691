import { JOBSET_UID } from './jobset';

/** Pods as Metacontroller shows them to the operator. */

type Json = Record<string, unknown>;

export interface PodParts {
  readonly name?: string;
  readonly job?: string;
  readonly index?: number;
  readonly attempt?: number;
  readonly jobSetUid?: string;
  readonly created?: string;
  readonly phase?: string;
  readonly deleting?: boolean;
  /** States of containers by name; `environment` is an init container. */
  readonly states?: Readonly<Record<string, Json>>;
  readonly status?: Json;
  readonly memory?: string;
}

export function pod(parts: PodParts = {}): Json {
  const { name = 'news-tf-worker-0-0-abcde', job = 'news-tf-worker-0', index = 0, attempt = 0, states = {}, phase = 'Running' } = parts;
  const statuses = (init: boolean): Json[] =>
    Object.entries(states)
      .filter(([container]) => isInit(container) === init)
      .map(([container, state]) => ({ name: container, state }));
  const specs = (init: boolean): Json[] =>
    Object.keys(states)
      .filter((container) => isInit(container) === init)
      .map((container) => ({ name: container, image: `registry.test/${container}:1`, resources: { limits: { memory: parts.memory ?? '16Gi' } } }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      creationTimestamp: parts.created ?? '2026-01-01T10:05:01Z',
      ...(parts.deleting ? { deletionTimestamp: '2026-01-01T10:20:01Z' } : {}),
      labels: {
        'jobset.sigs.k8s.io/jobset-uid': parts.jobSetUid ?? JOBSET_UID,
        'jobset.sigs.k8s.io/restart-attempt': String(attempt),
        'batch.kubernetes.io/job-name': job,
        'batch.kubernetes.io/job-completion-index': String(index),
      },
    },
    spec: { initContainers: specs(true), containers: specs(false) },
    status: { phase, initContainerStatuses: statuses(true), containerStatuses: statuses(false), ...parts.status },
  };
}

/** The pods and Workloads of a sync request. */
export function related(pods: readonly Json[] = [], workloads: readonly Json[] = []): Json {
  const byName = (objects: readonly Json[]): Json => Object.fromEntries(objects.map((one) => [(one.metadata as Json).name, one]));
  return { 'Pod.v1': byName(pods), 'Workload.kueue.x-k8s.io/v1beta2': byName(workloads) };
}

/** The state of a container that has ended. */
export function ended(exitCode: number, message = '', finishedAt = '2026-01-01T10:19:59Z', reason = exitCode === 0 ? 'Completed' : 'Error'): Json {
  return { terminated: { exitCode, message, finishedAt, reason } };
}

/** The state of a container that waits. */
export function waiting(reason: string, message = ''): Json {
  return { waiting: { reason, message } };
}

function isInit(container: string): boolean {
  return container === 'environment' || container.startsWith('init-');
}
