import { Command } from 'commander';
import { JOB_KINDS, toYaml } from '../../lib';
import type { Cluster } from '../cluster';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { type Io, print, say } from '../io';
import { inOrder, JobRows } from '../job-rows';
import { type ClusterJob, findJobs, forKinds, type JobList, listJobs, notFound } from '../jobs';
import { toJson } from '../json';
import { examples, outputOption, type PlaceOptions, withPlace } from '../options';
import { parseSelection, type Selection } from '../references';
import { Table } from '../table';
import { type WatchTarget, watchJobs } from '../watch';

interface GetOptions extends PlaceOptions {
  readonly allNamespaces?: boolean;
  readonly output: 'table' | 'yaml' | 'json';
  readonly watch?: boolean;
}

/** What a kind can be called: the first of them for all. */
const WORDS = JOB_KINDS.slice(0, 1).flatMap(({ plural, singular, shortNames }) => [plural, singular, ...shortNames]);

/** `ds get`: what jobs there are, and how they are. */
export function getCommand(io: Io): Command {
  return withPlace(new Command('get'))
    .argument('[words...]', `a kind (${WORDS.join(', ')}, …), names of jobs, or KIND/NAME`)
    .usage('[KIND] [NAME...] [options]')
    .option('-A, --all-namespaces', 'jobs of all namespaces')
    .addOption(outputOption('table', 'yaml', 'json'))
    .option('-w, --watch', 'go on, and print a line whenever a job changes')
    .addHelpText('after', examples('ds get', 'ds get pythonjobs -A', 'ds get tf-test -o yaml', 'ds get tfj -w'))
    .action((words: string[], options: GetOptions) => get(io, words, options));
}

async function get(io: Io, words: readonly string[], options: GetOptions): Promise<void> {
  const selection = parseSelection(words);
  checkUsage(selection, options);
  const cluster = await io.connect(options);
  const namespace = options.allNamespaces ? undefined : (options.namespace ?? cluster.namespace);
  if (options.watch) return watch(io, cluster, { selection, namespace });
  const jobs = namespace !== undefined && selection.references.length > 0 ? await named(cluster, selection, namespace) : await all(cluster, selection, namespace);
  await show(io, jobs, options, selection);
  if (jobs.length === 0) say(io, `There are no jobs in ${namespace === undefined ? 'any namespace' : `namespace ${namespace}`}.`);
}

function checkUsage({ references }: Selection, { allNamespaces, output, watch: watched }: GetOptions): void {
  if (allNamespaces && references.length > 0) throw new CommandError(EXIT.usage, 'A name is one namespace\'s. Allowed: names or --all-namespaces. Leave one out.');
  if (watched && output !== 'table') throw new CommandError(EXIT.usage, `Changes are told as lines of a table (given -o ${output}). Allowed: --watch with -o table. Leave one out.`);
}

async function all(cluster: Cluster, { kinds }: Selection, namespace: string | undefined): Promise<ClusterJob[]> {
  const lists = await forKinds(kinds, (kind) => listJobs(cluster, kind, namespace));
  return inOrder(lists.flatMap(({ jobs }) => jobs));
}

/** The jobs in the order of their names on the command line. */
async function named(cluster: Cluster, { references }: Selection, namespace: string): Promise<ClusterJob[]> {
  const found = await Promise.all(references.map((reference) => findJobs(cluster, reference, namespace)));
  const missing = references.filter((_reference, index) => found[index]?.length === 0);
  if (missing.length > 0) throw new CommandError(EXIT.notFound, missing.map((reference) => notFound(reference, namespace).message).join('\n'));
  return found.flat();
}

async function show(io: Io, jobs: readonly ClusterJob[], { output, allNamespaces }: GetOptions, { references }: Selection): Promise<void> {
  if (output === 'table') {
    const rows = new JobRows(allNamespaces ?? false, io.now);
    await print(io, jobs.length === 0 ? '' : new Table(rows.header, jobs.map((job) => rows.row(job))).toString());
    return;
  }
  const objects = jobs.map(withoutBookkeeping);
  const [single] = objects;
  const whole = references.length === 1 && objects.length === 1 && single !== undefined ? single : { apiVersion: 'v1', kind: 'List', items: objects };
  await print(io, output === 'json' ? toJson(whole) : toYaml([whole]));
}

/** Who set which field is of no use to readers. */
function withoutBookkeeping(job: ClusterJob): ClusterJob {
  const { managedFields: _managedFields, ...metadata } = job.metadata;
  return { ...job, metadata };
}

/** A table that goes on: a line for each change that it would show. */
async function watch(io: Io, cluster: Cluster, { selection, namespace }: { selection: Selection; namespace: string | undefined }): Promise<void> {
  const { kinds, references } = selection;
  const wanted = ({ kind, metadata }: ClusterJob): boolean =>
    references.length === 0 || references.some((reference) => reference.name === metadata.name && reference.kinds.some((known) => known.kind === kind));
  if (namespace !== undefined && references.length > 0) await named(cluster, selection, namespace);
  const lists = await forKinds(kinds, async (kind): Promise<JobList & WatchTarget> => ({ kind, namespace, ...(await listJobs(cluster, kind, namespace)) }));
  const jobs = inOrder(lists.flatMap((list) => list.jobs).filter(wanted));
  const rows = new JobRows(namespace === undefined, io.now);
  const table = new Table(rows.header, jobs.map((job) => rows.row(job)), rows.room);
  await print(io, table.toString());
  const shown = new Map(jobs.map((job) => [job.metadata.uid, rows.essence(job)]));
  const tell = async (job: ClusterJob, deleted: boolean): Promise<void> => {
    const essence = rows.essence(job);
    if (!wanted(job) || (!deleted && shown.get(job.metadata.uid) === essence)) return;
    shown.set(job.metadata.uid, essence);
    await print(io, table.line(rows.row(deleted ? { ...job, status: { ...job.status, message: 'Deleted.' } } : job)));
  };
  // When one watch fails, the others must not keep the command alive.
  const abort = new AbortController();
  const watches = lists.map((target) => watchJobs(cluster, { ...target, signal: abort.signal }, ({ job, deleted }) => tell(job, deleted)));
  await Promise.all(watches).finally(() => abort.abort());
}
