import { Command } from 'commander';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { documentName, formatFinding, type Inspection } from '../findings';
import { type Io, print, say } from '../io';
import { toJson } from '../json';
import { judged } from '../judge';
import { readManifests } from '../manifests';
import { examples, type FileOptions, outputOption, type PlaceOptions, withFiles, withPlace } from '../options';

interface CheckOptions extends FileOptions, PlaceOptions {
  readonly cluster?: boolean;
  readonly output: 'text' | 'json';
}

/** As with kubectl, to be given nothing is an error: the file may be the wrong one, or what makes it may have failed. */
export const NOTHING = 'There is no job in these files.';

/** `ds check`: every error of every job. */
export function checkCommand(io: Io): Command {
  return withPlace(withFiles(new Command('check')))
    .option('--catalog <file>', 'catalog of the platform, or its ConfigMap (default: the one among the files, else DS_CATALOG, else the catalog that ds carries)')
    .option('--cluster', 'judge by the catalog and the queues of the cluster; so does whatever names a cluster or a namespace')
    .addOption(outputOption('text', 'json'))
    .addHelpText('after', examples('ds check -f job.yaml', 'ds check -f jobs/*.yaml --catalog catalog.yaml', 'ds check -f job.yaml --cluster', 'cat job.yaml | ds check -f - -o json'))
    .action((options: CheckOptions) => check(io, options));
}

async function check(io: Io, options: CheckOptions): Promise<void> {
  const { file, recursive, catalog, output } = options;
  const cluster = namesCluster(options) ? await io.connect(options) : undefined;
  const manifests = await readManifests(io, file, recursive);
  const { inspection, judge } = await judged(io, manifests, { catalog, cluster, namespace: options.namespace });
  const { jobs, findings } = inspection;
  sayWhatWasSkipped(io, inspection.skipped);
  await print(io, output === 'json' ? toJson(findings) : findings.map((finding) => `${formatFinding(finding)}\n`).join(''));
  if (manifests.documents.length + findings.length === 0) throw new CommandError(EXIT.refused, NOTHING);
  const checked = `${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'} checked`;
  const judgedBy = `Judged by ${judge}.`;
  if (findings.length > 0) throw new CommandError(EXIT.refused, `${checked}, ${findings.length} ${findings.length === 1 ? 'error' : 'errors'}. ${judgedBy}`);
  say(io, `${checked}, no errors. ${judgedBy}`);
}

function namesCluster({ cluster, context, kubeconfig, namespace }: CheckOptions): boolean {
  return cluster === true || [context, kubeconfig, namespace].some((given) => given !== undefined);
}

/** Names the documents that were left alone, so that nobody takes them for checked. */
export function sayWhatWasSkipped(io: Io, skipped: Inspection['skipped']): void {
  for (const document of skipped) say(io, `${document.file}: ${documentName(document)}: skipped, since it is no job of this platform.`);
}

/** The jobs, if there are any and all are right. @throws CommandError with every error */
export function validJobs(io: Io, inspection: Inspection): Inspection['jobs'] {
  const { jobs, findings } = inspection;
  if (findings.length > 0) throw new CommandError(EXIT.refused, findings.map(formatFinding).join('\n'));
  sayWhatWasSkipped(io, inspection.skipped);
  if (jobs.length === 0) throw new CommandError(EXIT.refused, NOTHING);
  return jobs;
}
