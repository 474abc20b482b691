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
  const holder = spawn('flock', ['--exclusive', file, 'sh', '-c', 'echo held; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    holder.once('error', (error) => reject(new Error(`Cannot lock ${file}: flock (package util-linux) does not start: ${error.message}`)));
    holder.once('close', (code) => reject(new Error(`Cannot lock ${file}: flock ended with ${code}`)));
    holder.stdout.once('data', () => resolve(() => holder.stdin.end()));
  });
}
