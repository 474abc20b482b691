import type { V1ConfigMap, V1DaemonSet, V1Service, V1ServiceAccount } from '@kubernetes/client-node';
import { mirrored } from '../k8s/image';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import type { GpuNodePoolSpec } from '../nodes/spec';
import { ALL_GPUS, closedNetwork, labelsOf, onNodesOf, privilegedNamespace } from './daemon';
import { DEVICE_IMAGES } from './images';

/** Name of the exporter's objects, and of its namespace. */
export const DCGM_EXPORTER = 'dcgm-exporter';

/** Port of the metrics. */
const PORT = 9400;

/** How the exporter runs. */
export interface DcgmExporterSpec {
  readonly pools: readonly GpuNodePoolSpec[];
  readonly registryMirror?: string;
  readonly runtimeClassName?: string;
  readonly metricsNamespace?: string;
  readonly serviceMonitor?: boolean;
  readonly profiling?: boolean;
}

/** Fields of DCGM, the type of their metric, and what it is. @see https://docs.nvidia.com/datacenter/dcgm/latest/dcgm-api/dcgm-api-field-ids.html */
const FIELDS = [
  ['DCGM_FI_DEV_GPU_UTIL', 'gauge', 'GPU utilization in percent'],
  ['DCGM_FI_DEV_MEM_COPY_UTIL', 'gauge', 'Memory utilization in percent'],
  ['DCGM_FI_DEV_FB_FREE', 'gauge', 'Free memory in MiB'],
  ['DCGM_FI_DEV_FB_USED', 'gauge', 'Used memory in MiB'],
  ['DCGM_FI_DEV_FB_RESERVED', 'gauge', 'Reserved memory in MiB'],
  ['DCGM_FI_DEV_SM_CLOCK', 'gauge', 'Clock of the processors in MHz'],
  ['DCGM_FI_DEV_GPU_TEMP', 'gauge', 'Temperature in degrees Celsius'],
  ['DCGM_FI_DEV_MEMORY_TEMP', 'gauge', 'Temperature of the memory in degrees Celsius'],
  ['DCGM_FI_DEV_POWER_USAGE', 'gauge', 'Power draw in W'],
  ['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION', 'counter', 'Energy since boot in mJ'],
  ['DCGM_FI_DEV_PCIE_REPLAY_COUNTER', 'counter', 'Retries on PCIe'],
  ['DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL', 'counter', 'NVLink bandwidth of all lanes'],
  ['DCGM_FI_DEV_XID_ERRORS', 'gauge', 'Last XID error'],
  ['DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS', 'counter', 'Rows remapped for uncorrectable errors'],
  ['DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS', 'counter', 'Rows remapped for correctable errors'],
  ['DCGM_FI_DEV_ROW_REMAP_FAILURE', 'gauge', 'Whether remapping of rows has failed'],
  ['DCGM_FI_DRIVER_VERSION', 'label', 'Driver version'],
] as const;

/** Fields that need the capability to profile every process of the node. */
const PROFILING_FIELDS = [
  ['DCGM_FI_PROF_GR_ENGINE_ACTIVE', 'gauge', 'Share of time in which the GPU works'],
  ['DCGM_FI_PROF_PIPE_TENSOR_ACTIVE', 'gauge', 'Share of cycles in which tensor cores work'],
  ['DCGM_FI_PROF_DRAM_ACTIVE', 'gauge', 'Share of cycles in which the memory works'],
] as const;

/** NVIDIA's exporter of what GPUs do, by the pods that use them. @see https://github.com/NVIDIA/dcgm-exporter */
export function compileDcgmExporter(spec: DcgmExporterSpec): KubeObject[] {
  const { metricsNamespace } = spec;
  const from = metricsNamespace === undefined ? [] : [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': metricsNamespace } } }], ports: [{ port: PORT, protocol: 'TCP' }] }];
  return [
    privilegedNamespace(DCGM_EXPORTER),
    serviceAccount(),
    counters(spec.profiling ?? false),
    closedNetwork(DCGM_EXPORTER, DCGM_EXPORTER, { ingress: from, egress: [] }),
    daemonSet(spec),
    service(),
    ...(spec.serviceMonitor ? [serviceMonitor()] : []),
  ];
}

function serviceAccount(): KubeObject {
  const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(), automountServiceAccountToken: false } satisfies KubeObject & V1ServiceAccount;
  return object;
}

function csv(profiling: boolean): string {
  return [...FIELDS, ...(profiling ? PROFILING_FIELDS : [])].map((field) => `${field.join(', ')}\n`).join('');
}

function counters(profiling: boolean): KubeObject {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(), data: { 'counters.csv': csv(profiling) } } satisfies KubeObject & V1ConfigMap;
  return object;
}

function daemonSet(spec: DcgmExporterSpec): KubeObject {
  const { profiling = false } = spec;
  const object = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata(),
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': DCGM_EXPORTER } },
      template: {
        // The counters are read at the start, so changed ones start it again.
        metadata: { labels: labelsOf(DCGM_EXPORTER), annotations: { 'ds.bloomberg.com/counters': csv(profiling) } },
        spec: {
          ...onNodesOf(spec.pools),
          serviceAccountName: DCGM_EXPORTER,
          automountServiceAccountToken: false,
          ...(spec.runtimeClassName !== undefined && { runtimeClassName: spec.runtimeClassName }),
          securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: DCGM_EXPORTER,
              image: mirrored(DEVICE_IMAGES.dcgmExporter, spec.registryMirror),
              imagePullPolicy: 'IfNotPresent',
              args: ['-f', '/etc/ds-dcgm/counters.csv'],
              env: [
                { name: 'DCGM_EXPORTER_LISTEN', value: `:${PORT}` },
                { name: 'DCGM_EXPORTER_KUBERNETES', value: 'true' },
                { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
                { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' },
              ],
              ports: [{ name: 'metrics', containerPort: PORT }],
              // Root, since the kubelet's socket that tells which pod has which GPU is root's. Its image writes where it was installed.
              securityContext: { runAsUser: 0, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], ...(profiling && { add: ['SYS_ADMIN'] }) } },
              livenessProbe: { httpGet: { path: '/health', port: PORT }, initialDelaySeconds: 45, periodSeconds: 5 },
              readinessProbe: { httpGet: { path: '/health', port: PORT }, initialDelaySeconds: 45 },
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } },
              volumeMounts: [
                { name: 'pod-resources', mountPath: '/var/lib/kubelet/pod-resources', readOnly: true },
                { name: 'counters', mountPath: '/etc/ds-dcgm', readOnly: true },
                ALL_GPUS.mount,
              ],
            },
          ],
          volumes: [
            { name: 'pod-resources', hostPath: { path: '/var/lib/kubelet/pod-resources', type: 'Directory' } },
            { name: 'counters', configMap: { name: DCGM_EXPORTER } },
            ALL_GPUS.volume,
          ],
        },
      },
    },
  } satisfies KubeObject & V1DaemonSet;
  return object;
}

function service(): KubeObject {
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(),
    spec: { clusterIP: 'None', selector: { 'app.kubernetes.io/name': DCGM_EXPORTER }, ports: [{ name: 'metrics', port: PORT, targetPort: 'metrics', protocol: 'TCP' }] },
  } satisfies KubeObject & V1Service;
  return object;
}

function serviceMonitor(): KubeObject {
  const object: KubeObjectOf<object> = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadata(),
    // The exporter's own labels name the pod that uses the GPU; Prometheus' would name the exporter.
    spec: { selector: { matchLabels: { 'app.kubernetes.io/name': DCGM_EXPORTER } }, endpoints: [{ port: 'metrics', interval: '15s', honorLabels: true }] },
  };
  return object;
}

function metadata(): KubeObject['metadata'] {
  return { name: DCGM_EXPORTER, namespace: DCGM_EXPORTER, labels: labelsOf(DCGM_EXPORTER) };
}
