import { LABELS, MANAGED_BY } from '../api';
import type { Catalog } from '../catalog/spec';
import type { KubeObjectOf } from '../k8s/object';
import { poolsOfSize } from './spot';

/**
 * A template from which each pod gets a claim of its own on devices.
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
 */
export type ResourceClaimTemplate = KubeObjectOf<{
  spec: { devices: { requests: { name: string; exactly: { deviceClassName: string; allocationMode: 'ExactCount'; count: number } }[] } };
}>;

/** Name of the template for so many GPUs of a pool, in every tenant's namespace. */
export function claimTemplateName(nodePool: string, gpus: number): string {
  return `${nodePool}-${gpus}`;
}

/** The templates that jobs of a namespace need which may use these pools: one for each number of GPUs that a size asks for. */
export function compileClaimTemplates(namespace: string, pools: readonly string[], { sizes, nodePools }: Catalog): ResourceClaimTemplate[] {
  const templates = new Map<string, ResourceClaimTemplate>();
  for (const size of Object.values(sizes)) {
    for (const pool of poolsOfSize(size, nodePools)) {
      const deviceClassName = nodePools[pool]?.deviceClassName;
      if (deviceClassName === undefined || !size.gpus || !pools.includes(pool)) continue;
      const name = claimTemplateName(pool, size.gpus);
      templates.set(name, template(namespace, name, { deviceClassName, allocationMode: 'ExactCount', count: size.gpus }));
    }
  }
  return [...templates.keys()].sort().map((name) => templates.get(name) as ResourceClaimTemplate);
}

function template(namespace: string, name: string, exactly: ResourceClaimTemplate['spec']['spec']['devices']['requests'][number]['exactly']): ResourceClaimTemplate {
  return {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaimTemplate',
    metadata: { name, namespace, labels: { [LABELS.managedBy]: MANAGED_BY } },
    spec: { spec: { devices: { requests: [{ name: 'gpus', exactly }] } } },
  };
}
