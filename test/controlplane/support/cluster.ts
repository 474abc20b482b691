import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../../lib';
import type { JobStatus } from '../../../lib/jobs/common/status';
import { Sandbox } from '../../../sandbox/sandbox';
import { TENANT } from './platform';

/** The sandbox that the setup brought up. */
export function sandbox(): Sandbox {
  const name = process.env.DS_TEST_SANDBOX;
  const found = name === undefined ? undefined : Sandbox.find(name);
  if (found === undefined) throw new Error(`The tests' sandbox (${name}) is not up.`);
  return found;
}

/** Runs kubectl as the administrator, in the tenant's namespace. */
export function kubectl(args: readonly string[], input?: string, namespace = TENANT): Promise<string> {
  return sandbox().kubectl([...args, '--namespace', namespace], input);
}

/** Runs kubectl, which must fail, and returns what it says. */
export async function refusal(args: readonly string[], input?: string): Promise<string> {
  try {
    await kubectl(args, input);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`kubectl ${args.join(' ')} was not refused.`);
}

/** Any object of the cluster; undefined if it is not there. */
export async function find<T>(resource: string, name: string, namespace = TENANT): Promise<T | undefined> {
  const text = await kubectl(['get', resource, name, '--ignore-not-found', '-o', 'json'], undefined, namespace);
  return text.trim() === '' ? undefined : (JSON.parse(text) as T);
}

/** Objects of the cluster that carry a label. */
export async function list<T>(resource: string, selector: string, namespace = TENANT): Promise<T[]> {
  return (JSON.parse(await kubectl(['get', resource, '--selector', selector, '-o', 'json'], undefined, namespace)) as { items: T[] }).items;
}

/** Creates a job. */
export async function submit(job: object, namespace = TENANT): Promise<void> {
  await kubectl(['create', '-f', '-'], JSON.stringify(job), namespace);
}

export type LiveJob = Job & { status?: JobStatus; metadata: { resourceVersion: string; uid: string; generation: number } };

/** Waits until a job's status is as wanted, and returns the job. @throws Error with the job's last status after the time given, in seconds */
export async function until(resource: string, name: string, wanted: (status: JobStatus) => boolean, seconds = 120, namespace = TENANT): Promise<LiveJob> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const job = await find<LiveJob>(resource, name, namespace);
    if (job?.status && wanted(job.status)) return job;
    if (Date.now() > end) throw new Error(`${resource}/${name} is not as wanted after ${seconds} s: ${JSON.stringify(job?.status)}`);
    await sleep(500);
  }
}

/** Waits for one of the phases. */
export function untilPhase(resource: string, name: string, phases: readonly string[], seconds?: number, namespace?: string): Promise<LiveJob> {
  return until(resource, name, ({ phase = '' }) => phases.includes(phase), seconds, namespace);
}

/** Waits until something is true. */
export async function eventually(what: string, check: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`Not so after ${seconds} s: ${what}`);
    await sleep(500);
  }
}
