import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { type JobKind, jobKind } from '../../lib';
import { ApiError } from '../api-error';
import type { Cluster } from '../cluster';
import { CommandError } from '../command-error';
import { type Io, print } from '../io';
import { type ClusterJob, findJob, jobsPath, resourceName } from '../jobs';
import { examples, type PlaceOptions, withPlace } from '../options';
import { parseReferences } from '../references';
import { EXIT } from '../exit-codes';

interface DeleteOptions extends PlaceOptions {
  readonly wait?: boolean;
  readonly workspace?: boolean;
}

/** How often it is asked whether a job is gone. */
const PAUSE = 500;

/** `ds delete`: removes jobs and all that runs for them. */
export function deleteCommand(io: Io): Command {
  return withPlace(new Command('delete'))
    .argument('<names...>', 'NAME or KIND/NAME of each job')
    .option('--wait', 'return when the jobs are gone')
    .option('--workspace', 'delete the workspaces of notebooks too, with all that is in them')
    .addHelpText('after', examples('ds delete tf-test', 'ds delete pythonjob/report tfj/tf-test -n s-mlplatform --wait'))
    .action((names: string[], options: DeleteOptions) => remove(io, names, options));
}

async function remove(io: Io, words: readonly string[], options: DeleteOptions): Promise<void> {
  const references = parseReferences(words);
  if (references.length === 0) throw new CommandError(EXIT.usage, 'No job is named. Add the names of the jobs to delete.');
  const cluster = await io.connect(options);
  const namespace = options.namespace ?? cluster.namespace;
  const results = await Promise.allSettled(references.map((reference) => findJob(cluster, reference, namespace)));
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
  // Nothing is deleted unless it is clear what is meant; what is gone already keeps nobody from deleting the rest.
  const serious = failures.find((failure) => !isNotFound(failure));
  if (serious !== undefined) throw serious;
  const jobs = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
  for (const job of jobs) await removeOne(io, cluster, job);
  if (options.workspace) for (const job of jobs) await removeWorkspace(io, cluster, job);
  if (options.wait) for (const job of jobs) await waitUntilGone(cluster, job);
  const messages = failures.map((failure) => (failure as CommandError).message);
  if (messages.length > 0) throw new CommandError(EXIT.notFound, messages.join('\n'));
}

function isNotFound(failure: unknown): boolean {
  return failure instanceof CommandError && failure.exitCode === EXIT.notFound;
}

/** Deletes the very job that was found, not one that has taken its name since. */
async function removeOne(io: Io, cluster: Cluster, job: ClusterJob): Promise<void> {
  const { name, uid } = job.metadata;
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', ...(uid !== undefined && { preconditions: { uid } }) };
  await cluster.request({ method: 'DELETE', path: pathOf(job), body });
  await print(io, `${resourceName(jobKind(job.kind) as JobKind, name)} deleted\n`);
}

/** Its pod goes first: a claim that is in use is deleted when it no longer is. */
async function removeWorkspace(io: Io, cluster: Cluster, job: ClusterJob): Promise<void> {
  const claim = jobKind(job.kind)?.keptClaim?.(job);
  if (claim === undefined) return;
  try {
    await cluster.request({ method: 'DELETE', path: `/api/v1/namespaces/${encodeURIComponent(job.metadata.namespace ?? '')}/persistentvolumeclaims/${encodeURIComponent(claim)}` });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return;
    throw error;
  }
  await print(io, `persistentvolumeclaim/${claim} deleted\n`);
}

async function waitUntilGone(cluster: Cluster, job: ClusterJob): Promise<void> {
  for (;;) {
    try {
      const found = (await cluster.request({ path: pathOf(job) })) as unknown as ClusterJob;
      if (found.metadata.uid !== job.metadata.uid) return;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return;
      throw error;
    }
    await sleep(PAUSE);
  }
}

function pathOf({ kind, metadata }: ClusterJob): string {
  return jobsPath(jobKind(kind) as JobKind, metadata.namespace, metadata.name);
}
