import type { V1ConfigMap, V1Role } from '@kubernetes/client-node';
import { CATALOG_KEY, CATALOG_NAME, CATALOG_READER, LABELS, MANAGED_BY } from '../api';
import type { KubeObject } from '../k8s/object';
import { RBAC_GROUP } from '../k8s/rbac';
import { prioritiesOf } from '../queues/priorities';
import { catalogPolicy, immutableArgsPolicy, NAMES_KEYS, type KindNeed } from './admission';
import { identitiesPolicy } from './identity-admission';
import { type KindReference, runtimeLists } from './reference-admission';
import { sparkDriverPolicy } from './spark-driver-admission';
import { sparkExecutorPolicy } from './spark-executor-admission';
import type { Catalog } from './spec';
import { stableJson } from './stable-json';

/** Where a catalog is put, and whose names it guards. */
export interface CatalogTarget {
  /** Namespace of the ConfigMap. */
  readonly namespace: string;
  /** Plural names of the job kinds that admission checks: `pythonjobs`. */
  readonly jobPlurals: readonly string[];
  /** What kinds of job need of the platform's engines. @default - nothing */
  readonly engineNeeds?: readonly KindNeed[];
  /** Fields of kinds of job that name sizes and runtimes. @default - none, so that none is looked at */
  readonly references?: readonly KindReference[];
}

/** The catalog in the cluster: its ConfigMap, the role of those who may read it, and the policies that refuse jobs that do not fit it, or that act as somebody whom their author may not act as, and hold Spark's drivers to what drivers do. */
export function compileCatalog(catalog: Catalog, { namespace, jobPlurals, engineNeeds = [], references = [] }: CatalogTarget): KubeObject[] {
  return [
    configMap(catalog, namespace, references),
    ...catalogPolicy(namespace, jobPlurals, { needs: engineNeeds, references }),
    ...immutableArgsPolicy(jobPlurals),
    ...identitiesPolicy(jobPlurals),
    ...(catalog.engines?.includes('spark') ? [...sparkDriverPolicy(), ...sparkExecutorPolicy()] : []),
    reader(namespace),
  ];
}

function configMap(catalog: Catalog, namespace: string, references: readonly KindReference[]): KubeObject {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: CATALOG_NAME, namespace, labels: { [LABELS.managedBy]: MANAGED_BY } },
    data: {
      [CATALOG_KEY]: stableJson(catalog),
      [NAMES_KEYS.runtimes]: Object.keys(catalog.runtimes).sort().join(','),
      ...runtimeLists(references, catalog),
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
