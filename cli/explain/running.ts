import { jobKind, LABELS } from '../../lib';
import { selectPods, type ObservedPod } from '../../lib/observed/pods';
import { object, text, time, type JsonObject } from '../../lib/observed/read';
import { since } from '../age';
import { ofPresentAttempt } from './attempt';
import type { Evidence } from './evidence';

const JOBSET_UID = 'jobset.sigs.k8s.io/jobset-uid';

/** The pods of a job's present attempt. Pods of an earlier job of the same name may still be there. */
export function presentPods({ job, pods, run }: Evidence): ObservedPod[] {
  const attempt = jobKind(job.kind)?.podLayout?.attempt;
  if (attempt !== undefined) return selectPods(ofPresentAttempt(pods, attempt, run), { labels: {} });
  const engine = job.status?.engine?.uid;
  const own = pods.filter((pod) => [undefined, engine].includes(text(object(object(pod.metadata).labels)[JOBSET_UID])));
  return selectPods(own, {
    labels: { [LABELS.jobKind]: job.kind, [LABELS.jobName]: job.metadata.name },
    group: 'batch.kubernetes.io/job-name',
    slot: 'batch.kubernetes.io/job-completion-index',
    attempt: 'jobset.sigs.k8s.io/restart-attempt',
  });
}

/** What an admitted job waits for, or what of it runs. */
export function explainPods(evidence: Evidence): string[] {
  const pods = presentPods(evidence);
  return [...tally(pods), ...replaced(evidence, pods), ...lastWarning(evidence, pods)];
}

function tally(pods: readonly ObservedPod[]): string[] {
  if (pods.length === 0) return ['It has no pods yet.'];
  const counted = ['Running', 'Pending', 'Succeeded', 'Failed']
    .map((phase) => ({ phase, number: pods.filter((pod) => pod.phase === phase).length }))
    .filter(({ number }) => number > 0)
    .map(({ phase, number }) => `${number} ${phase.toLowerCase()}`);
  return [`Its pods: ${counted.join(', ')}.`];
}

/** Pods that a node's loss or an eviction ended: others took their places, which counts as no failure. */
function replaced({ pods }: Evidence, present: readonly ObservedPod[]): string[] {
  const names = new Set(present.map(({ name }) => name));
  return selectPods(pods, { labels: {} })
    .filter(({ name, disrupted }) => !names.has(name) && disrupted !== undefined)
    .map(({ name, disrupted }) => `Pod ${name} was ended from outside (${disrupted?.reason}: ${disrupted?.message}), and another took its place.`);
}

/** The latest warning about the job, what runs it, or a pod that does not run: a volume that cannot be mounted, say, is in no status. */
function lastWarning({ job, now, warnings }: Evidence, pods: readonly ObservedPod[]): string[] {
  const names = new Set([job.metadata.name, job.status?.engine?.name, ...pods.filter(({ phase }) => phase === 'Pending').map(({ name }) => name), ...pods.map(({ group }) => group)]);
  const begin = job.status?.startTime ?? job.metadata.creationTimestamp ?? '';
  const [latest] = warnings
    .filter((event) => names.has(text(object(event.involvedObject).name)) && lastSeen(event) >= begin)
    .sort((one, other) => (lastSeen(one) > lastSeen(other) ? -1 : 1));
  if (latest === undefined) return [];
  const { kind, name } = object(latest.involvedObject);
  return [`The last warning, ${since(lastSeen(latest), now)} ago, is about ${text(kind)} ${text(name)}: ${text(latest.reason)}: ${(text(latest.message) ?? '').trim()}`];
}

/** When something was last warned of. */
export function lastSeen({ lastTimestamp, eventTime, metadata, series }: JsonObject): string {
  return time(object(series).lastObservedTime) ?? time(lastTimestamp) ?? time(eventTime) ?? time(object(metadata).creationTimestamp) ?? '';
}
