import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Sandbox } from '../sandbox/sandbox';
import { cacheFolder } from '../sandbox/paths';
import { measureCluster } from './cluster';

const ROOT = path.join(__dirname, '..');

/** Puts the platform of another version into a sandbox of that version, whose programs and images are its own. */
const BRING_UP = `
import { Sandbox } from './sandbox/sandbox';
import { installPlatform } from './test/controlplane/support/install';
Sandbox.up({ name: process.argv[2], node: 'real', images: ['node'] }).then(installPlatform).catch((error) => { console.error(error); process.exit(1); });
`;

/** Builds the platform of a commit of this repository, and measures it as this one is measured. */
export async function measureBaseline(commit: string, beside?: readonly number[]): Promise<void> {
  const folder = path.join(cacheFolder('baselines'), commit);
  if (!fs.existsSync(folder)) run('git', ['worktree', 'add', '--detach', folder, commit], ROOT);
  if (!fs.existsSync(path.join(folder, 'build'))) run('npm', ['ci', '--no-audit', '--no-fund'], folder);
  fs.writeFileSync(path.join(folder, 'bring-up.ts'), BRING_UP);
  const name = `baseline-${process.pid}`;
  try {
    run('npx', ['tsx', 'bring-up.ts', name], folder);
    process.stdout.write(`The platform of ${commit}:\n`);
    await measureCluster({ kept: name, installed: true, ...(beside && { beside }) });
  } finally {
    await Sandbox.remove(name);
  }
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed in ${cwd}.`);
}
