import { LABELS, MANAGED_BY } from '../api';
import type { Catalog } from '../catalog/spec';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import { compileFairSharing, KUEUE_API, type FairSharing } from './compile';
import { NOTEBOOK_PRIORITY, NOTEBOOK_PRIORITY_VALUE, prioritiesOf } from './priorities';
import { resourceGroups, type ResourceGroup } from './resource-groups';
import type { CohortSpec, PrioritySpec } from './spec';

/** A Cohort of Kueue. @see https://kueue.sigs.k8s.io/docs/concepts/cohort/ */
export type Cohort = KubeObjectOf<{ parentName?: string; fairSharing?: FairSharing; resourceGroups?: ResourceGroup[] }>;

/** A WorkloadPriorityClass of Kueue. @see https://kueue.sigs.k8s.io/docs/concepts/workload_priority_class/ */
export type WorkloadPriorityClass = KubeObject & { value: number; description?: string };

/** The cohorts of a catalog, by name. One that has nothing of its own needs no object: it is what queues that give its name have in common. */
export function compileCohorts(catalog: Catalog): Cohort[] {
  return sortedEntries(catalog.queueing?.cohorts ?? {}).flatMap(([name, cohort]) => {
    const spec = cohortSpec(cohort, catalog);
    return Object.keys(spec).length === 0 ? [] : [{ ...header('Cohort', name), spec }];
  });
}

function cohortSpec({ parentName, fairSharing, quota = {} }: CohortSpec, catalog: Catalog): Cohort['spec'] {
  const groups = resourceGroups(quota, catalog);
  return {
    ...(parentName !== undefined && { parentName }),
    ...(fairSharing !== undefined && { fairSharing: compileFairSharing(fairSharing) }),
    ...(groups.length > 0 && { resourceGroups: groups }),
  };
}

const NOTEBOOKS: PrioritySpec = { value: NOTEBOOK_PRIORITY_VALUE, description: 'Of notebooks that may not be stopped: they come before every job of their queue.' };

/** The priorities of a catalog, and that of notebooks, by name. */
export function compilePriorities(catalog: Catalog): WorkloadPriorityClass[] {
  return sortedEntries({ ...prioritiesOf(catalog), [NOTEBOOK_PRIORITY]: NOTEBOOKS }).map(([name, { value, description }]) => ({
    ...header('WorkloadPriorityClass', name),
    value,
    ...(description !== undefined && { description }),
  }));
}

function header(kind: string, name: string): KubeObject {
  return { apiVersion: KUEUE_API, kind, metadata: { name, labels: { [LABELS.managedBy]: MANAGED_BY } } };
}

function sortedEntries<T>(entries: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
}
