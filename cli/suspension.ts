import { setTimeout as sleep } from 'node:timers/promises';
import { type JobKind, jobKind } from '../lib';
import type { Cluster } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { type Io, print, say } from './io';
import { type ClusterJob, findJob, isFinal, isHeld, mayStartAgain, patchSpec, resourceName } from './jobs';
import { NO_TOKENS, tokenFor } from './tokens';

/** How often it is asked whether a job is held back. */
const PAUSE = 500;

/** How long a job may take to let go of what it has. */
const PATIENCE = 60_000;

/** A job, its kind, and where it is. */
interface Held {
  readonly job: ClusterJob;
  readonly kind: JobKind;
  readonly namespace: string;
}

/** Stops a job of any kind, and keeps it. @throws CommandError if it has ended for good */
export async function suspendJob(io: Io, cluster: Cluster, job: ClusterJob, namespace: string): Promise<void> {
  const kind = changeable(job);
  const before = isHeld(job) || job.status?.phase === 'Suspended';
  if (!before) await patchSpec(cluster, kind, { namespace, name: job.metadata.name }, { suspend: true });
  await tell(io, { job, kind, namespace }, 'suspended', before);
}

/**
 * Lets a suspended job run; one that has ended and may start again is started again. Nobody is in one that is opened in browsers and lets nobody
 * in, so it may as well start anew with a token.
 */
export async function resumeJob(io: Io, cluster: Cluster, job: ClusterJob, namespace: string): Promise<void> {
  const kind = changeable(job);
  const { name } = job.metadata;
  const given = tokenFor(io.env, job, namespace);
  const locked = given !== undefined;
  const anew = mayStartAgain(job) || locked;
  const before = !isHeld(job) && !anew;
  if (anew && !isHeld(job)) {
    await patchSpec(cluster, kind, { namespace, name }, { suspend: true, ...given });
    await untilHeld(cluster, { job, kind, namespace });
  }
  if (!before) await patchSpec(cluster, kind, { namespace, name }, { suspend: false, ...given });
  if (locked) say(io, `${kind.kind}/${name} ${NO_TOKENS}`);
  await tell(io, { job, kind, namespace }, 'resumed', before);
}

/** @throws CommandError for a job that will never change again */
function changeable(job: ClusterJob): JobKind {
  if (isFinal(job.status?.phase) && !mayStartAgain(job)) {
    throw new CommandError(EXIT.refused, `${job.kind}/${job.metadata.name} has ended (${job.status?.phase}), so it can neither be suspended nor resumed. Submit it anew under another name.`);
  }
  return jobKind(job.kind) as JobKind;
}

async function tell(io: Io, { job, kind }: Held, what: string, before: boolean): Promise<void> {
  await print(io, `${resourceName(kind, job.metadata.name)} ${what}${before ? ' (it was before)' : ''}\n`);
}

/** Waits until the operator has seen that a job is held back: only then does letting it go start it again. */
async function untilHeld(cluster: Cluster, { job, kind, namespace }: Held): Promise<void> {
  const { name } = job.metadata;
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(PAUSE)) {
    const { status } = await findJob(cluster, { kinds: [kind], name }, namespace);
    if (status?.phase === 'Suspended' && status.conditions?.some(({ type, reason }) => type === 'Admitted' && reason === 'Suspended')) return;
  }
  throw new CommandError(EXIT.cluster, `The platform's operator does not answer for ${kind.kind}/${name}. Try again, or ask the platform's owners.`);
}
