import type { ComputeSizeSpec } from '../../catalog/spec';
import { Quantity } from '../../quantity/quantity';
import type { Supplement } from './supplement';

/**
 * What is left of a size for the job's own code beside the containers that run all the time. A size is what the pod asks for as a whole:
 * a node, or a quota, that was measured for it takes it with them too.
 */
export function sizeBesideSidecars(size: ComputeSizeSpec, supplements: readonly Supplement[]): ComputeSizeSpec {
  const sidecars = supplements.flatMap(({ initContainers = [] }) => initContainers).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const left = (resource: 'cpu' | 'memory'): string =>
    sidecars.reduce((rest, { resources }) => rest.minus(Quantity.parse(String(resources?.requests?.[resource] ?? '0'))), Quantity.parse(size[resource])).toString();
  return sidecars.length === 0 ? size : { ...size, cpu: left('cpu'), memory: left('memory') };
}
