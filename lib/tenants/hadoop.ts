import type { V1ConfigMap } from '@kubernetes/client-node';
import type { Catalog } from '../catalog/spec';
import { hadoopFiles } from '../hadoop/configuration';
import { HADOOP_CONFIGURATION } from '../hadoop/names';
import type { KubeObject } from '../k8s/object';
import { tenantMetadata } from './metadata';
import type { TenantSpec } from './spec';

/** What Hadoop's clients in the tenant's pods are configured with: a pod can mount a ConfigMap of its own namespace alone. */
export function compileHadoop(tenant: TenantSpec, { identityProviders }: Catalog): KubeObject[] {
  const data = identityProviders?.hadoop === undefined ? {} : hadoopFiles(identityProviders.hadoop);
  if (Object.keys(data).length === 0) return [];
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: tenantMetadata(tenant, HADOOP_CONFIGURATION), data } satisfies KubeObject & V1ConfigMap;
  return [object];
}
