import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as yaml from 'js-yaml';
import { binaries } from '../binaries';
import { Authority } from '../certificates';
import { freePorts } from '../control-plane';
import type { Place } from '../place';
import type { Engine } from '../plan';
import { step } from '../progress';
import { waitFor } from '../wait';
import { apply, documentsOf, type ClusterContext } from './context';
import { DEFINITIONS } from './definitions';
import { engineManifests } from './manifests';
import { outsideCluster, parseManifests, type Manifest } from './outside';

/** Engines as processes beside the control plane, where no node can run their pods. */
export interface EngineProcesses extends ClusterContext {
  readonly place: Place;
  /** The sandbox's state folder. */
  readonly folder: string;
  /** The administrator's. */
  readonly kubeconfig: string;
}

/** Those that can run outside of pods. */
type EngineProcess = Exclude<Engine, 'spark-operator'>;

/** Kueue comes last: its webhooks stop JobSets until it runs. */
const ORDER: readonly EngineProcess[] = ['jobset', 'kueue'];

/** Starts engines one after the other, each to the point where it answers. */
export async function startEngines(context: EngineProcesses, engines: readonly Engine[]): Promise<void> {
  for (const engine of ORDER.filter((name) => engines.includes(name))) {
    const program = path.join(await binaries(engine), engine);
    const manifests = parseManifests(await engineManifests(engine));
    await step(`start ${engine}`, () => startEngine(context, engine, program, manifests));
  }
}

async function startEngine(context: EngineProcesses, engine: EngineProcess, program: string, manifests: Manifest[]): Promise<void> {
  const folder = path.join(context.folder, 'engines', engine);
  const [webhooks = 0, health = 0, metrics = 0] = await freePorts(3);
  const authority = await provideCertificate(context, engine, folder);
  const server = authority === undefined ? undefined : { url: `https://127.0.0.1:${webhooks}`, authority };
  await apply(context, documentsOf(outsideCluster(manifests, server)));
  const own = await configure(engine, folder, manifests, { webhooks, health, metrics });
  const args = [...containerArguments(manifests), ...own];
  await context.place.start({ name: engine, program, args, env: { KUBECONFIG: context.kubeconfig } });
  const url = `http://127.0.0.1:${health}/readyz`;
  await waitFor(`${engine} to answer`, () => isReady(context, engine, url), { daemon: { place: context.place, name: engine } });
}

/** The arguments that the container would have had; a configuration file is elsewhere here. */
function containerArguments(manifests: readonly Manifest[]): string[] {
  const containers = manifests.flatMap((manifest) => manifest.spec?.template?.spec.containers ?? []);
  return containers.flatMap(({ args = [] }) => args.filter((arg) => !arg.startsWith('--config=')));
}

interface Ports {
  readonly webhooks: number;
  readonly health: number;
  readonly metrics: number;
}

/** Writes the engine's configuration, with ports of this machine's loopback in place of its pod's; returns the arguments for it. */
async function configure(engine: 'jobset' | 'kueue', folder: string, manifests: Manifest[], ports: Ports): Promise<string[]> {
  const key = 'controller_manager_config.yaml';
  const own = manifests.find(({ data }) => data?.[key] !== undefined)?.data?.[key];
  if (own === undefined) throw new Error(`The manifests of ${engine} have no ConfigMap with ${key}.`);
  const configuration = {
    ...(yaml.load(own) as object),
    webhook: { host: '127.0.0.1', port: ports.webhooks, certDir: folder },
    health: { healthProbeBindAddress: `127.0.0.1:${ports.health}` },
    metrics: engine === 'kueue' ? { bindAddress: `127.0.0.1:${ports.metrics}`, enableClusterQueueResources: true } : { bindAddress: '0' },
    // JobSet would look for its certificate in a folder that all sandboxes share. Kueue wants one for its metrics.
    internalCertManagement: { enable: engine === 'kueue' },
    // Its server for visibility wants to write to the root folder.
    ...(engine === 'kueue' ? { featureGates: { ...(yaml.load(own) as { featureGates?: object }).featureGates, VisibilityOnDemand: false } } : {}),
  };
  const file = path.join(folder, 'configuration.yaml');
  await fs.writeFile(file, yaml.dump(configuration));
  return [`--config=${file}`];
}

/**
 * Writes the certificate of the engine's webhooks to files and to the Secret where the engine keeps it.
 * @returns the authority's certificate in base64; undefined when the engine has no webhooks
 */
async function provideCertificate(context: EngineProcesses, engine: Engine, folder: string): Promise<string | undefined> {
  const { webhooks, namespace } = DEFINITIONS[engine];
  if (webhooks?.certificate === undefined) return undefined;
  const { secret, service, authority: name } = webhooks.certificate;
  // The engine replaces a certificate that does not name its service, and an authority that does not name itself.
  const authority = await Authority.create(folder, 'ca', { commonName: name, dnsName: name });
  await authority.server('tls', [`DNS:${service}.${namespace}.svc`, 'IP:127.0.0.1']);
  const read = async (name: string) => [name, (await fs.readFile(path.join(folder, name))).toString('base64')] as const;
  const entries = await Promise.all(['ca.crt', 'ca.key', 'tls.crt', 'tls.key'].map(read));
  const data = Object.fromEntries(entries) as Record<string, string>;
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret, namespace }, data },
  ];
  await apply(context, documentsOf(objects));
  return data['ca.crt'];
}

/** Ready is what says so and, where it has webhooks, lets an object pass. */
async function isReady(context: EngineProcesses, engine: Engine, url: string): Promise<boolean> {
  try {
    if (!(await fetch(url, { signal: AbortSignal.timeout(2000) })).ok) return false;
    const probe = DEFINITIONS[engine].webhooks?.probe;
    if (probe === undefined) return true;
    await context.kubectl(['create', '--dry-run=server', '--validate=false', '-f', '-'], JSON.stringify(probe));
    return true;
  } catch {
    return false;
  }
}
