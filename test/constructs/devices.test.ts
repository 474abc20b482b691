import { App, Chart } from 'cdk8s';
import { DcgmExporter } from '../../constructs/dcgm-exporter';
import { GpuNodePool } from '../../constructs/gpu-node-pool';
import { GpuOperator } from '../../constructs/gpu-operator';
import { NvidiaDevicePlugin } from '../../constructs/nvidia-device-plugin';
import { PlatformCatalog } from '../../constructs/catalog';
import type { GpuNodePoolSpec } from '../../lib/nodes/spec';
import { parseYaml } from '../../lib';
import { catalog, CPU_NODES, gpuPool } from '../builders/catalog';

const MIG = { gpuModel: 'NVIDIA-A100-SXM4-80GB', sharing: { mig: { strategy: 'mixed', profiles: { '1g.10gb': 4 } } } } as const;

interface Container {
  name: string;
  image: string;
  securityContext: { privileged?: boolean; capabilities?: { add?: string[]; drop?: string[] } };
}
interface Manifest {
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec: { template: { spec: { containers: Container[]; initContainers?: Container[]; hostPID?: boolean; tolerations: object[]; affinity: object } } } & Record<string, unknown>;
}

function tree(specs: GpuNodePoolSpec[], install: (chart: Chart, pools: GpuNodePool[]) => void, registryMirror?: string): Manifest[] {
  const chart = new Chart(new App(), 'test');
  const pools = specs.map((spec) => new GpuNodePool(new Chart(chart, spec.name), spec.name, spec));
  new PlatformCatalog(chart, 'catalog', { catalog: catalog({ nodePools: { cpu: CPU_NODES, ...Object.assign({}, ...pools.map(({ nodePools }) => nodePools)) }, sizes: { S: { cpu: '1', memory: '1Gi', nodePool: 'cpu' } }, registryMirror }) });
  const devices = new Chart(chart, 'devices');
  install(devices, pools);
  return devices.toJson() as Manifest[];
}

const find = (objects: Manifest[], kind: string, name?: string): Manifest => {
  const found = objects.find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  if (found === undefined) throw new Error(`no ${kind} ${name ?? ''}`);
  return found;
};

describe('NvidiaDevicePlugin', () => {
  test('runs on the nodes of the pools, in a namespace of its own, without powers where nothing needs them', () => {
    const objects = tree([gpuPool({ capacityType: 'spot' })], (chart, pools) => new NvidiaDevicePlugin(chart, 'plugin', { pools }));
    expect(objects.map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'ConfigMap', 'NetworkPolicy', 'DaemonSet']);
    expect(find(objects, 'Namespace').metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'privileged' });
    const { spec } = find(objects, 'DaemonSet').spec.template;
    expect(spec.containers.map(({ securityContext }) => securityContext)).toEqual([{ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }]);
    expect(spec.tolerations).toEqual([
      { key: 'ds.bloomberg.com/spot', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
    ]);
    expect(JSON.stringify(spec.affinity)).toContain('{"key":"ds.bloomberg.com/node-pool","operator":"In","values":["gpu"]}');
  });

  test('has a configuration for each pool that shares, which nodes choose by their label', () => {
    const shared = gpuPool({ name: 'slices', sharing: { timeSlicing: { replicas: 4, renameByDefault: true } } });
    const objects = tree([gpuPool(), shared, gpuPool({ name: 'parts', ...MIG })], (chart, pools) => new NvidiaDevicePlugin(chart, 'plugin', { pools }), 'registry.example.com/mirror');
    const { data = {} } = find(objects, 'ConfigMap');
    expect(Object.keys(data)).toEqual(['default', 'parts', 'slices']);
    expect(parseYaml(data.slices ?? '', 'slices')).toEqual([
      { version: 'v1', flags: { migStrategy: 'none' }, sharing: { timeSlicing: { renameByDefault: true, failRequestsGreaterThanOne: true, resources: [{ name: 'nvidia.com/gpu', replicas: 4 }] } } },
    ]);
    expect(parseYaml(data.parts ?? '', 'parts')).toEqual([{ version: 'v1', flags: { migStrategy: 'mixed' } }]);
    const { containers, initContainers = [] } = find(objects, 'DaemonSet').spec.template.spec;
    expect([...initContainers, ...containers].map(({ name }) => name)).toEqual(['config-init', 'nvidia-device-plugin', 'config-sidecar']);
    expect(containers.map(({ image }) => image)).toEqual(Array(2).fill('registry.example.com/mirror/nvidia/k8s-device-plugin:v0.20.0'));
    // Parts of cut GPUs can be seen with this capability alone; the sidecar needs none.
    expect(containers.map(({ securityContext }) => securityContext.capabilities)).toEqual([{ drop: ['ALL'], add: ['SYS_ADMIN'] }, { drop: ['ALL'] }]);
    expect(find(objects, 'ClusterRole')).toMatchObject({ rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] }] });
  });

  test('brings the daemon of MPS to the pools that share by it, and is told of nothing that pods claim', () => {
    const mps = gpuPool({ name: 'mps', sharing: { mps: { replicas: 8 } } });
    const objects = tree([gpuPool({ name: 'claimed', dra: {} }), mps], (chart, pools) => new NvidiaDevicePlugin(chart, 'plugin', { pools }));
    const { spec } = find(objects, 'DaemonSet', 'nvidia-mps-control-daemon').spec.template;
    expect(spec.hostPID).toBe(true);
    expect(JSON.stringify(objects.filter(({ kind }) => kind === 'DaemonSet'))).not.toContain('claimed');
    expect(Object.keys(find(objects, 'ConfigMap').data ?? {})).toEqual(['default', 'mps']);
  });

  test('is refused where no pool has a device plugin', () => {
    expect(() => tree([gpuPool({ dra: {} })], (chart, pools) => new NvidiaDevicePlugin(chart, 'plugin', { pools }))).toThrow('pools: none with a device plugin');
  });
});

test('a variable of a container chooses no GPUs: the plugin mounts them, and its own daemons have them by mounts', () => {
  const objects = tree([gpuPool()], (chart, pools) => new NvidiaDevicePlugin(chart, 'plugin', { pools }));
  const daemons = [...objects, ...tree([gpuPool()], (chart, pools) => new DcgmExporter(chart, 'exporter', { pools }))].filter(({ kind }) => kind === 'DaemonSet');
  expect(JSON.stringify(find(objects, 'DaemonSet'))).toContain('{"name":"DEVICE_LIST_STRATEGY","value":"volume-mounts"}');
  expect(daemons).toHaveLength(2);
  for (const daemon of daemons) {
    expect(JSON.stringify(daemon)).not.toContain('NVIDIA_VISIBLE_DEVICES');
    expect(JSON.stringify(daemon)).toContain('{"mountPath":"/var/run/nvidia-container-devices/all","name":"all-gpus"}');
  }
  const policy = find(tree([gpuPool()], (chart, pools) => new GpuOperator(chart, 'operator', { pools })), 'ClusterPolicy').spec;
  expect(policy).toMatchObject({ devicePlugin: { env: [{ name: 'DEVICE_LIST_STRATEGY', value: 'volume-mounts' }] }, toolkit: { env: [{ name: 'ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED', value: 'false' }, { name: 'ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS', value: 'true' }] } });
});

describe('GpuOperator', () => {
  test('is told how each pool shares and cuts its GPUs', () => {
    const objects = tree([gpuPool(), gpuPool({ name: 'parts', ...MIG })], (chart, pools) => new GpuOperator(chart, 'operator', { pools, driver: false }), 'registry.example.com');
    const policy = find(objects, 'ClusterPolicy').spec;
    expect(policy).toMatchObject({
      mig: { strategy: 'mixed' },
      devicePlugin: { enabled: true, repository: 'registry.example.com/nvidia', image: 'k8s-device-plugin', version: 'v0.20.0', config: { name: 'ds-device-plugin', default: 'default' } },
      driver: { enabled: false },
      migManager: { enabled: true, config: { name: 'ds-mig-parted', default: 'all-disabled' } },
    });
    expect(parseYaml(find(objects, 'ConfigMap', 'ds-mig-parted').data?.['config.yaml'] ?? '', 'mig')).toEqual([
      { version: 'v1', 'mig-configs': { 'all-disabled': [{ devices: 'all', 'mig-enabled': false }], parts: [{ devices: 'all', 'mig-enabled': true, 'mig-devices': { '1g.10gb': 4 } }] } },
    ]);
  });

  test('is refused for what one ClusterPolicy cannot say', () => {
    const single = gpuPool({ name: 'single', gpuModel: MIG.gpuModel, sharing: { mig: { strategy: 'single', profile: '1g.10gb' } } });
    const install = (chart: Chart, pools: GpuNodePool[]) => new GpuOperator(chart, 'operator', { pools });
    expect(() => tree([single, gpuPool({ name: 'mixed', ...MIG })], install)).toThrow('both strategies of MIG');
    expect(() => tree([gpuPool({ dra: {} })], install)).toThrow('claim devices (given gpu with dra)');
  });
});

test('one of them hands out the GPUs of a tree, and one exports their metrics', () => {
  const both = (chart: Chart, pools: GpuNodePool[]) => {
    new NvidiaDevicePlugin(chart, 'plugin', { pools });
    new GpuOperator(chart, 'operator', { pools });
  };
  expect(() => tree([gpuPool()], both)).toThrow('GPUs are handed out already (given test/devices/plugin, a NvidiaDevicePlugin). Allowed: one NvidiaDevicePlugin or one GpuOperator in a tree.');
  const twice = (chart: Chart, pools: GpuNodePool[]) => {
    new GpuOperator(chart, 'operator', { pools });
    new DcgmExporter(chart, 'dcgm', { pools });
  };
  expect(() => tree([gpuPool()], twice)).toThrow('test/devices/dcgm: metrics of GPUs are exported already (given test/devices/operator).');
});

describe('DcgmExporter', () => {
  test('exports what dashboards read, to nobody unless told so, without powers unless told so', () => {
    const objects = tree([gpuPool()], (chart, pools) => new DcgmExporter(chart, 'dcgm', { pools, metricsNamespace: 'monitoring' }));
    expect(objects.map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'ConfigMap', 'NetworkPolicy', 'DaemonSet', 'Service']);
    for (const field of ['DCGM_FI_DEV_FB_FREE', 'DCGM_FI_DEV_FB_USED', 'DCGM_FI_DEV_GPU_TEMP', 'DCGM_FI_DEV_GPU_UTIL', 'DCGM_FI_DEV_POWER_USAGE', 'DCGM_FI_DEV_XID_ERRORS']) {
      expect(find(objects, 'ConfigMap').data?.['counters.csv']).toContain(`${field}, gauge, `);
    }
    expect(find(objects, 'NetworkPolicy').spec).toMatchObject({ egress: [], ingress: [{ ports: [{ port: 9400 }] }] });
    expect(find(objects, 'DaemonSet').spec.template.spec.containers[0]?.securityContext.capabilities).toEqual({ drop: ['ALL'] });
    const profiling = tree([gpuPool()], (chart, pools) => new DcgmExporter(chart, 'dcgm', { pools, profiling: true, serviceMonitor: true }));
    expect(find(profiling, 'DaemonSet').spec.template.spec.containers[0]?.securityContext.capabilities).toEqual({ drop: ['ALL'], add: ['SYS_ADMIN'] });
    expect(find(profiling, 'NetworkPolicy').spec).toMatchObject({ ingress: [] });
    expect(profiling.at(-1)?.kind).toBe('ServiceMonitor');
  });
});
