import { Command } from 'commander';
import { offlineCatalog } from '../catalog';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { documentName, formatFinding, inspect, type Inspection } from '../findings';
import { type Io, print, say } from '../io';
import { toJson } from '../json';
import { readManifests } from '../manifests';
import { examples, type FileOptions, outputOption, withFiles } from '../options';

interface CheckOptions extends FileOptions {
  readonly output: 'text' | 'json';
}

/** `ds check`: every error of every job. */
export function checkCommand(io: Io): Command {
  return withFiles(new Command('check'))
    .description('find every error of the jobs in files, without a cluster')
    .option('--catalog <file>', 'catalog of the platform, or its ConfigMap (default: DS_CATALOG, else the catalog that ds carries)')
    .addOption(outputOption('text', 'json'))
    .addHelpText('after', examples('ds check -f job.yaml', 'ds check -f jobs/*.yaml --catalog catalog.yaml', 'cat job.yaml | ds check -f - -o json'))
    .action((options: CheckOptions) => check(io, options));
}

async function check(io: Io, { file, catalog, output }: CheckOptions): Promise<void> {
  const inspection = inspect(await readManifests(io, file), await offlineCatalog(io, catalog));
  const { jobs, findings } = inspection;
  sayWhatWasSkipped(io, inspection);
  await print(io, output === 'json' ? toJson(findings) : findings.map((finding) => `${formatFinding(finding)}\n`).join(''));
  const checked = `${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'} checked`;
  if (findings.length > 0) throw new CommandError(EXIT.refused, `${checked}, ${findings.length} ${findings.length === 1 ? 'error' : 'errors'}.`);
  say(io, `${checked}, no errors.`);
}

/** Names the documents that were left alone, so that nobody takes them for checked. */
export function sayWhatWasSkipped(io: Io, { skipped }: Pick<Inspection, 'skipped'>): void {
  for (const document of skipped) say(io, `${document.file}: ${documentName(document)}: skipped, since it is no job of this platform.`);
}

/** The jobs, if there are any and all are right. @throws CommandError with every error */
export function validJobs(io: Io, inspection: Inspection): Inspection['jobs'] {
  const { jobs, findings } = inspection;
  if (findings.length > 0) throw new CommandError(EXIT.refused, findings.map(formatFinding).join('\n'));
  sayWhatWasSkipped(io, inspection);
  if (jobs.length === 0) throw new CommandError(EXIT.refused, 'There is no job in these files.');
  return jobs;
}
