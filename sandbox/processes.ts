import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in clock ticks since the machine did. */
  readonly started: string;
  /** The machine's start that `started` counts from. */
  readonly boot: string;
}

/** A program that runs until the sandbox is taken down. */
export interface Daemon {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * What the daemons, all of them programs in Go, have in their environment: a sandbox lives for minutes, and memory is cheaper to it than
 * looking for garbage, up to some GiB. @see https://go.dev/doc/gc-guide
 */
export const DAEMON_ENV: Readonly<Record<string, string>> = { GOGC: '400', GOMEMLIMIT: '4GiB' };

/** @param proc where the process's own `/proc` is: a box has process numbers of its own. */
export function identify(pid: number, proc = '/proc'): ProcessIdentity | undefined {
  try {
    const stat = fs.readFileSync(path.join(proc, String(pid), 'stat'), 'utf8');
    // The command's name, in brackets, may hold spaces; fields are counted behind it.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const started = fields[18];
    if (started === undefined || state === 'Z' || state === 'X') return undefined;
    return { pid, started, boot: fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() };
  } catch {
    return undefined;
  }
}

export function isRunning(identity: ProcessIdentity, proc = '/proc'): boolean {
  const now = identify(identity.pid, proc);
  return now !== undefined && now.started === identity.started && now.boot === identity.boot;
}

/** Starts a process that outlives this one, with its output in a log file, and notes it in `pidFile`. */
export function startDetached(daemon: Daemon, logFile: string, pidFile: string): ProcessIdentity {
  const log = fs.openSync(logFile, 'a');
  const child = spawn(daemon.program, daemon.args, {
    detached: true,
    stdio: ['ignore', log, log],
    // Nothing else is handed on: a proxy's address, for one, would send them astray.
    env: { PATH: process.env.PATH, ...DAEMON_ENV, ...daemon.env },
  });
  fs.closeSync(log);
  // A program that cannot be started has no pid; the event that says why must be listened to.
  child.on('error', () => undefined);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined) throw new Error(`${daemon.name} does not start: ${daemon.program} (its log is ${logFile}).`);
  child.unref();
  writeIdentity(pidFile, identity);
  return identity;
}

export function writeIdentity(pidFile: string, identity: ProcessIdentity): void {
  fs.writeFileSync(pidFile, JSON.stringify(identity));
}

/** Notes how a daemon is started. */
export function noteDaemon(folder: string, daemon: Daemon): void {
  fs.writeFileSync(path.join(folder, `${daemon.name}.json`), JSON.stringify(daemon));
}

/** How a daemon was started that {@link noteDaemon} has noted. */
export function notedDaemon(folder: string, name: string): Daemon {
  return JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Daemon;
}

/** The processes noted in a folder of pid files, by name. */
export function notedProcesses(folder: string): Map<string, ProcessIdentity> {
  const found = new Map<string, ProcessIdentity>();
  if (!fs.existsSync(folder)) return found;
  for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.pid'))) {
    const identity = parseIdentity(fs.readFileSync(path.join(folder, file), 'utf8'));
    if (identity !== undefined) found.set(file.slice(0, -'.pid'.length), identity);
  }
  return found;
}

/** Half a file is what a killed writer leaves. */
function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(text) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** Kills the processes and waits until they are gone. Nothing is asked of them: their state is thrown away. */
export async function kill(identities: readonly ProcessIdentity[]): Promise<void> {
  for (const identity of identities) {
    if (isRunning(identity)) signal(identity.pid);
  }
  const deadline = Date.now() + 10_000;
  for (const identity of identities) {
    while (isRunning(identity)) {
      if (Date.now() > deadline) throw new Error(`Process ${identity.pid} is still there 10 s after it was killed.`);
      await sleep(20);
    }
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It may have ended between the look and the kill.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
