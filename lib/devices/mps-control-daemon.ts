import type { V1Container, V1DaemonSet, V1Volume } from '@kubernetes/client-node';
import { mirrored } from '../k8s/image';
import type { KubeObject } from '../k8s/object';
import type { GpuNodePoolSpec } from '../nodes/spec';
import { labelsOf, onNodesOf } from './daemon';
import { DEVICE_IMAGES } from './images';

const NAME = 'nvidia-mps-control-daemon';
const NAMESPACE = 'nvidia-device-plugin';
const MPS_ROOT = '/run/nvidia/mps';

interface MpsSpec {
  readonly pools: readonly GpuNodePoolSpec[];
  readonly registryMirror?: string;
  readonly runtimeClassName?: string;
}

/**
 * What shares GPUs by MPS, on the nodes of the pools that say so. It is privileged, as NVIDIA has it: it sets the GPUs' compute mode,
 * mounts a file system for its clients on the node, and finds its servers by their process ids on the node.
 * @see https://github.com/NVIDIA/k8s-device-plugin/blob/v0.20.0/deployments/helm/nvidia-device-plugin/templates/daemonset-mps-control-daemon.yml
 */
export function mpsControlDaemon(spec: MpsSpec, [init, sidecar]: readonly V1Container[], volumes: readonly V1Volume[]): KubeObject {
  const image = mirrored(DEVICE_IMAGES.devicePlugin, spec.registryMirror);
  const choosers = init === undefined || sidecar === undefined ? [] : [init, sidecar];
  const privileged = { image, imagePullPolicy: 'IfNotPresent', securityContext: { privileged: true } } as const;
  const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '512Mi' } };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: NAME, namespace: NAMESPACE, labels: labelsOf(NAME) },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': NAME } },
      template: {
        metadata: { labels: labelsOf(NAME) },
        spec: {
          ...onNodesOf(spec.pools),
          hostPID: true,
          serviceAccountName: NAMESPACE,
          automountServiceAccountToken: true,
          ...(spec.runtimeClassName !== undefined && { runtimeClassName: spec.runtimeClassName }),
          initContainers: [
            { ...privileged, name: 'mount-shm', command: ['mps-control-daemon', 'mount-shm'], resources, volumeMounts: [{ name: 'mps-root', mountPath: '/mps', mountPropagation: 'Bidirectional' }] },
            ...choosers.slice(0, 1),
          ],
          containers: [
            {
              ...privileged,
              name: NAME,
              command: ['mps-control-daemon'],
              env: [
                { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
                { name: 'CONFIG_FILE', value: '/config/config.yaml' },
                { name: 'NVIDIA_VISIBLE_DEVICES', value: 'all' },
                { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' },
              ],
              resources,
              volumeMounts: [{ name: 'mps-root', mountPath: '/mps' }, { name: 'mps-shm', mountPath: '/dev/shm' }, { name: 'config', mountPath: '/config' }, { name: 'available-configs', mountPath: '/available-configs', readOnly: true }],
            },
            ...choosers.slice(1),
          ],
          volumes: [{ name: 'mps-root', hostPath: { path: MPS_ROOT, type: 'DirectoryOrCreate' } }, { name: 'mps-shm', hostPath: { path: `${MPS_ROOT}/shm` } }, ...volumes],
        },
      },
    },
  } satisfies KubeObject & V1DaemonSet;
  return object;
}
