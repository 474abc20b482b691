import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

/** The operator in one file, as its ConfigMap carries it. */
export const BUNDLE = join(__dirname, '..', 'build', 'operator.js');

/** A ConfigMap holds at most 1 MiB, and the object around the file needs some of it. */
const BUNDLE_LIMIT = 900 * 1024;

/** Bundles the operator and all that it imports. The same sources give the same bytes. */
export function bundleOperator(outfile: string = BUNDLE): void {
  mkdirSync(dirname(outfile), { recursive: true });
  // Written aside and renamed: others may be reading the file.
  const written = `${outfile}.${process.pid}`;
  buildSync({
    entryPoints: [join(__dirname, '..', 'operator', 'main.ts')],
    absWorkingDir: join(__dirname, '..'),
    outfile: written,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    charset: 'utf8',
    legalComments: 'eof',
    logLevel: 'warning',
  });
  const { size } = statSync(written);
  if (size > BUNDLE_LIMIT) {
    throw new Error(`${outfile}: too large (${size} bytes). At most ${BUNDLE_LIMIT} bytes fit into a ConfigMap. Import less into operator/.`);
  }
  renameSync(written, outfile);
}

if (require.main === module) {
  bundleOperator();
}
