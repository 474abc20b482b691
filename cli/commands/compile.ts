import { Command } from 'commander';
import { compileJob, DEFAULT_CATALOG, type DatasetObject, formatFieldError, type Job, resolveDatasets, toYaml, withPins } from '../../lib';
import { CommandError } from '../command-error';
import type { Document } from '../document';
import { EXIT } from '../exit-codes';
import { documentName, type JobDocument } from '../findings';
import { type Io, print } from '../io';
import { toJson } from '../json';
import { judged } from '../judge';
import { readManifests } from '../manifests';
import { examples, type FileOptions, outputOption, withFiles } from '../options';
import { validJobs } from './check';

interface CompileOptions extends FileOptions {
  readonly output: 'yaml' | 'json';
}

/** `ds compile`: the native objects that run the jobs. */
export function compileCommand(io: Io): Command {
  return withFiles(new Command('compile'))
    .option('--catalog <file>', 'catalog of the platform, or its ConfigMap (default: the one among the files, else DS_CATALOG, else the catalog that ds carries)')
    .addOption(outputOption('yaml', 'json'))
    .addHelpText('after', examples('ds compile -f job.yaml', 'ds compile -f job.yaml -o json | jq .items[].spec'))
    .action((options: CompileOptions) => compile(io, options));
}

async function compile(io: Io, { file, recursive, catalog: given, output }: CompileOptions): Promise<void> {
  const { inspection, catalog = DEFAULT_CATALOG } = await judged(io, await readManifests(io, file, recursive), { catalog: given });
  const objects = validJobs(io, inspection).flatMap((document) => compileJob(withDatasets(document, inspection.datasets), catalog));
  await print(io, output === 'json' ? toJson({ apiVersion: 'v1', kind: 'List', items: objects }) : toYaml(objects));
}

/** The job with the Datasets that stand in the same files. @throws CommandError where it names others */
function withDatasets(document: JobDocument, datasets: readonly Document[]): Job {
  const { job } = document;
  const known = datasets.map(({ content }) => content as unknown as DatasetObject).filter(({ metadata }) => metadata.namespace === job.metadata.namespace);
  const resolution = resolveDatasets(job, Object.fromEntries(known.map(({ metadata, spec }) => [metadata.name, spec])));
  if ('pins' in resolution) return withPins(job, resolution.pins);
  throw new CommandError(EXIT.refused, resolution.errors.map((error) => `${document.file}: ${documentName(document)}: ${formatFieldError(error)}`).join('\n'));
}
