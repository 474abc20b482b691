import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { LABELS, TENANT_ANNOTATIONS } from '../../lib/api';
import type { KubeObject } from '../../lib/k8s/object';

type Make = (name: string, object: KubeObject, options: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/** Kinds that hold data, or whose removal removes data: jobs and volumes of a namespace, all objects of a definition. */
const KEPT: Readonly<Record<string, Make>> = {
  'v1/Namespace': (name, object, options) => new k8s.core.v1.Namespace(name, object as k8s.core.v1.NamespaceArgs, options),
  'v1/PersistentVolumeClaim': (name, object, options) => new k8s.core.v1.PersistentVolumeClaim(name, object as k8s.core.v1.PersistentVolumeClaimArgs, options),
  'apiextensions.k8s.io/v1/CustomResourceDefinition': (name, object, options) =>
    new k8s.apiextensions.v1.CustomResourceDefinition(name, object as unknown as k8s.apiextensions.v1.CustomResourceDefinitionArgs, options),
};

/** Whether an object is a resource of its own, with options of its own. Of the namespaces, only those of tenants hold what people made. */
export function isKept({ apiVersion, kind, metadata }: KubeObject): boolean {
  return `${apiVersion}/${kind}` in KEPT && (kind !== 'Namespace' || metadata.labels?.[LABELS.tenant] !== undefined);
}

/**
 * A resource that Pulumi does not delete unless it is unprotected first, and that stays in the cluster even then; a namespace of a tenant
 * is neither if the tenant says so. That changes its options alone, so it may be said at any time.
 */
export function keep(name: string, object: KubeObject, options: pulumi.CustomResourceOptions): pulumi.CustomResource {
  const make = KEPT[`${object.apiVersion}/${object.kind}`] as Make;
  const kept = object.kind !== 'Namespace' || isMarked(object);
  return make(name, object, { ...options, protect: kept, retainOnDelete: kept });
}

/** Keeps in the cluster what is marked to stay with a tenant's data: the policies that close its namespace. */
export const retainMarked: pulumi.ResourceTransform = ({ props, opts }) => {
  return isMarked(props as Partial<KubeObject>) ? { props, opts: pulumi.mergeOptions(opts, { retainOnDelete: true }) } : undefined;
};

function isMarked({ metadata }: Partial<KubeObject>): boolean {
  return metadata?.annotations?.[TENANT_ANNOTATIONS.onDelete] === 'retain';
}

/**
 * Keeps the definitions of an engine's chart in the cluster when the engine goes, with all that people have made of them.
 * They are not protected: whatever a protected resource depends on would be protected with it, here the whole chart.
 */
export function retainDefinitions(kept: k8s.Provider): pulumi.ResourceTransform {
  return ({ type, props, opts }) => {
    if (type !== 'kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition') return undefined;
    return { props, opts: pulumi.mergeOptions(opts, { retainOnDelete: true, provider: kept }) };
  };
}
