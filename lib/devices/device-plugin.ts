import type { V1ClusterRole, V1ClusterRoleBinding, V1ConfigMap, V1Container, V1DaemonSet, V1SecurityContext, V1ServiceAccount, V1Volume } from '@kubernetes/client-node';
import { stableJson } from '../catalog/stable-json';
import type { FieldError } from '../errors';
import { mirrored } from '../k8s/image';
import type { KubeObject } from '../k8s/object';
import { RBAC_GROUP } from '../k8s/rbac';
import { PLUGIN_CONFIG_LABEL, usesPluginConfig } from '../nodes/entries';
import type { GpuNodePoolSpec } from '../nodes/spec';
import { ALL_GPUS, checkPools, closedNetwork, DEVICE_LISTS, labelsOf, onNodesOf, privilegedNamespace } from './daemon';
import { DEVICE_IMAGES } from './images';
import { mpsControlDaemon } from './mps-control-daemon';
import { DEFAULT_CONFIG, migStrategyOf, pluginConfigs } from './plugin-config';

/** Name of the device plugin's objects, and of its namespace. */
export const DEVICE_PLUGIN = 'nvidia-device-plugin';

/** How the device plugin runs. */
export interface DevicePluginSpec {
  readonly pools: readonly GpuNodePoolSpec[];
  readonly registryMirror?: string;
  readonly runtimeClassName?: string;
}

/** Directory on the node where MPS servers meet their clients. */
const MPS_ROOT = '/run/nvidia/mps';

/** Everything that is wrong with the pools that a device plugin is given. */
export function validateDevicePlugin(pools: readonly GpuNodePoolSpec[]): FieldError[] {
  return checkPools(pools.filter(({ dra }) => dra === undefined), 'with a device plugin');
}

/**
 * NVIDIA's device plugin for the pools that have one: it hands out their GPUs to pods, each pool's in the way that the pool says.
 * @see https://github.com/NVIDIA/k8s-device-plugin/tree/v0.20.0/deployments/helm/nvidia-device-plugin
 */
export function compileDevicePlugin(spec: DevicePluginSpec): KubeObject[] {
  const pools = spec.pools.filter(({ dra }) => dra === undefined);
  const configs = pluginConfigs(pools);
  const shared = pools.some(usesPluginConfig);
  return [
    privilegedNamespace(DEVICE_PLUGIN),
    serviceAccount(),
    ...(shared ? nodeReader() : []),
    configMap(configs),
    // The configuration is chosen by a label of the node, which the API server tells. Its address is the cluster's own affair.
    closedNetwork(DEVICE_PLUGIN, DEVICE_PLUGIN, { egress: shared ? [{ ports: [443, 6443].map((port) => ({ port, protocol: 'TCP' })) }] : [] }),
    daemonSet({ ...spec, pools }, configs, shared),
    ...(pools.some(usesMps) ? [mpsControlDaemon({ ...spec, pools: pools.filter(usesMps) }, [chooser('mps-control-daemon', spec, true), chooser('mps-control-daemon', spec, false)], CONFIG_VOLUMES)] : []),
  ];
}

function usesMps({ sharing }: GpuNodePoolSpec): boolean {
  return sharing?.mps !== undefined;
}

function serviceAccount(): KubeObject {
  const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(), automountServiceAccountToken: false } satisfies KubeObject & V1ServiceAccount;
  return object;
}

/** The sidecar watches its node for the label that chooses the configuration. */
function nodeReader(): KubeObject[] {
  const role = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRole',
    metadata: { name: DEVICE_PLUGIN, labels: labelsOf(DEVICE_PLUGIN) },
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] }],
  } satisfies KubeObject & V1ClusterRole;
  const binding = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: DEVICE_PLUGIN, labels: labelsOf(DEVICE_PLUGIN) },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: DEVICE_PLUGIN },
    subjects: [{ kind: 'ServiceAccount', name: DEVICE_PLUGIN, namespace: DEVICE_PLUGIN }],
  } satisfies KubeObject & V1ClusterRoleBinding;
  return [role, binding];
}

function configMap(data: Record<string, string>): KubeObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(), data } satisfies KubeObject & V1ConfigMap;
  return object;
}

const CONFIG_MOUNTS = [
  { name: 'available-configs', mountPath: '/available-configs', readOnly: true },
  { name: 'config', mountPath: '/config' },
];
const CONFIG_VOLUMES: V1Volume[] = [
  { name: 'available-configs', configMap: { name: DEVICE_PLUGIN } },
  { name: 'config', emptyDir: {} },
];

function daemonSet(spec: DevicePluginSpec, configs: Record<string, string>, shared: boolean): KubeObject {
  const mps = spec.pools.some(usesMps);
  const object = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata(),
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': DEVICE_PLUGIN } },
      updateStrategy: { type: 'RollingUpdate' },
      template: {
        // The plugin reads its configuration at its start, so a changed one starts it again.
        metadata: { labels: labelsOf(DEVICE_PLUGIN), annotations: { 'ds.bloomberg.com/config': stableJson(configs) } },
        spec: {
          ...onNodesOf(spec.pools),
          serviceAccountName: DEVICE_PLUGIN,
          automountServiceAccountToken: shared,
          ...(spec.runtimeClassName !== undefined && { runtimeClassName: spec.runtimeClassName }),
          // The sidecar tells the plugin by a signal that the label has changed.
          ...(shared && { shareProcessNamespace: true, initContainers: [chooser(DEVICE_PLUGIN, spec, true)] }),
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          containers: [plugin(spec, shared, mps), ...(shared ? [chooser(DEVICE_PLUGIN, spec, false)] : [])],
          volumes: [
            { name: 'device-plugins', hostPath: { path: '/var/lib/kubelet/device-plugins', type: 'Directory' } },
            ALL_GPUS.volume,
            ...(mps ? [{ name: 'mps-root', hostPath: { path: MPS_ROOT, type: 'DirectoryOrCreate' } }, { name: 'mps-shm', hostPath: { path: `${MPS_ROOT}/shm` } }] : []),
            ...CONFIG_VOLUMES,
          ],
        },
      },
    },
  } satisfies KubeObject & V1DaemonSet;
  return object;
}

function plugin(spec: DevicePluginSpec, shared: boolean, mps: boolean): V1Container {
  const mig = spec.pools.some((pool) => migStrategyOf(pool) !== 'none');
  return {
    name: DEVICE_PLUGIN,
    image: mirrored(DEVICE_IMAGES.devicePlugin, spec.registryMirror),
    imagePullPolicy: 'IfNotPresent',
    command: ['nvidia-device-plugin'],
    env: [
      { name: 'CONFIG_FILE', value: shared ? '/config/config.yaml' : `/available-configs/${DEFAULT_CONFIG}` },
      DEVICE_LISTS.plugin,
      { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' },
      ...(mps ? [{ name: 'MPS_ROOT', value: MPS_ROOT }] : []),
      ...(mig ? [{ name: 'NVIDIA_MIG_MONITOR_DEVICES', value: 'all' }] : []),
    ],
    securityContext: pluginContext(mig),
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    volumeMounts: [
      { name: 'device-plugins', mountPath: '/var/lib/kubelet/device-plugins' },
      ALL_GPUS.mount,
      ...(mps ? [{ name: 'mps-root', mountPath: '/mps' }, { name: 'mps-shm', mountPath: '/dev/shm' }] : []),
      ...CONFIG_MOUNTS,
    ],
  };
}

/** Root, since the kubelet's socket is root's; of root's powers none but that of seeing every part of a cut GPU, where there are any. */
function pluginContext(mig: boolean): V1SecurityContext {
  const capabilities = { drop: ['ALL'], ...(mig && { add: ['SYS_ADMIN'] }) };
  return { ...(mig ? {} : { allowPrivilegeEscalation: false }), readOnlyRootFilesystem: true, capabilities };
}

/** Chooses the configuration that the node's label names: once at the start, and then whenever the label changes. */
function chooser(process: string, spec: DevicePluginSpec, once: boolean): V1Container {
  return {
    name: once ? 'config-init' : 'config-sidecar',
    image: mirrored(DEVICE_IMAGES.devicePlugin, spec.registryMirror),
    imagePullPolicy: 'IfNotPresent',
    command: ['config-manager'],
    env: [
      { name: 'ONESHOT', value: String(once) },
      { name: 'KUBECONFIG', value: '' },
      { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'NODE_LABEL', value: PLUGIN_CONFIG_LABEL },
      { name: 'CONFIG_FILE_SRCDIR', value: '/available-configs' },
      { name: 'CONFIG_FILE_DST', value: '/config/config.yaml' },
      { name: 'DEFAULT_CONFIG', value: DEFAULT_CONFIG },
      { name: 'SEND_SIGNAL', value: String(!once) },
      ...(once ? [] : [{ name: 'SIGNAL', value: '1' }, { name: 'PROCESS_TO_SIGNAL', value: process === DEVICE_PLUGIN ? 'nvidia-device-plugin' : '/usr/bin/mps-control-daemon' }]),
    ],
    // Root without powers: it may signal the plugin, which is root too.
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
    volumeMounts: CONFIG_MOUNTS,
  };
}

function metadata(): KubeObject['metadata'] {
  return { name: DEVICE_PLUGIN, namespace: DEVICE_PLUGIN, labels: labelsOf(DEVICE_PLUGIN) };
}
