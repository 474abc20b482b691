import { TENANT_ANNOTATIONS } from '../api';
import type { KubeObject } from '../k8s/object';
import { DEFAULT_DENY } from './network';
import type { TenantSpec } from './spec';

/**
 * Keeps an object in the cluster when it is no longer described: our own annotation, which the Pulumi stacks heed, and those by which
 * other tools are told the same.
 * @see https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-reconciliation-of-objects
 */
const RETAIN = {
  [TENANT_ANNOTATIONS.onDelete]: 'retain',
  'helm.sh/resource-policy': 'keep',
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/** What holds a tenant's data, and what bounds and closes its namespace. What opens the namespace goes, be it a tenant's exit or the tenant. */
function holds({ kind, metadata }: KubeObject): boolean {
  return ['Namespace', 'LimitRange', 'ResourceQuota', 'PeerAuthentication'].includes(kind) || metadata.name === DEFAULT_DENY;
}

/** The tenant's objects, marked to stay in the cluster with its data unless the tenant says otherwise. Queues and access always go. */
export function retainData({ onDelete = 'Retain' }: TenantSpec, objects: readonly KubeObject[]): KubeObject[] {
  if (onDelete === 'Delete') return [...objects];
  return objects.map((object) => (holds(object) ? retained(object) : object));
}

function retained(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...RETAIN } } };
}
