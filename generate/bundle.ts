import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';

const ROOT = join(__dirname, '..');

/** What a bundle needs beyond what all have. */
export interface BundleSettings extends Pick<BuildOptions, 'external' | 'supported'> {
  /** Whether it is a program that can be called. @default false */
  readonly executable?: boolean;
}

/** Makes one file for Node.js of an entry point and all that it imports. @param entry its path in the repository */
export function bundleFile(entry: string, outfile: string, { executable = false, ...settings }: BundleSettings = {}): void {
  // Written aside and renamed: others may be reading or running the file.
  const written = `${outfile}.${process.pid}`;
  buildSync({
    entryPoints: [join(ROOT, entry)],
    absWorkingDir: ROOT,
    outfile: written,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    charset: 'utf8',
    legalComments: 'eof',
    logLevel: 'warning',
    ...settings,
  });
  if (executable) chmodSync(written, 0o755);
  renameSync(written, outfile);
}
