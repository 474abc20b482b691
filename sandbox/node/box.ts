import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Place } from '../place';
import { Host } from '../place';
import { NAMESPACES } from '../prerequisites';
import { DAEMON_ENV, identify, isRunning, notedDaemon, notedProcesses, noteDaemon, writeIdentity, type Daemon, type ProcessIdentity } from '../processes';
import { run } from '../run';
import { waitFor } from '../wait';
import { createGroups, removeGroups } from './cgroups';
import { createLink, plugIn, removeLink } from './link';

/** What names the box's groups and devices. Sandboxes of one name in two folders are two sandboxes. */
export function boxId(name: string): string {
  const home = process.env.DS_SANDBOX_HOME;
  if (home === undefined || home === '') return `ds-${name}`;
  return `ds-${name}-${createHash('sha256').update(path.resolve(home)).digest('hex').slice(0, 6)}`;
}

/**
 * Namespaces and control groups of a node's own, held open by an init process: when it dies, all in the box ends.
 * All that shows outside is one network device.
 */
export class Box implements Place {
  private readonly pidFolder: string;

  private constructor(
    private readonly id: string,
    private readonly folder: string,
    private readonly init: ProcessIdentity,
    readonly address: string,
  ) {
    this.pidFolder = path.join(folder, 'run', 'box');
  }

  /** @param folder the sandbox's state folder */
  static async create(name: string, folder: string): Promise<Box> {
    const id = boxId(name);
    createGroups(id);
    const link = await createLink(id);
    const host = new Host(folder);
    fs.mkdirSync(path.join(folder, 'run', 'box'), { recursive: true });
    const unshare = ['unshare', ...NAMESPACES, '--fork', '--kill-child=KILL', '--propagation', 'private'];
    const args = [id, ...unshare, script('init.sh'), folder, link.boxAddress];
    await host.start({ name: 'box', program: script('join.sh'), args });
    const ready = () => Promise.resolve(fs.existsSync(path.join(folder, 'box.ready')));
    await waitFor('the box to be ready', ready, { timeout: 10_000, daemon: { place: host, name: 'box' } });
    const init = initOf(notedProcesses(path.join(folder, 'run')).get('box'));
    writeIdentity(path.join(folder, 'run', 'box-init.pid'), init);
    fs.writeFileSync(path.join(folder, 'run', 'address'), link.boxAddress);
    await plugIn(link, init.pid);
    return new Box(id, folder, init, link.boxAddress);
  }

  /** The box of a sandbox that is or was up. */
  static open(name: string, folder: string): Box | undefined {
    const init = notedProcesses(path.join(folder, 'run')).get('box-init');
    if (init === undefined) return undefined;
    return new Box(boxId(name), folder, init, fs.readFileSync(path.join(folder, 'run', 'address'), 'utf8'));
  }

  /** Removes what a box leaves on this machine, after its processes on this machine's side were killed. */
  static async removeRemains(name: string): Promise<void> {
    await removeGroups(boxId(name));
    await removeLink(boxId(name));
  }

  async start(daemon: Daemon): Promise<void> {
    noteDaemon(this.pidFolder, daemon);
    const command = [this.logFile(daemon.name), daemon.program, ...daemon.args];
    const pid = Number(await this.run(script('spawn.sh'), command, { ...DAEMON_ENV, ...daemon.env }));
    const identity = identify(pid, this.proc);
    if (identity === undefined) throw new Error(`${daemon.name} ended at once; its log is ${this.logFile(daemon.name)}.`);
    writeIdentity(path.join(this.pidFolder, `${daemon.name}.pid`), identity);
  }

  async kill(name: string): Promise<void> {
    const identity = notedProcesses(this.pidFolder).get(name);
    if (identity === undefined || !isRunning(identity, this.proc)) return;
    await this.run('sh', ['-c', 'kill -KILL "$1"', 'kill', String(identity.pid)]);
    await waitFor(`${name} to be gone`, () => Promise.resolve(!isRunning(identity, this.proc)), { timeout: 10_000 });
  }

  startAgain(name: string): Promise<void> {
    return this.start(notedDaemon(this.pidFolder, name));
  }

  /** Runs a program inside the box to its end and returns what it prints. */
  run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const enter = ['nsenter', '--target', String(this.init.pid), ...NAMESPACES];
    return run(script('join.sh'), [this.id, ...enter, program, ...args], {
      env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, HOME: this.folder, ...env },
    });
  }

  daemons(): ReadonlyMap<string, boolean> {
    const up = isRunning(this.init);
    const inside = [...notedProcesses(this.pidFolder)];
    return new Map([['box', up], ...inside.map(([name, it]) => [name, up && isRunning(it, this.proc)] as const)]);
  }

  logFile(daemon: string): string {
    return path.join(this.folder, 'log', `${daemon}.log`);
  }

  /** The box's own view of its processes, with its own numbers. */
  private get proc(): string {
    return `/proc/${this.init.pid}/root/proc`;
  }
}

function initOf(unshare: ProcessIdentity | undefined): ProcessIdentity {
  const children = unshare === undefined ? '' : fs.readFileSync(`/proc/${unshare.pid}/task/${unshare.pid}/children`, 'utf8');
  const init = identify(Number(children.trim()));
  if (init === undefined) throw new Error('The box ended while it started.');
  return init;
}

function script(name: string): string {
  return path.join(__dirname, name);
}
