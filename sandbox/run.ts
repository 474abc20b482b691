import { spawn, type SpawnOptions } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Text given to the program's standard input. @default - no input */
  readonly input?: string;
  /** Milliseconds after which the program is killed. @default - no limit */
  readonly timeout?: number;
}

/** A program ended with a code other than 0; the message carries the end of what it printed. */
export class RunError extends Error {
  constructor(
    readonly command: string,
    readonly code: number | string,
    readonly output: string,
  ) {
    super(`${command} ended with ${code}:\n${output.split('\n').slice(-40).join('\n')}`);
    this.name = 'RunError';
  }
}

/** Runs a program to its end and returns its standard output. @throws RunError when it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const spawnOptions: SpawnOptions = {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: options.timeout,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, spawnOptions);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const text = Buffer.concat(out).toString();
      if (code === 0) resolve(text);
      else reject(new RunError([command, ...args].join(' '), code ?? signal ?? 'unknown', text + Buffer.concat(err).toString()));
    });
    child.stdin?.end(options.input);
  });
}
