import type { Timing } from '../timing';
import type { RecordingRule } from './rule';
import { TENANTS, tenantFrom } from './tenants';

/** What tenants hold and may hold, and what becomes of it. */
export function resourceRules(): RecordingRule[] {
  return [
    { record: 'tenant:ds_gpus:allocated', expr: allocated('nvidia_com_.+') },
    { record: 'tenant:ds_cpus:allocated', expr: allocated('cpu') },
    {
      record: 'tenant:ds_quota:ratio',
      expr: `max by (tenant, resource) (${tenantFrom('cluster_queue', `${queueTotal('kueue_cluster_queue_resource_usage')} / (${queueTotal('kueue_cluster_queue_nominal_quota')} > 0)`)})`,
    },
    { record: 'gpu:ds_gpu_utilisation:percent', expr: device('DCGM_FI_DEV_GPU_UTIL') },
    { record: 'gpu:ds_gpu_memory:ratio', expr: `${device('DCGM_FI_DEV_FB_USED')} / (${device('DCGM_FI_DEV_FB_USED')} + ${device('DCGM_FI_DEV_FB_FREE')} > 0)` },
    { record: 'gpu:ds_gpu_xid:last', expr: 'max by (UUID, gpu, Hostname, modelName) (DCGM_FI_DEV_XID_ERRORS)' },
    { record: 'tenant:ds_gpu_utilisation:percent', expr: `avg by (tenant) (gpu:ds_gpu_utilisation:percent{tenant!=""} and on (tenant) ${TENANTS})` },
  ];
}

/**
 * Hours that each tenant has used since the month began, and what part of its budget that is. A month is too long to be read at once, so
 * it is cut into slices; the one that is under way is not counted yet.
 */
export function budgetRules({ slice }: Timing): RecordingRule[] {
  // In a subquery, time() is that of each of its points, at the end of a slice; that of the evaluation is known by `@ end()` alone.
  const thisMonth = `(month(vector(time() - ${slice / 2})) == ds:month:number @ end())`;
  const used = (kind: 'gpu' | 'cpu'): RecordingRule => ({
    record: `tenant:ds_${kind}_hours:month`,
    expr: `sum_over_time((avg_over_time(tenant:ds_${kind}s:allocated[${slice}s]) and on () ${thisMonth})[31d:${slice}s]) * ${slice} / 3600`,
  });
  const ratio = (kind: 'gpu' | 'cpu'): RecordingRule => ({
    record: `tenant:ds_${kind}_budget:ratio`,
    expr: `tenant:ds_${kind}_hours:month / on (tenant) max by (tenant) (tenant:ds_${kind}_hours:budget)`,
  });
  return [{ record: 'ds:month:number', expr: 'month()' }, used('gpu'), used('cpu'), ratio('gpu'), ratio('cpu')];
}

/**
 * What the pods of each tenant that are on a node ask for; nothing is also told. Requests of pods that wait for a node, or have ended,
 * hold nothing.
 */
function allocated(resource: string): string {
  const requests = `max by (namespace, pod, uid, container, resource) (kube_pod_container_resource_requests{resource=~"${resource}", node!=""})`;
  const present = '(max by (uid, phase) (kube_pod_status_phase{phase=~"Pending|Running"}) == 1)';
  return `sum by (tenant) (${tenantFrom('namespace', `${requests} and on (uid) ${present}`)} and on (tenant) ${TENANTS}) or 0 * ${TENANTS}`;
}

/** A queue's amount of each resource, over all its flavors. */
function queueTotal(metric: string): string {
  return `sum by (cluster_queue, resource) (max by (cluster_queue, flavor, resource) (${metric}))`;
}

/**
 * A gauge of each GPU with the tenant and pod that it is given to. Prometheus renames the exporter's labels where it was told to keep
 * its own.
 */
function device(metric: string): string {
  const tenant = tenantFrom('exported_namespace', tenantFrom('namespace', metric));
  return `max by (UUID, gpu, Hostname, modelName, tenant, pod) (label_replace(${tenant}, "pod", "$1", "exported_pod", "(.+)"))`;
}
