import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cached } from './images/cache';
import { findProgram, withApt } from './prerequisites';
import { run } from './run';

/** Debian packages that are used without being installed, each with the program that shows that it is there. */
const PROGRAMS = { prometheus: 'promtool', 'prometheus-pushgateway': 'prometheus-pushgateway' } as const;

export type UnpackedPackage = keyof typeof PROGRAMS;

/** All that can be unpacked. */
export const UNPACKED_PACKAGES = Object.keys(PROGRAMS) as readonly UnpackedPackage[];

/**
 * The folder with the programs of a package: that of this machine where it is installed, else one in the cache. To install it would start
 * a service that listens on the network; to unpack it starts nothing, changes nothing and needs no root.
 * @throws Error naming what to install where packages cannot be had
 */
export async function programsOf(name: UnpackedPackage): Promise<string> {
  const installed = findProgram(PROGRAMS[name]);
  if (installed !== undefined) return path.dirname(installed);
  if (findProgram('apt-get') === undefined) throw new Error(`The tests need ${PROGRAMS[name]}, of the package ${name}. Install it and put it on PATH.`);
  const version = await newest(name);
  const folder = await cached({ area: 'debian', name, inputs: [version, process.arch], build: (target) => unpack(name, version, target) });
  return path.join(folder, 'usr/bin');
}

/** The version that the lists of packages offer, which are fetched where there are none. */
async function newest(name: string): Promise<string> {
  const known = await candidate(name);
  if (known !== undefined) return known;
  await withApt(() => run('apt-get', ['update', '-qq']));
  const found = await candidate(name);
  if (found === undefined) throw new Error(`The lists of packages of this machine have no ${name}. Correct /etc/apt/sources.list, or install it by hand.`);
  return found;
}

async function candidate(name: string): Promise<string | undefined> {
  const version = /Candidate: (\S+)/.exec(await run('apt-cache', ['policy', name]))?.[1];
  return version === '(none)' ? undefined : version;
}

/** A version that the lists offer may be gone from the servers by now. */
async function unpack(name: string, version: string, target: string): Promise<void> {
  const folder = `${target}.download`;
  await fs.mkdir(folder, { recursive: true });
  try {
    const download = () => run('apt-get', ['download', '-qq', `${name}=${version}`], { cwd: folder });
    await download().catch(async () => {
      await withApt(() => run('apt-get', ['update', '-qq']));
      await run('apt-get', ['download', '-qq', name], { cwd: folder });
    });
    const [file] = (await fs.readdir(folder)).filter((entry) => entry.endsWith('.deb'));
    await run('dpkg-deb', ['--extract', path.join(folder, file ?? ''), target]);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}
