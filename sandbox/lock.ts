import { spawn } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

/**
 * Runs `work` while no other process runs anything under the same lock file; waits for its turn.
 * The kernel holds the lock (flock) and drops it when this process ends, however it ends: there are no stale locks.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const release = await acquire(file);
  try {
    return await work();
  } finally {
    release();
  }
}

/** The lock lives in a child that waits for the end of its input, which comes when this process lets go or dies. */
function acquire(file: string): Promise<() => void> {
  const command = ['--exclusive', file, 'sh', '-c', 'echo held; exec cat'];
  const holder = spawn('flock', command, { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`Cannot lock ${file}: flock (package util-linux) ${reason}.`));
    holder.once('error', (error) => fail(`does not start: ${error.message}`));
    holder.once('close', (code) => fail(`ended with ${code}`));
    holder.stdout.once('data', () => resolve(() => holder.stdin.end()));
  });
}
