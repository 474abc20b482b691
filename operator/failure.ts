import type { Catalog } from '../lib/catalog/spec';
import { COMMON_PREPARATIONS } from '../lib/jobs/common/preparations';
import type { Job } from '../lib/jobs/kind';
import { jobKind } from '../lib/jobs/registry';
import type { ObservedContainer, ObservedEnd, ObservedPod } from '../lib/observed/pods';
import { count, object } from '../lib/observed/read';
import type { ObservedRunEnd } from './engines/engine';
import { hadoopAdvice } from './hadoop-advice';
import { lastLines, tellingLine } from './log-end';

/** What a failure is judged by. */
export interface FailureEvidence {
  readonly job: Job;
  readonly catalog: Catalog;
  readonly end: ObservedRunEnd;
  readonly pods: readonly ObservedPod[];
  /** Whether all that will ever be known is known: nothing more will come from the pods. */
  readonly settled: boolean;
  /** What the job itself said of its failure at its end, if it did. */
  readonly told?: string | undefined;
}

/** Why a job failed. */
export interface Failure {
  /** One word for programs; the reason of the condition `Failed`. */
  readonly reason: string;
  /** One sentence for people. */
  readonly message: string;
}

/** Exit code of a process that was asked to end (SIGTERM): most often the victim of a failure, not its cause. */
const TERMINATED = 143;

/** In this order: the first that knows a reason gives it. */
const ADJUDICATORS: readonly ((evidence: FailureEvidence) => Failure | undefined)[] = [deadlineExceeded, whatItTold, podFailed, whatTheEngineSays];

/** How the pod that failed first failed, in this order. */
const POD_ADJUDICATORS: readonly ((culprit: Culprit, job: Job, catalog: Catalog) => Failure | undefined)[] = [
  evicted,
  preparationFailed,
  initFailed,
  outOfMemory,
  heapFull,
  mainFailed,
];

/** Why the job failed, or nothing as long as a better reason may still come. */
export function judgeFailure(evidence: FailureEvidence): Failure | undefined {
  return first(ADJUDICATORS, (adjudicate) => adjudicate(evidence));
}

/** A verdict on the whole job, which none of its pods' failures tells. */
function whatItTold({ told, job }: FailureEvidence): Failure | undefined {
  return told ? { reason: jobKind(job.kind)?.terminationReport?.failureReason ?? 'Failed', message: told } : undefined;
}

function podFailed(evidence: FailureEvidence): Failure | undefined {
  const culprit = findCulprit(evidence);
  return culprit && first(POD_ADJUDICATORS, (adjudicate) => adjudicate(culprit, evidence.job, evidence.catalog));
}

function evicted({ pod }: Culprit): Failure | undefined {
  return pod.disrupted && { reason: pod.disrupted.reason, message: `Pod ${pod.name} was evicted (${pod.disrupted.reason})${after(pod.disrupted.message)}` };
}

/** What the platform does in a pod before the job's own code starts. */
function preparationFailed({ container, end }: Culprit, job: Job): Failure | undefined {
  const known = [...COMMON_PREPARATIONS, ...(jobKind(job.kind)?.preparations ?? [])];
  const preparation = container.init ? known.find((one) => one.container === container.name) : undefined;
  if (preparation === undefined) return undefined;
  const { reason, failed, foreign = false } = preparation;
  const line = tellingLine(end.message);
  return { reason, message: foreign ? `${failed} (${exit(end)})${after(line)}` : `${failed}${after(line.replace(/^error: /, ''))}` };
}

function initFailed({ pod, container, end }: Culprit): Failure | undefined {
  const message = `Preparing pod ${pod.name} failed in container ${container.name} (${exit(end)})${after(lastLines(end.message))}`;
  return container.init ? { reason: 'InitFailed', message } : undefined;
}

function outOfMemory({ pod, container, end }: Culprit, job: Job): Failure | undefined {
  const limit = container.memoryLimit === undefined ? '' : ` (limit ${container.memoryLimit})`;
  const message = `${subject(job)} ran out of memory in pod ${pod.name}${limit}. Ask for a larger size.`;
  return end.reason === 'OOMKilled' ? { reason: 'OutOfMemory', message } : undefined;
}

/** The JVM itself says so, in the line before it ends or in the trace of the exception. */
function heapFull({ pod, end }: Culprit, job: Job): Failure | undefined {
  const what = /java\.lang\.OutOfMemoryError: ([^\n]+)/.exec(end.message)?.[1];
  return what === undefined ? undefined : { reason: 'OutOfMemory', message: `${subject(job)} ran out of memory in pod ${pod.name} (${what.trim()}). Ask for a larger size.` };
}

function mainFailed({ pod, end }: Culprit, job: Job, catalog: Catalog): Failure | undefined {
  const failed = `${subject(job)} failed in pod ${pod.name}: ${exit(end)}`;
  const advice = hadoopAdvice(end.message, job, catalog);
  // Before the log, which may be long: a message that is too long loses its end.
  const message = advice === undefined ? `${failed}${after(lastLines(end.message))}` : `${failed}. ${advice} Its last words: ${lastLines(end.message)}`;
  return { reason: 'ModuleFailed', message };
}

/** A job that ran too long has its pods deleted, so they would tell nothing, or only that they were stopped. */
function deadlineExceeded({ job, end }: FailureEvidence): Failure | undefined {
  const seconds = count(object(job.spec).activeDeadlineSeconds);
  return seconds !== undefined && end.late ? tooLate(seconds) : undefined;
}

function tooLate(seconds: number | undefined): Failure {
  return { reason: 'DeadlineExceeded', message: `Ran longer than activeDeadlineSeconds (${seconds}).` };
}

function whatTheEngineSays({ end, settled }: FailureEvidence): Failure | undefined {
  const message = `Failed, and nothing of its pods is left to say why${after(end.message)}`;
  return settled ? { reason: end.reason || 'Failed', message } : undefined;
}

/** What the job runs, to begin a sentence with. */
function subject({ kind, spec }: Job): string {
  return jobKind(kind)?.program?.(spec) ?? 'The program';
}

interface Culprit {
  readonly pod: ObservedPod;
  readonly container: ObservedContainer;
  readonly end: ObservedEnd;
}

/** An evicted pod may never have started a container. */
const NO_CONTAINER: ObservedContainer = { name: '', init: false, sidecar: false, running: false, waiting: undefined, ended: undefined, image: '', memoryLimit: undefined };
const NO_END: ObservedEnd = { exitCode: -1, reason: '', message: '', finished: undefined };

/** What failed first: it makes the others fail. */
function findCulprit(evidence: FailureEvidence): Culprit | undefined {
  return suspects(evidence)
    .flatMap((pod) => failuresOf(pod))
    .filter((suspect) => evidence.settled || !isVictim(suspect))
    .sort((one, other) => (rank(one) < rank(other) ? -1 : 1))[0];
}

function failuresOf(pod: ObservedPod): Culprit[] {
  const failed = pod.containers.flatMap((container) =>
    !container.sidecar && container.ended !== undefined && container.ended.exitCode !== 0 ? [{ pod, container, end: container.ended }] : [],
  );
  const evictedAsAWhole = failed.length === 0 && pod.phase === 'Failed' && pod.disrupted !== undefined;
  return evictedAsAWhole ? [{ pod, container: NO_CONTAINER, end: NO_END }] : failed;
}

/** Whether the pod was stopped because of another. */
function isVictim({ pod, end }: Culprit): boolean {
  return pod.deleting || (end.exitCode === TERMINATED && pod.disrupted === undefined);
}

function rank(suspect: Culprit): string {
  return `${isVictim(suspect) ? 1 : 0} ${suspect.end.finished ?? '9'} ${suspect.pod.name}`;
}

/** The pods of the group that failed first, when it is known and its pods are there; else all. */
function suspects({ end, pods }: FailureEvidence): readonly ObservedPod[] {
  const named = pods.filter((pod) => pod.group === end.firstFailed);
  return named.length > 0 ? named : pods;
}

function first<Rule, Found>(rules: readonly Rule[], judge: (rule: Rule) => Found | undefined): Found | undefined {
  for (const rule of rules) {
    const found = judge(rule);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function exit(end: ObservedEnd): string {
  return `exit code ${end.exitCode}`;
}

function after(detail: string): string {
  return detail === '' ? '.' : `: ${detail}`;
}
