import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, kill, type ProcessIdentity } from '../processes';

const ROOT = '/sys/fs/cgroup';

/** Makes an empty control group of that name in every hierarchy. */
export function createGroups(group: string): void {
  for (const hierarchy of hierarchies()) {
    const folder = path.join(hierarchy, group);
    fs.mkdirSync(folder, { recursive: true });
    // A cpuset without processors and memory takes no process; new ones are empty.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const own = path.join(folder, file);
      if (fs.existsSync(own)) fs.writeFileSync(own, fs.readFileSync(path.join(hierarchy, file)));
    }
  }
}

/** Kills what is left in the groups, and removes them with all groups below. */
export async function removeGroups(group: string): Promise<void> {
  for (const hierarchy of hierarchies()) {
    const folder = path.join(hierarchy, group);
    if (!fs.existsSync(folder)) continue;
    const groups = tree(folder);
    await kill(groups.flatMap(members));
    for (const emptied of groups.reverse()) await removeGroup(emptied);
  }
}

/** The kernel may take a moment to see that a group's last process is gone. */
async function removeGroup(folder: string): Promise<void> {
  const deadline = Date.now() + 5000;
  for (;;) {
    try {
      fs.rmdirSync(folder);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || Date.now() > deadline) throw error;
    }
    await sleep(50);
  }
}

function hierarchies(): string[] {
  return fs
    .readdirSync(ROOT)
    .map((name) => path.join(ROOT, name))
    .filter((folder) => fs.existsSync(path.join(folder, 'cgroup.procs')));
}

/** A group and those below it, parents first. */
function tree(folder: string): string[] {
  const below = fs.readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...below.flatMap((entry) => tree(path.join(folder, entry.name)))];
}

function members(folder: string): ProcessIdentity[] {
  const pids = fs.readFileSync(path.join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
  return pids.map((pid) => identify(Number(pid))).filter((identity) => identity !== undefined);
}
