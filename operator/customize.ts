import { LABELS } from '../lib/api';
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
 * The job's pods and its Kueue Workload, by the labels that tell job and kind.
 *
 * Metacontroller 1 keeps the answer by the parent's name and generation alone, whatever its namespace and UID, so nothing else
 * may enter the rules. Kueue puts the two labels on a Workload where its configuration lists them in
 * `integrations.labelKeysToCopy`; elsewhere no Workload is found, and a waiting job says only which queue it waits in.
 * (All Workloads of a namespace, the one selection that needs no configuration, would send every Workload, with its pod
 * templates, to every job whenever one of them changes.)
 */
export function customize({ parent }: CustomizeRequest): CustomizeResponse {
  const labelSelector = { matchLabels: { [LABELS.jobKind]: parent.kind, [LABELS.jobName]: parent.metadata.name } };
  return {
    relatedResources: [
      { apiVersion: 'v1', resource: 'pods', labelSelector },
      { apiVersion: 'kueue.x-k8s.io/v1beta2', resource: 'workloads', labelSelector },
    ],
  };
}
