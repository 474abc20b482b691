import { Command } from 'commander';
import { type Job, jobKind, type Json } from '../../lib';
import { DATASET } from '../../lib/datasets/definition';
import { ApiError, explainApiError } from '../api-error';
import { clusterCatalog, readCatalog } from '../catalog';
import type { Cluster } from '../cluster';
import { CommandError } from '../command-error';
import type { Document, Manifests } from '../document';
import { reconcile, type SubmittedKind } from '../existing';
import { EXIT } from '../exit-codes';
import { documentName, formatFinding, inspect, type JobDocument } from '../findings';
import { type Io, print, say } from '../io';
import { jobsPath, resourceName } from '../jobs';
import { isMap, mapOf, textOf } from '../json';
import { readManifests } from '../manifests';
import { examples, type FileOptions, type PlaceOptions, withFiles, withPlace } from '../options';
import { neverIn } from '../never';
import { NO_TOKENS, tokenFor } from '../tokens';
import { sayWhatWasSkipped, validJobs } from './check';

interface SubmitOptions extends FileOptions, PlaceOptions {
  readonly dryRun?: boolean;
  readonly name?: string;
}

/** What became of a submission. */
interface Result {
  readonly name: string;
  readonly what: 'created' | 'unchanged' | 'configured';
}

/** A job or a Dataset, and where it goes. */
interface Submission {
  readonly document: JobDocument;
  readonly kind: SubmittedKind;
  readonly name: string;
  readonly namespace: string;
}

/** `ds submit`: gives jobs to the cluster. */
export function submitCommand(io: Io): Command {
  return withPlace(withFiles(new Command('submit')))
    .option('--dry-run', 'ask the cluster whether it would take the jobs, and create nothing')
    .option('--name <name>', 'name of the job in place of the one in the file: to run a job once more')
    .option('--catalog <file>', 'catalog to check with first (default: that of the cluster)')
    .addHelpText('after', examples('ds submit -f job.yaml', 'ds submit -f job.yaml --name report-2', 'ds submit -f job.yaml -n s-mlplatform --dry-run'))
    .action((options: SubmitOptions) => submit(io, options));
}

async function submit(io: Io, options: SubmitOptions): Promise<void> {
  const manifests = renamed(await readManifests(io, options.file, options.recursive), options.name);
  const cluster = await io.connect(options);
  const catalog = options.catalog === undefined ? await clusterCatalog(io, cluster) : await readCatalog(io, options.catalog);
  const inspection = inspect(manifests, catalog);
  const jobs = place(inspection.datasets.length > 0 && inspection.findings.length + inspection.jobs.length === 0 ? [] : validJobs(io, inspection), options.namespace, cluster.namespace);
  const never = catalog === undefined ? [] : await neverIn(cluster, catalog, jobs);
  if (never.length > 0) throw new CommandError(EXIT.refused, never.map(formatFinding).join('\n'));
  sayWhatWasSkipped(io, inspection.catalogs);
  const datasets = place(inspection.datasets.map(datasetOf), options.namespace, cluster.namespace);
  // What a job reads is there before the job is.
  const submissions = [...datasets, ...(options.dryRun ? jobs : jobs.map((submission) => withToken(io, submission)))];
  // What the API server would refuse is known before the first is created.
  if (!options.dryRun && submissions.length > 1) await forEach(submissions, (submission) => create(cluster, submission, true));
  await forEach(submissions, async (submission) => {
    const { name, what } = await create(cluster, submission, options.dryRun === true);
    await print(io, `${resourceName(submission.kind, name)} ${what}${options.dryRun ? ' (server dry run)' : ''}\n`);
  });
}

/** The one job of the files under another name. @throws CommandError if there are several */
function renamed(manifests: Manifests, name: string | undefined): Manifests {
  if (name === undefined) return manifests;
  const jobs = inspect(manifests, undefined).jobs.map(({ content }) => content);
  if (jobs.length > 1) throw new CommandError(EXIT.usage, `--name is for one job (given ${jobs.length}). Give each job a file of its own, or leave the names to the cluster with metadata.generateName.`);
  const documents = manifests.documents.map((document) => (jobs.includes(document.content) ? { ...document, content: withName(document.content, name) } : document));
  return { ...manifests, documents };
}

function withName(content: Json, name: string): Json {
  if (!isMap(content)) return content;
  const { generateName: _, ...metadata } = mapOf(content.metadata);
  return { ...content, metadata: { ...metadata, name } };
}

/** A Dataset is named and placed as a job is. */
function datasetOf(document: Document): JobDocument {
  return { ...document, job: document.content as unknown as Job };
}

/** The namespace of each: its own, else the one given, else the context's. @throws CommandError where two are given that differ */
function place(documents: readonly JobDocument[], given: string | undefined, standard: string): Submission[] {
  const errors: string[] = [];
  const submissions = documents.map((document): Submission => {
    const { name, namespace: own } = document.job.metadata;
    if (own !== undefined && given !== undefined && own !== given) {
      errors.push(`${document.file}: ${documentName(document)}: metadata.namespace: is not the namespace of the command (given ${JSON.stringify(own)}). Allowed: ${JSON.stringify(given)}, as given with -n. Remove one of the two.`);
    }
    return { document, kind: jobKind(document.job.kind) ?? DATASET, name, namespace: own ?? given ?? standard };
  });
  if (errors.length > 0) throw new CommandError(EXIT.refused, errors.join('\n'));
  return submissions;
}

/** A notebook that names neither tokens nor users would let nobody in. */
function withToken(io: Io, submission: Submission): Submission {
  const { document, namespace } = submission;
  const given = tokenFor(io.env, document.job, namespace);
  if (given === undefined) return submission;
  say(io, `${document.file}: ${documentName(document)} ${NO_TOKENS}`);
  const job = { ...document.job, spec: { ...document.job.spec, ...given } };
  return { ...submission, document: { ...document, job, content: job as unknown as Json } };
}

/** Does it for all, and tells all refusals together. */
async function forEach(submissions: readonly Submission[], act: (submission: Submission) => Promise<unknown>): Promise<void> {
  const refusals: CommandError[] = [];
  for (const submission of submissions) {
    try {
      await act(submission);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      refusals.push(refusal(error, submission));
    }
  }
  const [first] = refusals;
  if (first !== undefined) throw new CommandError(first.exitCode, refusals.map(({ message }) => message).join('\n'), { cause: first.cause });
}

/** Creates a job. One that is there already stays, if it is the same. */
async function create(cluster: Cluster, { document, kind, name, namespace }: Submission, dryRun: boolean): Promise<Result> {
  const { job } = document;
  try {
    const created = await cluster.request({
      method: 'POST',
      path: jobsPath(kind, namespace),
      query: { fieldManager: 'ds', fieldValidation: 'Strict', dryRun: dryRun ? 'All' : undefined },
      body: document.content as Json,
    });
    return { name: textOf(mapOf(mapOf(created).metadata).name) || name, what: 'created' };
  } catch (error) {
    if (!(error instanceof ApiError) || !mayBeThere(error, kind) || job.metadata.name === undefined) throw error;
    const what = await reconcile(cluster, kind, { job, namespace, dryRun }).catch((failure: unknown) => Promise.reject(error.status === 403 ? error : failure));
    if (what === undefined) throw error;
    return { name, what };
  }
}

/** Who may only read Datasets is refused before it is looked whether they are there. */
function mayBeThere({ reason, status }: ApiError, kind: SubmittedKind): boolean {
  return reason === 'AlreadyExists' || (status === 403 && kind === DATASET);
}

function refusal(error: ApiError, submission: Submission): CommandError {
  const { exitCode, message } = error.reason === 'AlreadyExists' ? exists(submission) : explainApiError(error);
  const subject = `${submission.document.file}: ${documentName(submission.document)}`;
  return new CommandError(exitCode, message.split('\n').map((line) => `${subject}: ${line}`).join('\n'), { cause: error });
}

function exists({ kind, name, namespace }: Submission): CommandError {
  if (kind === DATASET) {
    return new CommandError(EXIT.refused, `metadata.name: is taken in namespace ${namespace} (given ${JSON.stringify(name)}). It is another Dataset. Those who own the data change it with kubectl apply, and give it a new version.`);
  }
  const remove = `ds delete ${kind.singular}/${name} -n ${namespace}`;
  return new CommandError(EXIT.refused, `metadata.name: is taken in namespace ${namespace} (given ${JSON.stringify(name)}). It is another job, and a job's spec cannot be changed: give the new one another name with --name, or delete the old one with: ${remove}`);
}
