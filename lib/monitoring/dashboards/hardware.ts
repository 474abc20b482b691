import type { Dashboard, Panel, PanelKind, Row } from './dashboard';

const TEAM = 'tenant=~"$tenant"';

const ALLOCATION: Row = {
  title: 'What is given to whom',
  panels: [
    one('GPUs', 'GPUs that nodes offer.', 'stat', 'sum(max by (node, resource) (kube_node_status_allocatable{resource=~"nvidia_com_.+"}))', 'GPUs'),
    one('GPUs in use', 'GPUs that pods of tenants hold.', 'stat', `sum(tenant:ds_gpus:allocated{${TEAM}})`, 'in use'),
    { ...one('GPU utilisation', 'Mean over the GPUs that tenants hold.', 'stat', `avg(gpu:ds_gpu_utilisation:percent{${TEAM}})`, 'utilisation'), unit: 'percent' },
    one('GPUs by team', 'GPUs that pods hold, by tenant.', 'lines', `tenant:ds_gpus:allocated{${TEAM}}`, '{{tenant}}'),
    one('CPUs by team', 'CPU cores that pods hold, by tenant.', 'lines', `tenant:ds_cpus:allocated{${TEAM}}`, '{{tenant}}'),
  ],
};

const QUEUES: Row = {
  title: 'Queues',
  panels: [
    {
      ...one('Quota in use', 'Part of the nominal quota; more than 100 % is borrowed.', 'ranking', `tenant:ds_quota:ratio{${TEAM}}`, '{{tenant}} {{resource}}'),
      unit: 'percentunit',
      thresholds: { warn: 0.8, bad: 0.95 },
    },
    one('Jobs that wait', 'Workloads without quota, by tenant.', 'lines', 'sum by (cluster_queue) (max by (cluster_queue, status) (kueue_pending_workloads{cluster_queue=~"$tenant"}))', '{{cluster_queue}}'),
    one('Jobs admitted', 'Workloads that hold quota, by tenant.', 'lines', 'max by (cluster_queue) (kueue_admitted_active_workloads{cluster_queue=~"$tenant"})', '{{cluster_queue}}'),
  ],
};

const DEVICES: Row = {
  title: 'GPUs',
  panels: [
    { ...one('Utilisation by team', 'Mean over the GPUs that a tenant holds.', 'lines', `tenant:ds_gpu_utilisation:percent{${TEAM}}`, '{{tenant}}'), unit: 'percent' },
    { ...one('Utilisation by GPU', 'Every GPU, with the pod that holds it.', 'lines', 'gpu:ds_gpu_utilisation:percent', '{{Hostname}} {{gpu}} {{pod}}'), unit: 'percent' },
    { ...one('Memory in use by GPU', 'Part of the frame buffer.', 'lines', 'gpu:ds_gpu_memory:ratio', '{{Hostname}} {{gpu}} {{pod}}'), unit: 'percentunit' },
    { ...one('Temperature', 'Of each GPU.', 'lines', 'max by (Hostname, gpu) (DCGM_FI_DEV_GPU_TEMP)', '{{Hostname}} {{gpu}}'), unit: 'celsius' },
    { ...one('Power', 'Of all GPUs of a node.', 'lines', 'sum by (Hostname) (max by (Hostname, gpu) (DCGM_FI_DEV_POWER_USAGE))', '{{Hostname}}'), unit: 'watt' },
    one('Last XID error', 'Number of the last error of each GPU; 0 is none.', 'table', 'gpu:ds_gpu_xid:last', ''),
  ],
};

/** What the machines do. */
export const HARDWARE: Dashboard = {
  uid: 'ds-hardware',
  title: 'Data science: Hardware',
  description: 'GPUs and CPUs by team, queues and quotas, and the GPUs themselves.',
  range: '1d',
  variables: [{ name: 'tenant', label: 'Team', series: 'tenant:ds_gpus:allocated', from: 'tenant' }],
  rows: [ALLOCATION, QUEUES, DEVICES],
};

function one(...[title, description, kind, expr, legend]: readonly [title: string, description: string, kind: PanelKind, expr: string, legend: string]): Panel {
  return { title, description, kind, queries: [{ expr, legend }] };
}
