import { Command } from 'commander';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { type Io, say } from '../io';
import { examples } from '../options';
import type { PlatformOptions } from '../platform';
import { withPlatform } from './images';

interface BundleOptions extends PlatformOptions {
  readonly mirror: string;
  readonly to: string;
}

/** `ds bundle`: what a site without a way out must bring in. */
export function bundleCommand(io: Io): Command {
  return withPlatform(new Command('bundle'))
    .requiredOption('--mirror <registry>', 'registry (and path) that the site pulls from')
    .requiredOption('--to <folder>', 'folder to write to; files of an earlier bundle are replaced')
    .addHelpText('after', examples('ds bundle --mirror registry.example.com/mirror --to bundle', 'ds bundle -f Pulumi.prod-platform.yaml --mirror registry.example.com/mirror --to bundle'))
    .action((options: BundleOptions) => bundle(io, options));
}

async function bundle(io: Io, { to, ...options }: BundleOptions): Promise<void> {
  // Loaded only here: cdk8s and all constructs take longer to load than most commands to run.
  const { readPlatform } = await import('../platform.js');
  const platform = await readPlatform(io, options);
  const { bundleFiles } = await import('../bundle.js');
  const files = bundleFiles(platform, options.mirror);
  await fs.mkdir(to, { recursive: true });
  for (const { name, text, executable } of files) await fs.writeFile(path.join(to, name), text, { mode: executable ? 0o755 : 0o644 });
  say(io, `${platform.engines.length} charts and ${platform.images.length} images, in ${to}: ${files.map(({ name }) => name).join(', ')}.`);
}
