import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { withLock } from './lock';
import { cacheFolder, stateFolder } from './paths';
import { step } from './progress';
import { run } from './run';

/** Debian packages, each with an executable or a file that shows that it is there. */
const PROBES = {
  openssl: 'openssl',
  runc: 'runc',
  nftables: 'nft',
  iproute2: 'ip',
  'containernetworking-plugins': '/usr/lib/cni/bridge',
  mmdebstrap: 'mmdebstrap',
  gcc: 'gcc',
  'libc6-dev': '/usr/include/stdlib.h',
  iptables: 'iptables',
  ipset: 'ipset',
  maven: 'mvn',
} as const;

export type DebianPackage = keyof typeof PROBES;

/** What a box with a real node runs or calls. */
export const NODE_PACKAGES: readonly DebianPackage[] = ['openssl', 'runc', 'nftables', 'iproute2', 'containernetworking-plugins'];

/** What the program that enforces NetworkPolicies calls. */
export const POLICY_PACKAGES: readonly DebianPackage[] = ['iptables', 'ipset'];

/** The kinds of namespaces that a box has of its own, as options of `unshare` and `nsenter`. */
export const NAMESPACES = ['--mount', '--net', '--pid', '--uts', '--ipc', '--cgroup'] as const;

/** Superuser programs are often not on a user's PATH. */
const FOLDERS = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];

/** `f_type` of an overlay file system. @see statfs(2) */
const OVERLAY = 0x794c7630;

/** Where a box covers the machine's folders with its own; a sandbox's state would vanish below them. */
const COVERED = ['/etc', '/run', '/var/lib', '/var/log'];

/** Installs those of the packages that are missing. @throws Error naming what to install where this process cannot */
export async function requirePackages(wanted: readonly DebianPackage[]): Promise<void> {
  const missing = missingOf(wanted);
  if (missing.length === 0) return;
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) {
    throw new Error(`The sandbox needs ${missing.join(', ')}. On Debian or Ubuntu, install with: sudo ${command}`);
  }
  await withApt(async () => {
    const still = missingOf(missing);
    if (still.length > 0) await step(`install ${still.join(', ')}`, () => install(still));
  });
}

/** Runs what calls apt while nothing else of ours does: apt does not wait for another apt. */
export function withApt<T>(work: () => Promise<T>): Promise<T> {
  return withLock(cacheFolder('locks', 'apt.lock'), work);
}

function missingOf(packages: readonly DebianPackage[]): DebianPackage[] {
  return packages.filter((name) => findProgram(PROBES[name]) === undefined);
}

async function install(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/** The path of an executable, by name or by path. */
export function findProgram(name: string): string | undefined {
  const candidates = path.isAbsolute(name) ? [name] : FOLDERS.map((folder) => path.join(folder, name));
  return candidates.find((candidate) => fs.existsSync(candidate));
}

/** Why a node that runs containers cannot come up on this machine; undefined when it can. */
export function realNodeObstacle(name: string): string | undefined {
  if (process.platform !== 'linux') return `it needs Linux; this is ${process.platform}.`;
  if (process.getuid?.() !== 0) return 'it needs root, for namespaces and cgroups; run it as root (or in a privileged container).';
  return cgroupObstacle() ?? namespaceObstacle() ?? diskObstacle(stateFolder(name));
}

function cgroupObstacle(): string | undefined {
  const folder = '/sys/fs/cgroup/memory';
  if (!fs.existsSync(folder)) {
    return `it needs cgroups of version 1, but ${folder} does not exist. Start Linux with systemd.unified_cgroup_hierarchy=0.`;
  }
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return undefined;
  } catch {
    return `it makes cgroups of its own; ${folder} cannot be written to. Start this container with --privileged.`;
  }
}

function namespaceObstacle(): string | undefined {
  const { status, stderr } = spawnSync('unshare', [...NAMESPACES, '--fork', 'true']);
  if (status === 0) return undefined;
  return `it needs namespaces of its own; ${String(stderr).trim()}. Start this container with --privileged.`;
}

function diskObstacle(folder: string): string | undefined {
  const covered = COVERED.find((parent) => folder.startsWith(`${parent}/`));
  if (covered !== undefined) {
    return `its state cannot lie in ${covered}, but would be at ${folder}. Set DS_SANDBOX_HOME to another folder.`;
  }
  const parent = existingParent(folder);
  if (fs.statfsSync(parent).type !== OVERLAY) return undefined;
  return `its state must lie on a real disk, but ${parent} is on an overlay. Set DS_SANDBOX_HOME to a folder on a real disk.`;
}

function existingParent(folder: string): string {
  return fs.existsSync(folder) ? folder : existingParent(path.dirname(folder));
}
