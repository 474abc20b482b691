import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Cluster } from './cluster';

/** Which cluster is meant, as given on the command line. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** All that a command touches outside itself. */
export interface Io {
  /** For data. */
  readonly out: Writable;
  /** For messages. */
  readonly err: Writable;
  readonly in: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly connect: (options: ClusterOptions) => Promise<Cluster>;
  /** Ends what would go on until the process is ended. @default - nothing does */
  readonly signal?: AbortSignal;
}

/** Writes data, no faster than the reader takes it. */
export async function print(io: Io, data: string): Promise<void> {
  if (data !== '' && !io.out.write(data)) await once(io.out, 'drain');
}

/** Writes a message to people: one line. */
export function say(io: Io, message: string): void {
  io.err.write(`${message}\n`);
}

/** All of standard input. */
export function readInput(io: Io): Promise<string> {
  return text(io.in);
}
