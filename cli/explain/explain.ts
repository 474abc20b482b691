import type { JobPhase } from '../../lib';
import { since } from '../age';
import type { Evidence } from './evidence';
import { explainPods, presentPods } from './running';
import { explainWaiting } from './waiting';

/** What is said of a job in each phase, a sentence each. */
const BY_PHASE: Record<JobPhase, (evidence: Evidence) => readonly string[]> = {
  Invalid: (evidence) => [`is invalid, and will not run as it is: ${message(evidence)}`, 'Correct it, delete this one, and submit it again; what the catalog lacks, the platform team can add.'],
  Suspended: suspended,
  Queued: (evidence) => [`has waited${forCondition(evidence, 'Admitted')}.`, ...explainWaiting(evidence)],
  Pending: (evidence) => [`does not run yet: ${message(evidence)}`, ...explainPods(evidence)],
  Running: (evidence) => [`has run for ${since(evidence.job.status?.startTime, evidence.now)}: ${message(evidence)}`, ...best(evidence), ...explainPods(evidence)],
  Succeeded: (evidence) => [`has succeeded, ${ended(evidence)}.`, ...best(evidence)],
  Failed: (evidence) => [`has failed, ${ended(evidence)}: ${message(evidence)}`, tries(evidence), remains(evidence)],
};

/** One paragraph on where a job is, and why. */
export function explain(evidence: Evidence): string {
  const { job, unread } = evidence;
  const phase = job.status?.phase;
  const said = phase === undefined ? ['is new: the platform has not looked at it yet. If this lasts, its operator does not run.'] : BY_PHASE[phase](evidence);
  const gaps = unread.length === 0 ? [] : [`Not read: ${unread.join(', ')}.`];
  return [`${job.kind}/${job.metadata.name} ${said[0]}`, ...said.slice(1), ...gaps]
    .map((sentence) => sentence.trim().replace(/\s*\n\s*/g, ' '))
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.…!?]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
}

/** As its spec asks, or because it has ended and may start again: its message says how. */
function suspended(evidence: Evidence): string[] {
  const { spec, metadata } = evidence.job;
  const since = sinceCondition(evidence, 'Admitted');
  if (spec.suspend !== true) return [`rests${since}, and holds nothing of its queue: ${message(evidence)}`];
  return [`is suspended${since}, as its spec asks; it holds nothing of its queue.`, `ds resume ${metadata.name} starts it from its beginning.`];
}

function message({ job }: Evidence): string {
  return job.status?.message ?? 'no reason is given.';
}

function ended({ job, now }: Evidence): string {
  const { completionTime, duration } = job.status ?? {};
  return `${since(completionTime, now)} ago${duration === undefined ? '' : `, after ${duration}`}`;
}

/** What a search has found. */
function best({ job }: Evidence): string[] {
  const found = job.status?.bestTrial;
  if (found === undefined) return [];
  const parameters = Object.entries(found.parameters).map(([name, value]) => `${name}=${value}`);
  return [`Its best trial is ${found.name}, with ${found.value} for ${parameters.join(', ')}.`];
}

function tries({ job }: Evidence): string {
  const { backoffLimit = 0 } = job.spec;
  const { restarts = 0 } = job.status ?? {};
  if (backoffLimit === 0) return 'It is tried once, since its backoffLimit is 0.';
  return `Its backoffLimit is ${backoffLimit}${restarts === 0 ? '' : `; it was started again ${restarts === 1 ? 'once' : `${restarts} times`}`}.`;
}

function remains(evidence: Evidence): string {
  const { name } = evidence.job.metadata;
  return presentPods(evidence).length > 0 ? `ds logs ${name} has all that it printed.` : 'Its pods are gone, and what they printed with them.';
}

function transition({ job }: Evidence, type: string): string | undefined {
  return job.status?.conditions?.find((condition) => condition.type === type)?.lastTransitionTime;
}

function sinceCondition(evidence: Evidence, type: string): string {
  const moment = transition(evidence, type);
  return moment === undefined ? '' : ` since ${since(moment, evidence.now)}`;
}

function forCondition(evidence: Evidence, type: string): string {
  const moment = transition(evidence, type);
  return moment === undefined ? '' : ` for ${since(moment, evidence.now)}`;
}
