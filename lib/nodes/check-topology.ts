import type { NodePoolSpec } from '../catalog/spec';
import type { FieldError } from '../errors';
import { checkLabelKey, checkObjectName } from './names';
import { HOSTNAME_LABEL, topologyLevelsOf } from './topology';

/** Limit of a Topology. */
const MAX_LEVELS = 16;

/** Everything that is wrong with the topology of one pool. */
export function checkTopology(prefix: string, pool: NodePoolSpec): FieldError[] {
  const { topologyName, topologyLevels } = pool;
  if (topologyName === undefined) {
    if (topologyLevels === undefined) return [];
    const reason = `without a name (given ${JSON.stringify(topologyLevels)}). Allowed: levels of a topology that has a name. Give topologyName too.`;
    return [{ path: `${prefix}topologyLevels`, reason }];
  }
  return [
    ...checkObjectName(`${prefix}topologyName`, topologyName),
    ...(Object.keys(pool.labels ?? {}).length > 0 ? [] : [needsLabels(prefix)]),
    ...(topologyLevels === undefined ? [] : checkLevels(`${prefix}topologyLevels`, topologyLevels)),
  ];
}

/** Kueue looks for the nodes of a topology by the labels of the flavor. */
function needsLabels(prefix: string): FieldError {
  const reason = 'empty (given {}). Allowed: at least one label, since the pool has a topology. Add a label that its nodes carry.';
  return { path: `${prefix}labels`, reason };
}

function checkLevels(path: string, levels: readonly string[]): FieldError[] {
  if (levels.length < 1 || levels.length > MAX_LEVELS) {
    const reason = `not the levels of a topology (given ${levels.length}). Allowed: 1 to ${MAX_LEVELS}. Name the labels of nodes that tell how near they are.`;
    return [{ path, reason }];
  }
  return levels.flatMap((level, index) => [...checkLabelKey(`${path}[${index}]`, level), ...checkPlace(`${path}[${index}]`, level, levels, index)]);
}

function checkPlace(path: string, level: string, levels: readonly string[], index: number): FieldError[] {
  if (levels.indexOf(level) < index) {
    return [{ path, reason: `given twice (${JSON.stringify(level)}). Allowed: each level once. Remove one of them.` }];
  }
  if (level !== HOSTNAME_LABEL || index === levels.length - 1) return [];
  return [{ path, reason: `the narrowest level, but not the last (given ${JSON.stringify(level)}). Allowed: the widest first. Move it to the end.` }];
}

/** A Topology is one object, whoever names it. */
export function checkSharedTopologies(path: string, nodePools: Record<string, NodePoolSpec>): FieldError[] {
  const first = new Map<string, string>();
  return Object.entries(nodePools).flatMap(([name, pool]) => {
    if (pool.topologyName === undefined) return [];
    const other = first.get(pool.topologyName);
    if (other === undefined) {
      first.set(pool.topologyName, name);
      return [];
    }
    const [expected, given] = [nodePools[other] ?? {}, pool].map((each) => JSON.stringify(topologyLevelsOf(each)));
    if (expected === given) return [];
    const reason = `other levels of topology ${JSON.stringify(pool.topologyName)} than pool "${other}" gives (given ${given}). Allowed: ${expected}. Use the same, or another name.`;
    return [{ path: `${path}.${name}.topologyLevels`, reason }];
  });
}
