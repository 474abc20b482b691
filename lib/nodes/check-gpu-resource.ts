import type { NodePoolSpec } from '../catalog/spec';
import type { FieldError } from '../errors';
import { gpuResourcesOf } from './gpu-resource';
import { checkLabelKey } from './names';

/** A ClusterQueue covers 64 resources; CPU and memory are two of them. */
const MAX_RESOURCES = 62;

/**
 * The one error of a text that is no resource of devices. What Kubernetes itself counts has no prefix, or its own.
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
 */
export function checkGpuResource(path: string, resource: string): FieldError[] {
  const prefix = resource.includes('/') ? resource.slice(0, resource.indexOf('/')) : '';
  const ours = /(^|\.)kubernetes\.io$/.test(prefix) || prefix.startsWith('requests.');
  // Kubernetes counts it in quotas as `requests.<resource>`, which must be a key too.
  if (prefix !== '' && !ours && checkLabelKey(path, `requests.${resource}`).length === 0) return [];
  const rule = 'Allowed: a domain of its vendor, "/" and a name; kubernetes.io is not for devices. Write it like "nvidia.com/gpu".';
  return [{ path, reason: `not a resource of devices (given ${JSON.stringify(resource)}). ${rule}` }];
}

/** Every queue counts every resource of the catalog. */
export function checkResourceCount(path: string, nodePools: Record<string, NodePoolSpec>): FieldError[] {
  const count = gpuResourcesOf({ nodePools }).length;
  if (count <= MAX_RESOURCES) return [];
  const reason = `too many GPU resources (given ${count}). Allowed: ${MAX_RESOURCES}, the limit of a ClusterQueue. Let pools share names of resources.`;
  return [{ path, reason }];
}
