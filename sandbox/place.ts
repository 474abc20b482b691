import * as fs from 'node:fs';
import * as path from 'node:path';
import { isRunning, notedProcesses, startDetached, type Daemon } from './processes';

/** Where a sandbox's daemons run. */
export interface Place {
  /** Starts a daemon and leaves it running when this process ends. */
  start(daemon: Daemon): Promise<void>;
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
    startDetached(daemon, this.logFile(daemon.name), path.join(this.pidFolder, `${daemon.name}.pid`));
    return Promise.resolve();
  }

  daemons(): ReadonlyMap<string, boolean> {
    return new Map([...notedProcesses(this.pidFolder)].map(([name, identity]) => [name, isRunning(identity)]));
  }

  logFile(daemon: string): string {
    return path.join(this.logFolder, `${daemon}.log`);
  }
}
