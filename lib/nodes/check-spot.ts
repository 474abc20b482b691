import type { NodePoolSpec, TaintSpec } from '../catalog/spec';
import type { FieldError } from '../errors';
import { isSpot, SPOT_TAINT } from './spot';

/** The taint of spot nodes belongs to the platform: a flavor would tolerate it for every job. */
export function checkSpotTaint(path: string, taints: readonly TaintSpec[]): FieldError[] {
  const index = taints.findIndex(({ key }) => key === SPOT_TAINT.key);
  if (index < 0) return [];
  const reason = `belongs to the platform (given ${JSON.stringify(SPOT_TAINT.key)}). Allowed: taints of your own. Set capacityType: spot instead.`;
  return [{ path: `${path}[${index}].key`, reason }];
}

/** What is wrong between pools and the spot pools that they name. */
export function checkSpotPools(path: string, nodePools: Record<string, NodePoolSpec>): FieldError[] {
  const spotPools = Object.keys(nodePools).filter((name) => isSpot(nodePools[name] ?? {})).sort();
  return Object.entries(nodePools).flatMap(([name, pool]) => {
    if (pool.spotPool === undefined) return [];
    const place = `${path}.${name}.spotPool`;
    if (isSpot(pool)) {
      const reason = `a spot pool beside a spot pool (given ${JSON.stringify(pool.spotPool)}). Allowed: for pools of lasting nodes alone. Leave it out.`;
      return [{ path: place, reason }];
    }
    if (spotPools.includes(pool.spotPool)) return [];
    const allowed = spotPools.length === 0 ? 'none, since the catalog has no pool of capacityType spot' : spotPools.join(', ');
    const reason = `not a spot pool of the catalog (given ${JSON.stringify(pool.spotPool)}). Allowed: ${allowed}. Choose one, or set its capacityType: spot.`;
    return [{ path: place, reason }];
  });
}
