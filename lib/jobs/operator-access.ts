import type { V1PolicyRule } from '@kubernetes/client-node';
import { API_GROUP } from '../api';
import type { Catalog } from '../catalog/spec';
import { DATASET } from '../datasets/definition';
import { childResources } from './children';
import { JOB_KINDS } from './registry';

/** What the operator may do in the cluster: no more than jobs of the catalog's engines need. */
export interface OperatorAccess {
  /** In all namespaces. */
  readonly reads: readonly V1PolicyRule[];
  /** In the namespaces of tenants alone. */
  readonly writes: readonly V1PolicyRule[];
}

interface Resource {
  readonly group: string;
  readonly resource: string;
}

/** What tells of a job, beside the job and the objects that it is made of. */
const TELLING: readonly Resource[] = [
  { group: '', resource: 'pods' },
  { group: '', resource: 'persistentvolumeclaims' },
  { group: 'kueue.x-k8s.io', resource: 'workloads' },
  { group: API_GROUP, resource: DATASET.plural },
];

/** The rights of the operator, from what the kinds of job are made of. */
export function operatorAccess(catalog: Catalog): OperatorAccess {
  const jobs = JOB_KINDS.map(({ plural }) => ({ group: API_GROUP, resource: plural }));
  const made = JOB_KINDS.flatMap((kind) => childResources(kind, catalog)).map(({ apiVersion, resource }) => ({ group: groupOf(apiVersion), resource }));
  const parts = jobs.flatMap(({ group, resource }) => ['status', 'finalizers'].map((part) => ({ group, resource: `${resource}/${part}` })));
  return {
    reads: rules([...jobs, ...made, ...TELLING], ['get', 'list', 'watch']),
    // To name a job as the owner of an object, some clusters ask for the right to change the job's finalizers.
    writes: [...rules(made, ['create', 'delete']), ...rules(parts, ['update'])],
  };
}

/** Group of an API version; the first API has none. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** One rule for each group, all in their order. */
function rules(resources: readonly Resource[], verbs: string[]): V1PolicyRule[] {
  const groups = [...new Set(resources.map(({ group }) => group))].sort();
  return groups.map((group) => ({ apiGroups: [group], resources: [...new Set(resources.filter((one) => one.group === group).map(({ resource }) => resource))].sort(), verbs }));
}
