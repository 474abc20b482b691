import type { V1Namespace, V1NetworkPolicy, V1PodSpec, V1Toleration, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import { LABELS, MANAGED_BY } from '../api';
import type { FieldError } from '../errors';
import type { KubeObject } from '../k8s/object';
import { nodeTaintsOf, ownLabels } from '../nodes/entries';
import type { GpuNodePoolSpec } from '../nodes/spec';

/** Labels of an object of one of NVIDIA's parts. */
export function labelsOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, [LABELS.managedBy]: MANAGED_BY };
}

/**
 * A namespace for pods that reach into the node: devices are the node's, and no pod that may touch them is a restricted one.
 * Nothing else runs in it, so nothing else gains by it.
 */
export function privilegedNamespace(name: string): KubeObject {
  const modes = ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'privileged']);
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [LABELS.managedBy]: MANAGED_BY, ...Object.fromEntries(modes) } } } satisfies KubeObject & V1Namespace;
  return object;
}

/** The one error of a part that has no nodes to run on: Kubernetes refuses an empty choice of them. */
export function checkPools(pools: readonly GpuNodePoolSpec[], what: string): FieldError[] {
  if (pools.length > 0) return [];
  return [{ path: 'pools', reason: `none ${what} (given []). Allowed: at least one. Add one, or remove this.` }];
}

/** Where a part runs: on the nodes of these pools alone, whatever taints they carry. */
export function onNodesOf(pools: readonly GpuNodePoolSpec[]): Pick<V1PodSpec, 'affinity' | 'tolerations' | 'priorityClassName'> {
  const terms = pools.map((pool) => {
    const own = Object.entries(ownLabels(pool)).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
    // A pool that is told by the model of its GPUs alone is wherever there are GPUs.
    return { matchExpressions: own.length > 0 ? own : [{ key: 'nvidia.com/gpu.present', operator: 'In', values: ['true'] }] };
  });
  const tolerations = new Map<string, V1Toleration>();
  for (const { key, effect } of pools.flatMap(nodeTaintsOf)) tolerations.set(`${key}:${effect}`, { key, operator: 'Exists', effect });
  return {
    // A node without it has no GPUs to offer, so it goes before what uses them.
    priorityClassName: 'system-node-critical',
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
    tolerations: [...tolerations.keys()].sort().map((key) => tolerations.get(key) as V1Toleration),
  };
}

/** Who may talk to and from a part: nobody calls it, unless `ingress` says so; it calls nobody, unless `egress` does. */
export function closedNetwork(name: string, namespace: string, rules: Pick<NonNullable<V1NetworkPolicy['spec']>, 'ingress' | 'egress'>): KubeObject {
  const object = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, labels: labelsOf(name) },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ...rules },
  } satisfies KubeObject & V1NetworkPolicy;
  return object;
}

/**
 * Every GPU of the node, for a daemon that watches them or hands them out. The container toolkit heeds who mounts devices, which Pod Security
 * forbids jobs, and not a variable, which everybody can set.
 * @see https://github.com/NVIDIA/k8s-device-plugin#setting-other-helm-chart-values
 */
export const ALL_GPUS: { readonly volume: V1Volume; readonly mount: V1VolumeMount } = {
  volume: { name: 'all-gpus', hostPath: { path: '/dev/null', type: 'CharDevice' } },
  mount: { name: 'all-gpus', mountPath: '/var/run/nvidia-container-devices/all' },
};

/** By what the toolkit and the plugin agree on the GPUs of a container: mounts, and no variable of a container without privileges. */
export const DEVICE_LISTS = {
  plugin: { name: 'DEVICE_LIST_STRATEGY', value: 'volume-mounts' },
  toolkit: [
    { name: 'ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED', value: 'false' },
    { name: 'ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS', value: 'true' },
  ],
} as const;
