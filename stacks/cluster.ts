import { App, Chart } from 'cdk8s';
import { GpuNodePool } from '../constructs/gpu-node-pool';
import type { ClusterLayerSpec } from '../lib/platform/spec';
import type { ClusterOutputs } from './outputs';

/** The layer `cluster`: pools of nodes. */
export function deployCluster(spec: ClusterLayerSpec): ClusterOutputs {
  const chart = new Chart(new App(), 'node-pools');
  const pools = spec.nodePools.map((pool) => new GpuNodePool(chart, pool.name, pool));
  return { nodePools: Object.assign({}, ...pools.map(({ nodePools }) => nodePools)) };
}
