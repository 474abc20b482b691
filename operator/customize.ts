import { API_GROUP, API_VERSION, LABELS } from '../lib/api';
import { DATASET } from '../lib/datasets/definition';
import { jobKind } from '../lib/jobs/registry';
import type { CustomizeRequest } from './request';

/** A set of objects that the sync hook is given as `related`, and whose changes make it run. */
export interface RelatedResource {
  readonly apiVersion: string;
  readonly resource: string;
  readonly labelSelector: { readonly matchLabels: Readonly<Record<string, string>> };
}

/** What the customize hook answers. @see https://metacontroller.github.io/metacontroller/api/customize.html */
export interface CustomizeResponse {
  readonly relatedResources: readonly RelatedResource[];
}

/**
 * The job's pods and its Kueue Workload, and the claims that a kind keeps, by the label that tells the job. A job of another kind may bear the same name; the sync hook
 * tells its objects apart by what runs them. A second label would cost more than it brings: for every change of a related object,
 * Metacontroller reads the selectors of all jobs anew.
 *
 * Metacontroller 1 keeps the answer by the parent's name and generation alone, whatever its namespace and UID, so nothing else
 * may enter the rules. Kueue puts the label on a Workload where its configuration lists it in
 * `integrations.labelKeysToCopy`; elsewhere no Workload is found, and a waiting job says only which queue it waits in.
 * (All Workloads of a namespace, the one selection that needs no configuration, would send every Workload, with its pod
 * templates, to every job whenever one of them changes.)
 *
 * For the same reason the Datasets are all those of the namespace, not the ones that the job names: they are small and seldom change.
 */
export function customize({ parent }: CustomizeRequest): CustomizeResponse {
  const labelSelector = { matchLabels: { [LABELS.jobName]: parent.metadata.name } };
  return {
    relatedResources: [
      { apiVersion: 'v1', resource: 'pods', labelSelector },
      { apiVersion: 'kueue.x-k8s.io/v1beta2', resource: 'workloads', labelSelector },
      { apiVersion: `${API_GROUP}/${API_VERSION}`, resource: DATASET.plural, labelSelector: { matchLabels: {} } },
      ...(jobKind(parent.kind)?.keepsClaims ? [{ apiVersion: 'v1', resource: 'persistentvolumeclaims', labelSelector }] : []),
    ],
  };
}
