import { readRequeue } from '../../lib/observed/workload';
import { object, text, type JsonObject } from '../../lib/observed/read';
import { since } from '../age';
import type { Evidence } from './evidence';
import { lastSeen } from './running';

/**
 * What there is to say of a queued job whose pods were not all ready in time: its queue has stopped it, and with its pods their statuses are
 * gone. What was warned of them is still known.
 */
export function keptFromStarting(evidence: Evidence, workload: JsonObject): string[] {
  const requeue = readRequeue(workload);
  const stopped = object(workload.spec).active === false;
  return requeue === undefined && !stopped ? [] : [...comesBack(requeue?.at, evidence.now), ...lastWarning(evidence)];
}

function comesBack(at: string | undefined, now: Date): string[] {
  return at === undefined || Date.parse(at) <= now.getTime() ? [] : [`It comes back into the queue in ${since(now.toISOString(), new Date(at))}.`];
}

/** The latest warning of a pod of the run. */
function lastWarning({ job, now, warnings }: Evidence): string[] {
  const run = job.status?.engine?.name;
  if (run === undefined) return [];
  const [latest] = warnings
    .filter(({ involvedObject }) => object(involvedObject).kind === 'Pod' && text(object(involvedObject).name)?.startsWith(`${run}-`) === true)
    .sort((one, other) => (lastSeen(one) > lastSeen(other) ? -1 : 1));
  if (latest === undefined) return [];
  const message = (text(latest.message) ?? '').trim();
  return [`The last warning of its pods, ${since(lastSeen(latest), now)} ago, is of ${text(object(latest.involvedObject).name)}: ${text(latest.reason)}: ${message}`];
}
