import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { type Io, say } from './io';
import { type ClusterJob, findJob, isFinal } from './jobs';
import type { LogSession } from './log-session';
import { findPods, type PodFilter } from './pods';
import type { Reference } from './references';

/** How often it is looked for new pods and for the end of the job. */
const PAUSE = 1000;

/** How long logs may go on after the job has ended. */
const GRACE = 10_000;

/** The job whose logs are followed. */
export interface Followed {
  readonly reference: Reference;
  readonly namespace: string;
  readonly filter: PodFilter;
}

/** Shows the logs of a job as they are written, until it ends; while there are none, why. @throws CommandError if the job fails or is deleted */
export async function follow(io: Io, cluster: Cluster, session: LogSession, followed: Followed): Promise<void> {
  const abort = new AbortController();
  try {
    const { job, streams } = await untilItEnds(io, cluster, session, { ...followed, signal: abort.signal });
    const grace = setTimeout(() => abort.abort(), GRACE);
    await Promise.all(streams.values()).finally(() => clearTimeout(grace));
    if (job.status?.phase === 'Failed') throw new CommandError(EXIT.jobFailed, describe(job));
    if (streams.size === 0) throw new CommandError(EXIT.notFound, `${describe(job)} Its logs went with its pods.`);
    say(io, describe(job));
  } finally {
    abort.abort();
  }
}

type Streams = Map<string, Promise<void>>;

async function untilItEnds(io: Io, cluster: Cluster, session: LogSession, followed: Followed & { signal: AbortSignal }): Promise<{ job: ClusterJob; streams: Streams }> {
  const streams: Streams = new Map();
  let told = '';
  for (;;) {
    const job = await findJob(cluster, followed.reference, followed.namespace);
    // Read after the job: when that has ended, no pod will come after these.
    await begin(cluster, session, { job, filter: followed.filter, streams, signal: followed.signal });
    if (isFinal(job.status?.phase)) return { job, streams };
    const news = describe(job);
    if (streams.size === 0 && news !== told) say(io, news);
    told = news;
    await Promise.race([sleep(PAUSE), failureOf(streams)]);
  }
}

/** One sentence about where a job is. */
export function describe({ kind, metadata, status }: ClusterJob): string {
  const name = `${kind}/${metadata.name}`;
  if (status?.phase === undefined) return `${name} is new: the platform has not looked at it yet.`;
  return `${name} is ${status.phase}: ${status.message ?? 'no reason is given'}`;
}

interface Round {
  readonly job: ClusterJob;
  readonly filter: PodFilter;
  readonly streams: Streams;
  readonly signal: AbortSignal;
}

/** Begins to show every log that can be read by now. */
async function begin(cluster: Cluster, session: LogSession, { job, filter, streams, signal }: Round): Promise<void> {
  const pods = await findPods(cluster, job, filter);
  for (const target of session.targets(pods)) {
    const key = `${target.pod.uid}/${target.container.name}`;
    if (target.container.state === 'waiting' || streams.has(key)) continue;
    streams.set(key, session.show(job, target, signal));
  }
}

/** Never resolves; rejects when a stream does. */
function failureOf(streams: Streams): Promise<never> {
  return Promise.race([...streams.values()].map((stream) => stream.then(() => new Promise<never>(() => {}))).concat(new Promise<never>(() => {})));
}
