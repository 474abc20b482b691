import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { Cluster } from '../../cli/cluster';
import type { Io } from '../../cli/io';
import { run } from '../../cli/program';

/** What a run of `ds` left behind. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly stdin?: string;
  readonly env?: Record<string, string>;
  readonly cluster?: Cluster;
  /** In place of a cluster. */
  readonly connect?: Io['connect'];
}

/** Half an hour after the jobs of the fake cluster were made. */
export const NOW = new Date('2026-01-01T00:30:00Z');

/** Runs `ds` in this process. */
export async function ds(words: readonly string[], { stdin = '', env = {}, cluster, connect }: Surroundings = {}): Promise<Outcome> {
  const [out, err] = [new Capture(), new Capture()];
  const io: Io = {
    out,
    err,
    in: Readable.from([stdin]),
    env,
    now: () => NOW,
    connect: connect ?? (async () => {
      if (cluster === undefined) throw new Error('this test has no cluster');
      return cluster;
    }),
  };
  const code = await run(words, io, '1.2.3');
  return { code, out: out.text, err: err.text };
}

const ROOT = join(__dirname, '../..');

/** The command line that runs `ds` from its sources. */
export const DS_COMMAND = [process.execPath, join(ROOT, 'node_modules/tsx/dist/cli.mjs'), join(ROOT, 'cli/main.ts')] as const;

/** Runs `ds` as a process of its own, as users do. */
export function dsProcess(words: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  const [node, ...script] = DS_COMMAND;
  return new Promise((resolve) => {
    execFile(node, [...script, ...words], { env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', ...env } }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

class Capture extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A folder of files for one test file. */
export class Files {
  readonly folder = mkdtempSync(join(tmpdir(), 'ds-cli-'));

  write(name: string, content: string): string {
    const file = join(this.folder, name);
    writeFileSync(file, content);
    return file;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** A job that is right. */
export function pythonJob(name: string, extra = ''): string {
  return `apiVersion: ds.bloomberg.com/v1\nkind: PythonJob\nmetadata: {name: ${name}}\nspec: {framework: python-3, size: CpuSmall, module: report${extra}}\n`;
}
