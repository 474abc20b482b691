import { createHash } from 'node:crypto';
import { withLock } from '../lock';
import { run } from '../run';

/** Of this range every sandbox takes four addresses: those of the two ends, of the network and of broadcast. */
const RANGE = '10.213';
const NETWORKS = 256 * 64;

/** Networks are chosen one at a time on the whole machine, whoever chooses. */
const LOCK = '/run/lock/ds-platform-network.lock';

/** A virtual cable between this machine and a box. */
export interface Link {
  /** The end on this machine. */
  readonly device: string;
  /** The end that goes into the box. */
  readonly peer: string;
  readonly hostAddress: string;
  readonly boxAddress: string;
}

/** @param id tells sandboxes apart; device names have room for 15 characters */
export function deviceName(id: string): string {
  return `ds-${createHash('sha256').update(id).digest('hex').slice(0, 10)}`;
}

/** Makes the cable, both ends still on this machine, with addresses that nothing else here uses. */
export async function createLink(id: string): Promise<Link> {
  const device = deviceName(id);
  return withLock(LOCK, async () => {
    const network = freeNetwork(await usedAddresses(), parseInt(device.slice(3, 9), 16) % NETWORKS);
    const link = { device, peer: `${device}-b`, hostAddress: address(network, 1), boxAddress: address(network, 2) };
    await ip('link', 'add', link.device, 'type', 'veth', 'peer', 'name', link.peer);
    await ip('address', 'add', `${link.hostAddress}/30`, 'dev', link.device);
    await ip('link', 'set', link.device, 'up');
    return link;
  });
}

/** Plugs the far end into the network of the process, as its `eth0`. */
export async function plugIn(link: Link, pid: number): Promise<void> {
  await ip('link', 'set', link.peer, 'netns', String(pid), 'name', 'eth0');
  const inside = ['--target', String(pid), '--net', 'ip'];
  await run('nsenter', [...inside, 'address', 'add', `${link.boxAddress}/30`, 'dev', 'eth0']);
  await run('nsenter', [...inside, 'link', 'set', 'eth0', 'up']);
}

/** It is gone already when the box is, as a rule, or goes while this looks at it. */
export async function removeLink(id: string): Promise<void> {
  const device = deviceName(id);
  const isThere = async (): Promise<boolean> => (await devices()).some((found) => found.ifname === device);
  if (!(await isThere())) return;
  await ip('link', 'delete', device).catch(async (error: unknown) => {
    if (await isThere()) throw error;
  });
}

function freeNetwork(used: ReadonlySet<string>, first: number): number {
  for (let tried = 0; tried < NETWORKS; tried += 1) {
    const network = (first + tried) % NETWORKS;
    if (![0, 1, 2, 3].some((host) => used.has(address(network, host)))) return network;
  }
  throw new Error(`All networks in ${RANGE}.0.0/16 are in use: take sandboxes down.`);
}

function address(network: number, host: number): string {
  return `${RANGE}.${Math.floor(network / 64)}.${(network % 64) * 4 + host}`;
}

async function usedAddresses(): Promise<Set<string>> {
  return new Set((await devices()).flatMap((device) => device.addr_info.map((info) => info.local)));
}

interface Device {
  readonly ifname: string;
  readonly addr_info: readonly { readonly local: string }[];
}

async function devices(): Promise<Device[]> {
  return JSON.parse(await ip('-json', 'address', 'show')) as Device[];
}

function ip(...args: string[]): Promise<string> {
  return run('ip', args);
}
