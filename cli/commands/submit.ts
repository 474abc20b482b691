import { Command } from 'commander';
import { type Job, type JobKind, jobKind, type JupyterNotebookSpec, type Json } from '../../lib';
import { ApiError, explainApiError } from '../api-error';
import { clusterCatalog, readCatalog } from '../catalog';
import type { Cluster } from '../cluster';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { documentName, inspect, type JobDocument } from '../findings';
import { type Io, print, say } from '../io';
import { jobsPath, resourceName } from '../jobs';
import { readManifests } from '../manifests';
import { examples, type FileOptions, type PlaceOptions, withFiles, withPlace } from '../options';
import { NO_TOKENS, ownToken } from '../tokens';
import { validJobs } from './check';

interface SubmitOptions extends FileOptions, PlaceOptions {
  readonly dryRun?: boolean;
}

/** A job and where it goes. */
interface Submission {
  readonly document: JobDocument;
  readonly kind: JobKind;
  readonly name: string;
  readonly namespace: string;
}

/** `ds submit`: gives jobs to the cluster. */
export function submitCommand(io: Io): Command {
  return withPlace(withFiles(new Command('submit')))
    .description('check jobs and give them to the cluster; none if the cluster refuses one of them')
    .option('--dry-run', 'ask the cluster whether it would take the jobs, and create nothing')
    .option('--catalog <file>', 'catalog to check with first (default: that of the cluster)')
    .addHelpText('after', examples('ds submit -f job.yaml', 'ds submit -f job.yaml -n s-mlplatform --dry-run'))
    .action((options: SubmitOptions) => submit(io, options));
}

async function submit(io: Io, options: SubmitOptions): Promise<void> {
  const manifests = await readManifests(io, options.file);
  const cluster = await io.connect(options);
  const catalog = options.catalog === undefined ? await clusterCatalog(io, cluster) : await readCatalog(io, options.catalog);
  const inspection = inspect(manifests, catalog);
  let submissions = place(validJobs(io, inspection), options.namespace, cluster.namespace);
  for (const document of inspection.datasets) say(io, `${document.file}: ${documentName(document)}: not submitted, since it is no job. Those who own the data apply it with kubectl.`);
  if (!options.dryRun) submissions = submissions.map((submission) => withToken(io, submission));
  // What the API server would refuse is known before the first job is created.
  if (options.dryRun || submissions.length > 1) await forEach(submissions, (submission) => create(cluster, submission, true));
  await forEach(submissions, async (submission) => {
    if (!options.dryRun) await create(cluster, submission, false);
    await print(io, `${resourceName(submission.kind, submission.name)} created${options.dryRun ? ' (server dry run)' : ''}\n`);
  });
}

/** The namespace of each job: its own, else the one given, else the context's. @throws CommandError where two are given that differ */
function place(documents: readonly JobDocument[], given: string | undefined, standard: string): Submission[] {
  const errors: string[] = [];
  const submissions = documents.map((document): Submission => {
    const { name, namespace: own } = document.job.metadata;
    if (own !== undefined && given !== undefined && own !== given) {
      errors.push(`${document.file}: ${documentName(document)}: metadata.namespace: is not the namespace of the command (given ${JSON.stringify(own)}). Allowed: ${JSON.stringify(given)}, as given with -n. Remove one of the two.`);
    }
    return { document, kind: jobKind(document.job.kind) as JobKind, name, namespace: own ?? given ?? standard };
  });
  if (errors.length > 0) throw new CommandError(EXIT.refused, errors.join('\n'));
  return submissions;
}

/** A notebook that names neither tokens nor users would let nobody in. */
function withToken(io: Io, submission: Submission): Submission {
  const { document, kind } = submission;
  const spec = document.job.spec as Partial<JupyterNotebookSpec> & Job['spec'];
  if (kind.kind !== 'JupyterNotebook' || (spec.tokenHashes ?? spec.users ?? []).length > 0) return submission;
  say(io, `${document.file}: ${documentName(document)} ${NO_TOKENS}`);
  const job = { ...document.job, spec: { ...spec, tokenHashes: [ownToken(io.env)] } };
  return { ...submission, document: { ...document, job, content: job as unknown as Json } };
}

/** Does it for all, and tells all refusals together. */
async function forEach(submissions: readonly Submission[], act: (submission: Submission) => Promise<void>): Promise<void> {
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

async function create(cluster: Cluster, { document, kind, namespace }: Submission, dryRun: boolean): Promise<void> {
  await cluster.request({
    method: 'POST',
    path: jobsPath(kind, namespace),
    query: { fieldManager: 'ds', fieldValidation: 'Strict', dryRun: dryRun ? 'All' : undefined },
    body: document.content as Json,
  });
}

function refusal(error: ApiError, submission: Submission): CommandError {
  const { exitCode, message } = error.reason === 'AlreadyExists' ? exists(submission) : explainApiError(error);
  const subject = `${submission.document.file}: ${documentName(submission.document)}`;
  return new CommandError(exitCode, message.split('\n').map((line) => `${subject}: ${line}`).join('\n'), { cause: error });
}

function exists({ kind, name, namespace }: Submission): CommandError {
  const remove = `ds delete ${kind.singular}/${name} -n ${namespace}`;
  return new CommandError(EXIT.refused, `metadata.name: is taken in namespace ${namespace} (given ${JSON.stringify(name)}). A job's spec cannot be changed: give the new job another name, or delete the old one with: ${remove}`);
}
