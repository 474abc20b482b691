import type { V1ConfigMap, V1Role } from '@kubernetes/client-node';
import { CATALOG_KEY, CATALOG_NAME, CATALOG_READER, LABELS, MANAGED_BY } from '../api';
import type { JobKind } from '../jobs/kind';
import type { KubeObject } from '../k8s/object';
import { RBAC_GROUP } from '../k8s/rbac';
import { prioritiesOf } from '../queues/priorities';
import { catalogPolicy, immutableArgsPolicy, NAMES_KEYS } from './admission';
import { identitiesPolicy } from './identity-admission';
import { runtimeLists } from './reference-admission';
import type { Catalog } from './spec';
import { stableJson } from './stable-json';

/** Where a catalog is put, and whose names it guards. */
export interface CatalogTarget {
  /** Namespace of the ConfigMap. */
  readonly namespace: string;
  /** Kinds of job that admission checks. */
  readonly kinds: readonly JobKind[];
}

/** The catalog in the cluster: its ConfigMap, the role of those who may read it, and the policies that refuse jobs that do not fit it, or that act as somebody whom their author may not act as, and those that kinds of job bring themselves. */
export function compileCatalog(catalog: Catalog, { namespace, kinds }: CatalogTarget): KubeObject[] {
  return [
    configMap(catalog, namespace, kinds),
    ...catalogPolicy(namespace, kinds),
    ...immutableArgsPolicy(kinds),
    ...identitiesPolicy(kinds),
    ...kinds.flatMap((kind) => kind.policies?.(catalog) ?? []),
    reader(namespace),
  ];
}

function configMap(catalog: Catalog, namespace: string, kinds: readonly JobKind[]): KubeObject {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: CATALOG_NAME, namespace, labels: { [LABELS.managedBy]: MANAGED_BY } },
    data: {
      [CATALOG_KEY]: stableJson(catalog),
      [NAMES_KEYS.runtimes]: Object.keys(catalog.runtimes).sort().join(','),
      ...runtimeLists(kinds, catalog),
      [NAMES_KEYS.sizes]: Object.keys(catalog.sizes).sort().join(','),
      [NAMES_KEYS.engines]: [...(catalog.engines ?? [])].sort().join(', ') || 'none',
      [NAMES_KEYS.priorities]: Object.keys(prioritiesOf(catalog)).sort().join(','),
    },
  } satisfies KubeObject & V1ConfigMap;
  return object;
}

/** Each tenant binds it to its own people, so that they see what their jobs may name. */
function reader(namespace: string): KubeObject {
  const object = {
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'Role',
    metadata: { name: CATALOG_READER, namespace, labels: { [LABELS.managedBy]: MANAGED_BY } },
    rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [CATALOG_NAME], verbs: ['get'] }],
  } satisfies KubeObject & V1Role;
  return object;
}
