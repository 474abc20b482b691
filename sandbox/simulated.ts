import * as path from 'node:path';
import { NODE_LABELS } from './catalog';
import type { ControlPlane } from './control-plane';
import type { Kubectl } from './kubectl';
import type { Plan } from './plan';

/** Marks a node as simulated; the simulator touches no others. */
const ANNOTATION = 'kwok.x-k8s.io/node';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** Keeps pods that are meant to run, such as those of the engines, off simulated nodes. */
export const SIMULATED_TAINT: Taint = { key: ANNOTATION, value: 'fake', effect: 'NoSchedule' };

export interface SimulatedNodes {
  readonly count: number;
  /** GPUs of each. @default 8 */
  readonly gpus?: number;
  /** Other devices of each, by the resource that pods ask for: parts or shares of GPUs. @default - none */
  readonly devices?: Readonly<Record<string, number>>;
  /** Processors of each. @default 64 */
  readonly cpus?: number;
  /** @default '256Gi' */
  readonly memory?: string;
  /** Names are this and a number, counted from 0. @default 'simulated' */
  readonly prefix?: string;
  /** Beside `type: kwok` and those that every node has. @default - those of the real node */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default - beside a real node one that keeps off pods that do not tolerate it, else none */
  readonly taints?: readonly Taint[];
}

/** Starts the simulator: pods on its nodes run and end without containers. */
export async function startSimulator(plane: ControlPlane, programs: string): Promise<void> {
  const args = [
    `--kubeconfig=${plane.credentials.kubeconfigs.admin}`,
    `--config=${path.join(__dirname, 'simulated-stages.yaml')}`,
    '--manage-all-nodes=false',
    `--manage-nodes-with-annotation-selector=${ANNOTATION}=fake`,
    // Nothing answers at these addresses; they are there because pods and nodes have some.
    `--node-ip=${plane.endpoints.address}`,
    '--cidr=10.245.0.1/16',
    '--node-lease-duration-seconds=40',
  ];
  await plane.place.start({ name: 'kwok', program: path.join(programs, 'kwok'), args });
}

/** Adds simulated nodes and waits until they are ready; ones that are there already stay as they are. */
export async function addSimulatedNodes(kubectl: Kubectl, { node }: Plan, nodes: SimulatedNodes): Promise<void> {
  if (nodes.count === 0) return;
  const taints = nodes.taints ?? (node === 'real' ? [SIMULATED_TAINT] : []);
  const names = Array.from({ length: nodes.count }, (_, index) => `${nodes.prefix ?? 'simulated'}-${index}`);
  const list = { apiVersion: 'v1', kind: 'List', items: names.map((name) => nodeObject(name, { ...nodes, taints })) };
  await kubectl(['apply', '--server-side', '--validate=false', '-f', '-'], JSON.stringify(list));
  await kubectl(['wait', '--for=condition=Ready', '--timeout=60s', 'nodes', '--selector=type=kwok']);
}

function texts(devices: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(devices).map(([resource, count]) => [resource, String(count)]));
}

function nodeObject(name: string, { gpus = 8, cpus = 64, memory = '256Gi', labels = NODE_LABELS, taints, devices = {} }: SimulatedNodes) {
  const system = { type: 'kwok', 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' };
  const amounts = { cpu: String(cpus), memory, pods: '110', ...(gpus > 0 ? { 'nvidia.com/gpu': String(gpus) } : {}), ...texts(devices) };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, annotations: { [ANNOTATION]: 'fake' }, labels: { ...system, ...labels } },
    spec: { taints },
    status: { capacity: amounts, allocatable: amounts },
  };
}
