import { conditionOf } from '../lib/observed/conditions';
import type { KubeObject } from '../lib/k8s/object';
import type { ObservedRun } from './engines/engine';
import { ENGINE_READERS, readerOf } from './engines/readers';
import { findPods, findWorkload, hasPod, hasWorkload } from './observed';
import type { SyncRequest } from './request';

/** What happens to a run and is not told by the object that runs the job. */

/** The run with its end, where the queue has taken it away for good because it ran longer than it may: its engine knows it as suspended. */
export function withDeadline(request: SyncRequest, run: ObservedRun, started: string | undefined): ObservedRun {
  const workload = findWorkload(request.related, run);
  const evicted = workload?.active === false ? conditionOf(workload.conditions, 'Evicted') : undefined;
  if (run.end !== undefined || evicted?.reason.endsWith('MaximumExecutionTimeExceeded') !== true) {
    return run;
  }
  const end = { failed: true, reason: evicted.reason, message: evicted.message, since: evicted.since, late: true, firstFailed: undefined };
  return { ...run, suspended: false, started: run.started ?? started, end };
}

/** Whether the run is lost with the node of its one pod, or with that pod's place there; its engine would take it for a failure of the job. */
export function isDisplaced(request: SyncRequest, run: ObservedRun): boolean {
  const vital = ENGINE_READERS.find(({ kind }) => kind === run.kind)?.vitalPod;
  return vital !== undefined && run.end?.failed !== false && findPods(request.related, run).some((pod) => pod.group === vital.group && pod.displaced);
}

/** What of an earlier run of the name must be gone before the job can start; nothing if nothing is left of one. */
export function leftover({ related }: SyncRequest, engine: KubeObject | undefined): string | undefined {
  if (engine === undefined) {
    return undefined;
  }
  // Kueue finds the Workload of an object by the object's name. It would start the new one with what is left of the old, and then never again.
  if (hasWorkload(related, { kind: engine.kind, name: engine.metadata.name })) {
    return `the queue has let go of its earlier ${engine.kind}`;
  }
  const pod = readerOf(engine)?.vitalPod?.nameOf(engine.metadata.name);
  return pod !== undefined && hasPod(related, pod) ? `pod ${pod} of its earlier run is gone` : undefined;
}
