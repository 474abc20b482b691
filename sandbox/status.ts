import { DEFINITIONS } from './engines/definitions';
import { kubectlOf } from './kubectl';
import type { Engine } from './plan';
import type { SandboxRecord } from './record';

export interface SandboxStatus {
  readonly name: string;
  readonly server: string;
  readonly kubernetes: string;
  /** Whether it came up whole and all of its daemons run. */
  readonly up: boolean;
  readonly daemons: readonly { readonly name: string; readonly running: boolean }[];
  readonly nodes: readonly { readonly name: string; readonly ready: boolean; readonly gpus: number }[];
  readonly engines: readonly { readonly name: Engine; readonly ready: boolean }[];
}

export async function readStatus(record: SandboxRecord, running: ReadonlyMap<string, boolean>): Promise<SandboxStatus> {
  const daemons = [...running].map(([name, isRunning]) => ({ name, running: isRunning }));
  const serving = running.get('kube-apiserver') === true;
  return {
    name: record.plan.name,
    server: record.server,
    kubernetes: record.plan.kubernetes,
    up: record.ready && daemons.length > 0 && daemons.every((daemon) => daemon.running),
    daemons,
    nodes: serving ? await readNodes(record) : [],
    engines: record.plan.node === 'none' ? engineProcesses(record, running) : serving ? await readEngines(record) : [],
  };
}

interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly status: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly readyReplicas?: number;
    readonly allocatable?: Readonly<Record<string, string>>;
  };
}

async function readNodes(record: SandboxRecord): Promise<SandboxStatus['nodes']> {
  return (await list(record, 'nodes')).map((node) => ({
    name: node.metadata.name,
    ready: holds(node, 'Ready'),
    gpus: Number(node.status.allocatable?.['nvidia.com/gpu'] ?? 0),
  }));
}

/** Outside of a cluster an engine is a daemon like others. */
function engineProcesses({ plan }: SandboxRecord, running: ReadonlyMap<string, boolean>): SandboxStatus['engines'] {
  return plan.engines.map((name) => ({ name, ready: running.get(name) === true }));
}

async function readEngines(record: SandboxRecord): Promise<SandboxStatus['engines']> {
  if (record.plan.engines.length === 0) return [];
  const workloads = await list(record, 'deployments.apps,statefulsets.apps', '--all-namespaces');
  return record.plan.engines.map((name) => {
    const { workload, namespace } = DEFINITIONS[name];
    const found = workloads.find(({ metadata }) => metadata.name === workload.name && metadata.namespace === namespace);
    return { name, ready: (found?.status.readyReplicas ?? 0) > 0 };
  });
}

/** Empty also when the server does not answer, as without its etcd. */
async function list(record: SandboxRecord, ...what: string[]): Promise<readonly Item[]> {
  try {
    const text = await kubectlOf(record)(['get', ...what, '-o', 'json', '--request-timeout=5s']);
    return (JSON.parse(text) as { items: Item[] }).items;
  } catch {
    return [];
  }
}

function holds(item: Item, type: string): boolean {
  return item.status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
