import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { measureBaseline } from './baseline';
import { measureCluster } from './cluster';
import { measureCommand } from './command';
import { measureProgram } from './program';
import { machine } from './report';

/**
 * `npm run bench`: what the platform costs without a cluster. With `--command`, what the command `ds` costs beside kubectl. With `--cluster`,
 * what the operator costs in one: with `--sandbox NAME` in one that is kept, with `--baseline COMMIT` the same of another version, with
 * `--beside 0,2000` beside so many jobs.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { command: { type: 'boolean' }, cluster: { type: 'boolean' }, sandbox: { type: 'string' }, baseline: { type: 'string' }, beside: { type: 'string' } } });
  if (values.command) return printCommand();
  if (!values.cluster) return measureProgram();
  const beside = values.beside?.split(',').map(Number);
  if (values.baseline !== undefined) await measureBaseline(values.baseline, beside);
  await measureCluster({ ...(values.sandbox && { kept: values.sandbox }), ...(beside && { beside }) });
}

async function printCommand(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-bench-'));
  try {
    process.stdout.write(`${machine()}\n\n${await measureCommand(folder)}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
