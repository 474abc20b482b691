import * as fs from 'node:fs';
import * as path from 'node:path';
import { isRunning, kill, notedDaemon, notedProcesses, noteDaemon, startDetached, type Daemon } from './processes';

/** Where a sandbox's daemons run. */
export interface Place {
  /** Starts a daemon and leaves it running when this process ends. */
  start(daemon: Daemon): Promise<void>;
  /** Kills a daemon, as a fault would, and waits until it is gone. */
  kill(name: string): Promise<void>;
  /** Starts a daemon that has ended again, as it was started before. */
  startAgain(name: string): Promise<void>;
  /** The daemons that were started, and whether each still runs. */
  daemons(): ReadonlyMap<string, boolean>;
  logFile(daemon: string): string;
}

/** Plain processes of this machine. */
export class Host implements Place {
  private readonly pidFolder: string;
  private readonly logFolder: string;

  /** @param folder the sandbox's state folder */
  constructor(folder: string) {
    this.pidFolder = path.join(folder, 'run');
    this.logFolder = path.join(folder, 'log');
    fs.mkdirSync(this.pidFolder, { recursive: true });
    fs.mkdirSync(this.logFolder, { recursive: true });
  }

  start(daemon: Daemon): Promise<void> {
    noteDaemon(this.pidFolder, daemon);
    startDetached(daemon, this.logFile(daemon.name), path.join(this.pidFolder, `${daemon.name}.pid`));
    return Promise.resolve();
  }

  async kill(name: string): Promise<void> {
    const identity = notedProcesses(this.pidFolder).get(name);
    if (identity !== undefined) await kill([identity]);
  }

  startAgain(name: string): Promise<void> {
    return this.start(notedDaemon(this.pidFolder, name));
  }

  daemons(): ReadonlyMap<string, boolean> {
    return new Map([...notedProcesses(this.pidFolder)].map(([name, identity]) => [name, isRunning(identity)]));
  }

  logFile(daemon: string): string {
    return path.join(this.logFolder, `${daemon}.log`);
  }
}
