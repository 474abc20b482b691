import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { binaries } from './binaries';
import { serverAddress, startControllers, startServer } from './control-plane';
import { createCredentials } from './credentials';
import { buildImages } from './images/build';
import type { ImageName } from './images/catalogue';
import { kubectlOf } from './kubectl';
import { Box } from './node/box';
import { Containerd } from './node/containerd';
import { completeNode, startNode } from './node/node';
import { enforcePolicies } from './node/policies';
import { stateFolder } from './paths';
import { type Plan, STORAGE_IMAGES } from './plan';
import { NODE_PACKAGES, POLICY_PACKAGES, requirePackages } from './prerequisites';
import { step } from './progress';
import { credentialsFolder, writeRecord, type SandboxRecord } from './record';
import { startSimulator } from './simulated';

/** All that is built beforehand. */
interface Parts {
  readonly kubernetes: string;
  readonly runtime: string;
  /** Folders of all images, in OCI's layout. */
  readonly images: readonly string[];
  readonly simulator: string;
  /** Folder of the program that enforces NetworkPolicies. @default - nothing does */
  readonly policies?: string;
}

/** Brings a control plane and a node that runs containers up, in a box. */
export async function startWithNode(plan: Plan): Promise<SandboxRecord> {
  await requirePackages([...NODE_PACKAGES, ...(plan.networkPolicies ? POLICY_PACKAGES : [])]);
  const parts = await build(plan);
  const folder = stateFolder(plan.name);
  await fs.mkdir(path.join(folder, 'conf'), { recursive: true, mode: 0o700 });
  return step(`start Kubernetes ${plan.kubernetes} with a node`, async () => {
    const box = await Box.create(plan.name, folder);
    const containerd = new Containerd(box, parts.runtime, folder);
    const runtime = containerd.startWith(parts.images);
    const [record] = await allOrFirstError([startCluster(plan, parts, box, runtime), runtime]);
    return record;
  });
}

async function build(plan: Plan): Promise<Parts> {
  const more: ImageName[] = [...plan.engines, ...(plan.packageIndex ? (['package-index'] as const) : []), ...(plan.hadoop ? (['kerberos', 'hadoop'] as const) : []), ...(plan.storage ? STORAGE_IMAGES : []), ...plan.images];
  return {
    kubernetes: await binaries('kubernetes'),
    runtime: await binaries('containerd'),
    simulator: await binaries('kwok'),
    policies: plan.networkPolicies ? await binaries('kube-router') : undefined,
    images: Object.values(await buildImages([...new Set<ImageName>(['pause', 'coredns', ...more])])),
  };
}

async function startCluster(plan: Plan, parts: Parts, box: Box, runtime: Promise<void>): Promise<SandboxRecord> {
  const folder = stateFolder(plan.name);
  // The box has ports of its own: all can be the usual ones.
  const endpoints = { address: box.address, serverPort: 6443, etcdPort: 2379, etcdPeerPort: 2380 };
  const server = serverAddress(endpoints);
  const record = { plan, server, kubectl: path.join(parts.kubernetes, 'kubectl'), runtime: parts.runtime, ready: false };
  writeRecord(record);
  const kubectl = kubectlOf(record);
  const credentials = await createCredentials(credentialsFolder(plan.name), server);
  const programs = { etcd: parts.kubernetes, server: parts.kubernetes, controllers: parts.kubernetes };
  const plane = { place: box, endpoints, credentials, folder, programs, controllers: true };
  await startServer(plane);
  const controllers = startControllers(plane, kubectl);
  await allOrFirstError([controllers, runtime]);
  await startNode(box, parts.kubernetes, folder, credentials);
  await startSimulator(plane, parts.simulator);
  await completeNode(box, kubectl, plan.gpus);
  if (parts.policies !== undefined) await enforcePolicies(box, parts.policies, credentials);
  return record;
}

/** Like Promise.all, but lets all end before it fails, so that cleaning up does not race with what still starts. */
async function allOrFirstError<T extends readonly unknown[]>(work: readonly [...{ [I in keyof T]: Promise<T[I]> }]): Promise<T> {
  await Promise.allSettled(work);
  return (await Promise.all(work)) as unknown as T;
}
