import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a container has ended. */
export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** A process that is number 1 of a namespace of its own, as the first of a container is. */
export interface Container {
  /** Waits until it has said something. */
  readonly says: (text: string) => Promise<void>;
  /** Waits until a process of the container has a file open. */
  readonly opens: (file: string) => Promise<void>;
  /** Sends process 1 a signal, as the kubelet does. */
  readonly signal: (name: NodeJS.Signals) => Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts words as a kubelet does, as process 1. */
export function start(words: readonly string[], env: Readonly<Record<string, string>> = {}): Container {
  const process_ = spawn('unshare', ['--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--', ...words], {
    env: { PATH: process.env.PATH ?? '', PYTHONUNBUFFERED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [process_.stdout, process_.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const first = () => childrenOf(process_.pid as number)[0];
  return {
    says: (text) => until(() => said.includes(text), process_),
    opens: (file) => until(() => filesOf(first()).includes(file), process_),
    signal: async (name) => {
      await until(() => first() !== undefined, process_);
      process.kill(first() as number, name);
    },
    ended: once(process_, 'close').then(([code]) => ({ code: code as number | null, said })),
  };
}

async function until(holds: () => boolean, { exitCode }: { readonly exitCode: number | null }): Promise<void> {
  while (exitCode === null && !holds()) await sleep(20);
}

function childrenOf(pid: number): number[] {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

function filesOf(pid: number | undefined): string[] {
  const folder = `/proc/${pid}/fd`;
  return pid === undefined || !fs.existsSync(folder) ? [] : fs.readdirSync(folder).flatMap((name) => linkOf(`${folder}/${name}`));
}

/** A file may be closed meanwhile. */
function linkOf(path: string): string[] {
  try {
    return [fs.readlinkSync(path)];
  } catch {
    return [];
  }
}
