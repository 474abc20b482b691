import { Command } from 'commander';
import { compileJob, toYaml } from '../../lib';
import { offlineCatalog } from '../catalog';
import { inspect } from '../findings';
import { type Io, print } from '../io';
import { toJson } from '../json';
import { readManifests } from '../manifests';
import { examples, type FileOptions, outputOption, withFiles } from '../options';
import { validJobs } from './check';

interface CompileOptions extends FileOptions {
  readonly output: 'yaml' | 'json';
}

/** `ds compile`: the native objects that run the jobs. */
export function compileCommand(io: Io): Command {
  return withFiles(new Command('compile'))
    .description('print the native Kubernetes objects that run the jobs; nothing if any job is wrong')
    .option('--catalog <file>', 'catalog of the platform, or its ConfigMap (default: DS_CATALOG, else the catalog that ds carries)')
    .addOption(outputOption('yaml', 'json'))
    .addHelpText('after', examples('ds compile -f job.yaml', 'ds compile -f job.yaml -o json | jq .items[].spec'))
    .action((options: CompileOptions) => compile(io, options));
}

async function compile(io: Io, { file, catalog: catalogFile, output }: CompileOptions): Promise<void> {
  const manifests = await readManifests(io, file);
  const catalog = await offlineCatalog(io, catalogFile);
  const objects = validJobs(io, inspect(manifests, catalog)).flatMap(({ job }) => compileJob(job, catalog));
  await print(io, output === 'json' ? toJson({ apiVersion: 'v1', kind: 'List', items: objects }) : toYaml(objects));
}
