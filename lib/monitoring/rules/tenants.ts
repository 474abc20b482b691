/** Renames a label of a vector to `tenant`: a tenant's namespace and queue bear its name. */
export function tenantFrom(label: string, vector: string): string {
  return `label_replace(${vector}, "tenant", "$1", "${label}", "(.+)")`;
}

/** Every tenant, once: Kueue reports a status for each ClusterQueue. */
export const TENANTS = `max by (tenant) (${tenantFrom('cluster_queue', 'kueue_cluster_queue_status')})`;
