#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { nodeTooOld } from './version';

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
  // What was compiled at an earlier call is not compiled again.
  enableCompileCache();
  // Loaded only now: an older Node.js fails to load it.
  const { start } = await import('./start.js');
  process.exitCode = await start();
}

void main();
