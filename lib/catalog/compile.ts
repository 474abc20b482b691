import type { V1ConfigMap } from '@kubernetes/client-node';
import { CATALOG_KEY, CATALOG_NAME, LABELS, MANAGED_BY } from '../api';
import type { KubeObject } from '../k8s/object';
import { prioritiesOf } from '../queues/priorities';
import { catalogPolicy, immutableArgsPolicy, NAMES_KEYS, type KindNeed } from './admission';
import { identitiesPolicy } from './identity-admission';
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
}

/** The catalog in the cluster: its ConfigMap, and the policies that refuse jobs that do not fit it, or that act as somebody whom their author may not act as. */
export function compileCatalog(catalog: Catalog, { namespace, jobPlurals, engineNeeds = [] }: CatalogTarget): KubeObject[] {
  return [
    configMap(catalog, namespace),
    ...catalogPolicy(namespace, jobPlurals, engineNeeds),
    ...immutableArgsPolicy(jobPlurals),
    ...identitiesPolicy(jobPlurals),
  ];
}

function configMap(catalog: Catalog, namespace: string): KubeObject {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: CATALOG_NAME, namespace, labels: { [LABELS.managedBy]: MANAGED_BY } },
    data: {
      [CATALOG_KEY]: stableJson(catalog),
      [NAMES_KEYS.runtimes]: Object.keys(catalog.runtimes).sort().join(','),
      [NAMES_KEYS.sizes]: Object.keys(catalog.sizes).sort().join(','),
      [NAMES_KEYS.engines]: [...(catalog.engines ?? [])].sort().join(', ') || 'none',
      [NAMES_KEYS.priorities]: Object.keys(prioritiesOf(catalog)).sort().join(','),
    },
  } satisfies KubeObject & V1ConfigMap;
  return object;
}
