import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { TENANT_ANNOTATIONS } from '../../lib/api';
import type { KubeObject } from '../../lib/k8s/object';

type Make = (name: string, object: KubeObject, options: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/** Kinds that hold data, or whose removal removes data: jobs and volumes of a namespace, all objects of a definition. */
const KEPT: Readonly<Record<string, Make>> = {
  'v1/Namespace': (name, object, options) => new k8s.core.v1.Namespace(name, object as k8s.core.v1.NamespaceArgs, options),
  'v1/PersistentVolumeClaim': (name, object, options) => new k8s.core.v1.PersistentVolumeClaim(name, object as k8s.core.v1.PersistentVolumeClaimArgs, options),
  'apiextensions.k8s.io/v1/CustomResourceDefinition': (name, object, options) =>
    new k8s.apiextensions.v1.CustomResourceDefinition(name, object as unknown as k8s.apiextensions.v1.CustomResourceDefinitionArgs, options),
};

/** Whether an object must outlive the stack. Of the namespaces, only those of tenants hold what people made, and not if it is to go with the tenant. */
export function isKept({ apiVersion, kind, metadata }: KubeObject): boolean {
  return `${apiVersion}/${kind}` in KEPT && (kind !== 'Namespace' || metadata.annotations?.[TENANT_ANNOTATIONS.onDelete] === 'retain');
}

/** A resource that Pulumi does not delete unless it is unprotected first, and that stays in the cluster even then. */
export function keep(name: string, object: KubeObject, options: pulumi.CustomResourceOptions): pulumi.CustomResource {
  const make = KEPT[`${object.apiVersion}/${object.kind}`] as Make;
  return make(name, object, { ...options, protect: true, retainOnDelete: true });
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
