import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Cluster } from './cluster';
import { printable } from './printable';

/** Which cluster is meant, as given on the command line. */
export interface ClusterOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  /** As whom, where that is not who asks. */
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly asUid?: string;
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

/** Writes data, no faster than the reader takes it, and nothing that a terminal would obey. */
export function print(io: Io, data: string): Promise<void> {
  return printBytes(io, Buffer.from(printable(data), 'utf8'));
}

/** Writes bytes as they are. */
export async function printBytes(io: Io, bytes: Buffer): Promise<void> {
  if (bytes.length > 0 && !io.out.write(bytes)) await once(io.out, 'drain');
}

/** Writes a message to people: one line. */
export function say(io: Io, message: string): void {
  io.err.write(`${printable(message)}\n`);
}

/** All of standard input. */
export function readInput(io: Io): Promise<string> {
  return text(io.in);
}
