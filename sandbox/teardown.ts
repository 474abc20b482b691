import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { Box } from './node/box';
import { stateFolder } from './paths';
import { isRunning, kill, notedProcesses } from './processes';

/** Removes everything of a sandbox that is there, whole or in part, running or crashed. Nothing there is fine, too. */
export async function remove(name: string): Promise<void> {
  const folder = stateFolder(name);
  await killNoted(path.join(folder, 'run'));
  if (process.getuid?.() === 0) await Box.removeRemains(name);
  await fs.rm(folder, { recursive: true, force: true });
  await removeIfEmpty(path.dirname(folder));
}

/** Again until none is left: a sandbox that is interrupted while it comes up may have started one more. */
async function killNoted(folder: string): Promise<void> {
  for (;;) {
    const running = [...notedProcesses(folder).values()].filter((identity) => isRunning(identity));
    if (running.length === 0) return;
    await kill(running);
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  await fs.rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
  });
}
