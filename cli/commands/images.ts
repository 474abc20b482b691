import { Command } from 'commander';
import { type Io, print } from '../io';
import { toJson } from '../json';
import { examples, outputOption } from '../options';
import type { PlatformOptions } from '../platform';
import { Table } from '../table';

interface ImagesOptions extends PlatformOptions {
  readonly output: 'table' | 'json';
}

/** Options of every command that looks at a platform as a whole. */
export function withPlatform(command: Command): Command {
  return command
    .option('-f, --file <files...>', 'configuration of the layers cluster and platform, or their stacks\' files of Pulumi (default: a platform with nothing asked for)')
    .option('--catalog <file>', 'catalog of the platform, or its ConfigMap (default: that of the configuration, else DS_CATALOG, else the catalog that ds carries)');
}

/** `ds images`: every image that a platform pulls. */
export function imagesCommand(io: Io): Command {
  return withPlatform(new Command('images'))
    .option('--mirror <registry>', 'show the names in this registry too (default: the registryMirror of the platform)')
    .addOption(outputOption('table', 'json'))
    .addHelpText('after', examples('ds images', 'ds images -f Pulumi.prod-cluster.yaml Pulumi.prod-platform.yaml', 'ds images --mirror registry.example.com/mirror -o json'))
    .action((options: ImagesOptions) => images(io, options));
}

async function images(io: Io, { output, ...options }: ImagesOptions): Promise<void> {
  // Loaded only here: cdk8s and all constructs take longer to load than most commands to run.
  const { readPlatform } = await import('../platform.js');
  const { images: found, mirror } = await readPlatform(io, options);
  if (output === 'json') return print(io, toJson(mirror === undefined ? found.map(({ image, usedBy }) => ({ image, usedBy })) : found));
  const rows = found.map(({ image, mirrored, usedBy }) => [image, ...(mirror === undefined ? [] : [mirrored]), usedBy.join(', ')]);
  await print(io, new Table(['IMAGE', ...(mirror === undefined ? [] : ['IN THE MIRROR']), 'USED BY'], rows).toString());
}
