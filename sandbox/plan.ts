import type { ImageName } from './images/catalogue';
import { realNodeObstacle } from './prerequisites';

export type Engine = 'jobset' | 'kueue' | 'spark-operator';
export const KUBERNETES_VERSIONS = ['1.37', '1.34'] as const;
export type KubernetesVersion = (typeof KUBERNETES_VERSIONS)[number];

/** What every platform has. */
export const ENGINES: readonly Engine[] = ['jobset', 'kueue'];

/** What there is beside: only where it is asked for. */
export const OPTIONAL_ENGINES: readonly Engine[] = ['spark-operator'];

/** Images that the platform and its Python jobs run on. */
const PLATFORM_IMAGES: readonly ImageName[] = ['python', 'node'];

/** Images that storage brings with it. */
export const STORAGE_IMAGES: readonly ImageName[] = ['local-path-provisioner', 'python'];

/** Simulated nodes where a real one was wanted and cannot be had. */
const SUBSTITUTE_NODES = 4;

export interface SandboxOptions {
  /** @default 'default' */
  readonly name?: string;
  /** A node that runs containers, or a control plane alone. @default - real where this machine allows it */
  readonly node?: 'real' | 'none';
  /** 1.34 is an API server without node and controllers. @default '1.37' */
  readonly kubernetes?: KubernetesVersion;
  /** @default - those that every platform has, or none where the node is 'none' in so many words */
  readonly engines?: readonly Engine[];
  /** Images for the real node, beside those that the sandbox itself needs. @default - those that a platform and its Python jobs run on, with all engines on a real node; else none */
  readonly images?: readonly ImageName[];
  /** GPUs that each node says it has. @default 8 */
  readonly gpus?: number;
  /** Nodes that only pretend to run pods. @default - 0, or 4 where a real node cannot be had */
  readonly simulatedNodes?: number;
  /** Whether NetworkPolicies bind the pods of the real node; otherwise they are stored and no more. @default false */
  readonly networkPolicies?: boolean;
  /** A Python package index inside. @default - with all engines on a real node */
  readonly packageIndex?: boolean;
  /** A Kerberos realm and an HDFS that asks for its tickets. @default false */
  readonly hadoop?: boolean;
  /** Volumes for those who claim them. @default - with all engines on a real node */
  readonly storage?: boolean;
  /** Aborting it while the sandbox comes up removes what is there of it. @default - none */
  readonly signal?: AbortSignal;
}

/** The options with every choice made. */
export interface Plan {
  readonly name: string;
  readonly node: 'real' | 'none';
  readonly kubernetes: KubernetesVersion;
  readonly engines: readonly Engine[];
  readonly images: readonly ImageName[];
  readonly gpus: number;
  readonly simulatedNodes: number;
  readonly networkPolicies: boolean;
  readonly packageIndex: boolean;
  readonly hadoop: boolean;
  readonly storage: boolean;
  /** Why there is no real node although none was asked to be left out. */
  readonly obstacle?: string;
}

/** @throws Error when the options contradict each other or this machine */
export function makePlan(options: SandboxOptions): Plan {
  const { name = 'default', kubernetes = '1.37', gpus = 8, networkPolicies = false, hadoop = false } = options;
  const { node, obstacle } = chooseNode(validName(name), options);
  const expected = node === 'real' || obstacle !== undefined;
  const engines = options.engines ?? (expected ? ENGINES : []);
  const simulatedNodes = options.simulatedNodes ?? (obstacle === undefined ? 0 : SUBSTITUTE_NODES);
  const plan = { name, node, kubernetes, engines, gpus, simulatedNodes, networkPolicies, hadoop, obstacle, ...chooseContents(node, options) };
  refuseContradictions(plan);
  return plan;
}

/** A node with all engines is one that the platform is to run on. */
function chooseContents(node: Plan['node'], options: SandboxOptions): Pick<Plan, 'images' | 'packageIndex' | 'storage'> {
  const complete = node === 'real' && options.engines === undefined;
  return { images: options.images ?? (complete ? PLATFORM_IMAGES : []), packageIndex: options.packageIndex ?? complete, storage: options.storage ?? complete };
}

function chooseNode(name: string, { node, kubernetes }: SandboxOptions): Pick<Plan, 'node' | 'obstacle'> {
  if (node === 'none' || (node === undefined && kubernetes === '1.34')) return { node: 'none' };
  const obstacle = realNodeObstacle(name);
  if (obstacle === undefined) return { node: 'real' };
  if (node === 'real') throw new Error(`A real node cannot run here: ${obstacle}`);
  return { node: 'none', obstacle };
}

/** It becomes part of cgroups, folders and host names. */
export function validName(name: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$/.test(name)) return name;
  throw new Error(`'${name}' cannot name a sandbox: use at most 30 of a-z, 0-9 and '-', with a letter or digit at both ends.`);
}

function refuseContradictions(plan: Plan): void {
  if (plan.kubernetes === '1.34' && (plan.node === 'real' || plan.simulatedNodes > 0 || plan.engines.length > 0)) {
    throw new Error("Kubernetes 1.34 comes as an API server only: leave out nodes and engines, or use kubernetes '1.37'.");
  }
  if (plan.node === 'none') refuseWithoutNode(plan);
  for (const [option, value] of Object.entries({ gpus: plan.gpus, simulatedNodes: plan.simulatedNodes })) {
    if (!Number.isInteger(value) || value < 0) throw new Error(`'${option}' must be a whole number of at least 0, not ${value}.`);
  }
}

function refuseWithoutNode({ images, packageIndex, storage, networkPolicies, hadoop, engines }: Plan): void {
  if (engines.includes('spark-operator')) throw new Error("The Spark operator runs in pods alone: leave it out, or use node 'real'.");
  if (images.length > 0 || packageIndex || storage || networkPolicies || hadoop) {
    throw new Error("Images, the package index, storage, HDFS and enforced NetworkPolicies need a real node: leave them out, or use node 'real'.");
  }
}

/** Parts of a sandbox that are there or not, and their names. */
const PARTS = [
  ['networkPolicies', 'enforcement of NetworkPolicies'],
  ['packageIndex', 'package index'],
  ['hadoop', 'HDFS'],
  ['storage', 'storage'],
] as const;

/** How a running sandbox differs from what was asked for in so many words, one clause each. */
export function differences(running: Plan, asked: SandboxOptions): string[] {
  const unequal = (['node', 'kubernetes', 'gpus'] as const)
    .filter((key) => asked[key] !== undefined && asked[key] !== running[key])
    .map((key) => `${key} is ${running[key]}, not ${asked[key]}`);
  const lacking = [
    ...(asked.engines ?? []).filter((engine) => !running.engines.includes(engine)),
    ...(asked.images ?? []).filter((image) => !running.images.includes(image)).map((image) => `image ${image}`),
    ...PARTS.filter(([part]) => asked[part] === true && !running[part]).map(([, name]) => name),
  ].map((what) => `it has no ${what}`);
  const tooFew = (asked.simulatedNodes ?? 0) > running.simulatedNodes;
  const nodes = tooFew ? [`it has ${running.simulatedNodes} simulated nodes, not ${asked.simulatedNodes}`] : [];
  return [...unequal, ...lacking, ...nodes];
}
