import type { V1ConfigMap } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../api';
import type { FieldError } from '../errors';
import { mirrored } from '../k8s/image';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import { nodeTaintsOf } from '../nodes/entries';
import type { GpuNodePoolSpec } from '../nodes/spec';
import { DEVICE_LISTS, privilegedNamespace } from './daemon';
import { OPERAND_IMAGES } from './images';
import { migPartedConfig, WHOLE_CONFIG } from './mig-config';
import { DEFAULT_CONFIG, migStrategyOf, pluginConfigs, type MigStrategy } from './plugin-config';

/** What the GPU Operator is told. */
export interface GpuOperatorSpec {
  readonly pools: readonly GpuNodePoolSpec[];
  readonly registryMirror?: string;
  readonly namespace: string;
  readonly existingNamespace?: boolean;
  readonly driver?: boolean;
  readonly toolkit?: boolean;
  readonly dcgmExporter?: boolean;
  readonly serviceMonitor?: boolean;
}

const PLUGIN_CONFIG = 'ds-device-plugin';
const MIG_CONFIG = 'ds-mig-parted';

/** What the GPU Operator cannot do for these pools at the same time. */
export function validateGpuOperator(pools: readonly GpuNodePoolSpec[]): FieldError[] {
  const strategies = new Set(pools.map(migStrategyOf).filter((strategy) => strategy !== 'none'));
  const claiming = pools.filter(({ dra }) => dra !== undefined).map(({ name }) => name);
  return [
    ...(strategies.size < 2
      ? []
      : [{ path: 'pools', reason: 'cut GPUs by both strategies of MIG (given single and mixed). Allowed: one, since the ClusterPolicy names one for all nodes. Use mixed everywhere, or NvidiaDevicePlugin.' }]),
    ...(claiming.length === 0
      ? []
      : [{ path: 'pools', reason: `claim devices (given ${claiming.join(', ')} with dra). Allowed: pools with the device plugin, which a ClusterPolicy always brings. Leave them out, and install NVIDIA's driver for claims.` }]),
  ];
}

/**
 * How the GPU Operator serves the pools: its ClusterPolicy, and the configurations that nodes choose by their labels. The operator itself
 * is NVIDIA's chart, installed with `clusterPolicy.deployCR: false`.
 * @see https://github.com/NVIDIA/gpu-operator
 */
export function compileGpuOperator(spec: GpuOperatorSpec): KubeObject[] {
  const { pools, namespace, existingNamespace = false } = spec;
  return [
    ...(existingNamespace ? [] : [privilegedNamespace(namespace)]),
    configMap(PLUGIN_CONFIG, namespace, pluginConfigs(pools)),
    configMap(MIG_CONFIG, namespace, { 'config.yaml': migPartedConfig(pools) }),
    clusterPolicy(spec),
  ];
}

function configMap(name: string, namespace: string, data: Record<string, string>): KubeObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels: { [LABELS.managedBy]: MANAGED_BY } }, data } satisfies KubeObject & V1ConfigMap;
  return object;
}

function clusterPolicy({ pools, registryMirror, driver = true, toolkit = true, dcgmExporter = true, serviceMonitor = false }: GpuOperatorSpec): KubeObject {
  const image = (operand: keyof typeof OPERAND_IMAGES) => imageFields(mirrored(OPERAND_IMAGES[operand], registryMirror));
  const tolerations = new Map(pools.flatMap(nodeTaintsOf).map(({ key, effect }) => [`${key}:${effect}`, { key, operator: 'Exists', effect }]));
  const object: KubeObjectOf<object> = {
    apiVersion: 'nvidia.com/v1',
    kind: 'ClusterPolicy',
    metadata: { name: 'cluster-policy', labels: { [LABELS.managedBy]: MANAGED_BY } },
    spec: {
      operator: { runtimeClass: 'nvidia' },
      daemonsets: {
        priorityClassName: 'system-node-critical',
        tolerations: [...tolerations.keys()].sort().map((key) => tolerations.get(key)),
        updateStrategy: 'RollingUpdate',
      },
      // Pods of the operator reach into the node; its namespace allows it.
      psa: { enabled: true },
      cdi: { enabled: true },
      validator: image('validator'),
      nodeStatusExporter: { enabled: false, ...image('nodeStatusExporter') },
      driver: { enabled: driver, ...image('driver'), manager: image('driverManager') },
      toolkit: { enabled: toolkit, ...image('toolkit'), env: DEVICE_LISTS.toolkit.map((variable) => ({ ...variable })) },
      devicePlugin: { enabled: true, ...image('devicePlugin'), env: [{ ...DEVICE_LISTS.plugin }], config: { name: PLUGIN_CONFIG, default: DEFAULT_CONFIG } },
      dcgm: { enabled: false, ...image('dcgm') },
      dcgmExporter: { enabled: dcgmExporter, ...image('dcgmExporter'), serviceMonitor: { enabled: serviceMonitor } },
      gfd: { enabled: true, ...image('gfd') },
      mig: { strategy: strategyOf(pools) },
      migManager: { enabled: strategyOf(pools) !== 'none', ...image('migManager'), config: { name: MIG_CONFIG, default: WHOLE_CONFIG } },
    },
  };
  return object;
}

/** One for all nodes; a node whose GPUs are whole is the same under each. */
function strategyOf(pools: readonly GpuNodePoolSpec[]): MigStrategy {
  return pools.map(migStrategyOf).find((strategy) => strategy !== 'none') ?? 'none';
}

function imageFields(reference: string): { repository: string; image: string; version: string } {
  const [slash, colon] = [reference.lastIndexOf('/'), reference.lastIndexOf(':')];
  return { repository: reference.slice(0, slash), image: reference.slice(slash + 1, colon), version: reference.slice(colon + 1) };
}
