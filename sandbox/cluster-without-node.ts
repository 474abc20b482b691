import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { binaries } from './binaries';
import { loopbackEndpoints, serverAddress, startControllers, startServer, type ControlPlane } from './control-plane';
import { createCredentials } from './credentials';
import { kubectlOf } from './kubectl';
import { stateFolder } from './paths';
import { Host } from './place';
import type { KubernetesVersion, Plan } from './plan';
import { requirePackages } from './prerequisites';
import { step } from './progress';
import { credentialsFolder, writeRecord, type SandboxRecord } from './record';
import { run } from './run';
import { startSimulator } from './simulated';

/** Brings a control plane up as plain processes of this machine. */
export async function startWithoutNode(plan: Plan): Promise<SandboxRecord> {
  await requirePackages(['openssl']);
  const controllers = plan.simulatedNodes > 0 || plan.engines.length > 0;
  const programs = await findPrograms(plan.kubernetes, controllers);
  const simulator = controllers ? await binaries('kwok') : undefined;
  const folder = stateFolder(plan.name);
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  return step(`start Kubernetes ${plan.kubernetes} without a real node`, async () => {
    const endpoints = await loopbackEndpoints();
    const server = serverAddress(endpoints);
    const record = { plan, server, kubectl: path.join(programs.etcd, 'kubectl'), ready: false };
    writeRecord(record);
    const credentials = await createCredentials(credentialsFolder(plan.name), server);
    const plane = { place: new Host(folder), endpoints, credentials, folder, programs, controllers };
    await startServer(plane);
    if (controllers) await startControllers(plane, kubectlOf(record));
    if (simulator !== undefined) await startSimulator(plane, simulator);
    return record;
  });
}

async function findPrograms(kubernetes: KubernetesVersion, controllers: boolean): Promise<ControlPlane['programs']> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  // They hold no controllers.
  if (assets !== undefined && assets !== '' && !controllers) {
    await checkAssets(assets, kubernetes);
    return { etcd: assets, server: assets, controllers: assets };
  }
  const built = await binaries('kubernetes');
  return { etcd: built, controllers: built, server: kubernetes === '1.34' ? await binaries('kubernetes-1.34') : built };
}

async function checkAssets(folder: string, kubernetes: KubernetesVersion): Promise<void> {
  const version = (await run(path.join(folder, 'kube-apiserver'), ['--version'])).trim();
  if (!version.includes(` v${kubernetes}.`)) {
    const given = `KUBEBUILDER_ASSETS (${folder}) holds '${version}'`;
    throw new Error(`${given}, but Kubernetes ${kubernetes} is asked for: unset it or point it elsewhere.`);
  }
}
