#!/usr/bin/env node
import { nodeTooOld, packageVersion } from './version';

async function main(): Promise<void> {
  const problem = nodeTooOld(process.version);
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = 2;
    return;
  }
  // Whoever reads our output may stop reading: that is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? process.exitCode : 70));
  }
  // Loaded only now: an older Node.js fails to load them.
  const [{ run }, { connect }] = await Promise.all([import('./program.js'), import('./kubeconfig.js')]);
  const io = {
    out: process.stdout,
    err: process.stderr,
    in: process.stdin,
    env: process.env,
    now: () => new Date(),
    connect: (options: Parameters<typeof connect>[0]) => connect(options, process.env),
  };
  process.exitCode = await run(process.argv.slice(2), io, packageVersion());
}

void main();
