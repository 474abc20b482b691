import type { V1Pod } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { jobKind, LABELS, type Job, type JobCondition } from '../../../lib';
import type { JobSet } from '../../../lib/jobs/common/jobset';
import { RunError } from '../../../sandbox/run';
import { eventually, find, kubectl, list, sandbox, submit, until, untilPhase, type LiveJob } from './cluster';
import { TENANT } from './platform';

type AnyJob = Pick<Job, 'apiVersion' | 'kind' | 'metadata'>;

/** A pod as the API server returns it: it always has a name. */
export type LivePod = V1Pod & { metadata: { name: string; uid: string }; spec: NonNullable<V1Pod['spec']> };

export type LiveJobSet = JobSet & { metadata: { uid: string; resourceVersion: string } };

const ENDED = ['Succeeded', 'Failed', 'Invalid'];

/** A Python program that goes on until {@link release} is called, and obeys a request to end. */
export const UNTIL_RELEASED = `\
import os, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
while not os.path.exists("/tmp/go"):
    time.sleep(0.1)
`;

const started: AnyJob[] = [];

/** Creates jobs, which {@link removeJobs} removes. */
export async function start(...jobs: AnyJob[]): Promise<void> {
  started.push(...jobs);
  await Promise.all(jobs.map((job) => submit(job)));
}

/** Removes the jobs that this test file has started, and waits until nothing of them is left. */
export async function removeJobs(): Promise<void> {
  await Promise.all(started.map((job) => kubectl(['delete', nameOf(job), '--ignore-not-found', '--cascade=foreground', '--timeout=60s'])));
}

/** What kubectl calls a job: `pythonjobs/nightly`. */
export function nameOf(job: AnyJob): string {
  return `${resourceOf(job)}/${job.metadata.name}`;
}

function resourceOf({ kind }: AnyJob): string {
  const plural = jobKind(kind)?.plural;
  if (plural === undefined) throw new Error(`${kind} is no kind of job.`);
  return plural;
}

/** Waits until a job is in one of the phases. */
export function reached(job: AnyJob, ...phases: string[]): Promise<LiveJob> {
  return untilPhase(resourceOf(job), job.metadata.name, phases);
}

/** Waits until a job is in a phase with a message, and returns the condition that explains it. */
export async function says(job: AnyJob, phase: string, message: string): Promise<Partial<JobCondition>> {
  return verdict(await until(resourceOf(job), job.metadata.name, (status) => status.phase === phase && status.message === message, 60));
}

/** The condition that explains where a job is, the last one, without its time. */
export function verdict({ status }: LiveJob): Partial<JobCondition> {
  const { lastTransitionTime: _, ...condition } = status?.conditions?.at(-1) ?? {};
  return condition;
}

/** Waits until a job has ended, well or not. */
export function ended(job: AnyJob, seconds?: number): Promise<LiveJob> {
  return untilPhase(resourceOf(job), job.metadata.name, ENDED, seconds);
}

/** A job as it is now. */
export async function live(job: AnyJob): Promise<LiveJob> {
  const found = await find<LiveJob>(resourceOf(job), job.metadata.name);
  if (found === undefined) throw new Error(`${nameOf(job)} is not there.`);
  return found;
}

/** The pods of a job, in the order of their names; those of an attempt that is over, too. */
export async function podsOf(job: AnyJob): Promise<LivePod[]> {
  const pods = await list<LivePod>('pods', selectorOf(job));
  return pods.sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
}

/** The one pod that a job has. */
export async function podOf(job: AnyJob): Promise<LivePod> {
  const [pod, ...others] = await podsOf(job);
  if (pod === undefined || others.length > 0) throw new Error(`${nameOf(job)} has ${others.length + (pod ? 1 : 0)} pods instead of one.`);
  return pod;
}

/** The JobSet of a job; undefined while there is none. */
export async function jobSetOf(job: AnyJob): Promise<LiveJobSet | undefined> {
  return (await list<LiveJobSet>('jobsets', selectorOf(job)))[0];
}

/** All native objects of a job, as `<kind>/<name>`. */
export async function nativeObjects(job: AnyJob): Promise<string[]> {
  const found = await list<{ kind: string; metadata: { name: string } }>('jobsets,jobs.batch,pods,workloads,services', selectorOf(job));
  return found.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();
}

/** By the one label that Kueue puts on a Workload too; the tests' jobs have names of their own. */
function selectorOf(job: AnyJob): string {
  return `${LABELS.jobName}=${job.metadata.name}`;
}

/** What the job's own code has printed in a pod. */
export function logOf(pod: LivePod): Promise<string> {
  return kubectl(['logs', pod.metadata.name, '--container', 'main']);
}

/** Everything that the job's own code prints in a pod, from its start to its end: also when the pod is removed at once. */
export function followLog(pod: LivePod): Promise<string> {
  return kubectl(['logs', pod.metadata.name, '--container', 'main', '--follow']);
}

/** Runs a command in the container of a pod that runs the job's own code. */
export function exec(pod: LivePod, ...command: string[]): Promise<string> {
  return sandbox().kubectl(['exec', pod.metadata.name, '--namespace', TENANT, '--container', 'main', '--', ...command]);
}

/** Waits until the job's own code runs in so many pods of a job, and returns these. */
export async function runningPods(job: AnyJob, count = 1): Promise<LivePod[]> {
  let running: LivePod[] = [];
  await eventually(`${count} pods of ${nameOf(job)} run`, async () => {
    const pods = await podsOf(job);
    running = pods.filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status?.containerStatuses?.[0]?.state?.running);
    return running.length === count;
  }, 120);
  return running;
}

/** Lets pods that run {@link UNTIL_RELEASED} end. */
export async function release(...pods: LivePod[]): Promise<void> {
  await Promise.all(pods.map((pod) => exec(pod, 'python3', '-c', 'open("/tmp/go", "w")').catch(unlessKilled)));
}

/** The container may end, and its other processes with it, before the command has. */
export function unlessKilled(error: unknown): void {
  if (!(error instanceof RunError) || error.code !== 137) throw error;
}

/** Reads again and again for some seconds; what is read must stay as it is. */
export async function stays<T>(read: () => Promise<T>, seconds: number): Promise<T> {
  const first = await read();
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(250)) expect(await read()).toEqual(first);
  return first;
}
