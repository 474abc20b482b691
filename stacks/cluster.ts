import { App, Chart } from 'cdk8s';
import { PlatformCatalog } from '../constructs/catalog';
import { GpuNodePool } from '../constructs/gpu-node-pool';
import { DEFAULT_CATALOG } from '../lib/catalog/default';
import type { Catalog, NodePoolSpec } from '../lib/catalog/spec';
import type { ClusterLayerSpec } from '../lib/platform/spec';
import { Manifests, objectsOf } from './components/chart';
import type { ClusterOutputs } from './outputs';
import type { LayerContext } from './platform';

/** The layer `cluster`: pools of nodes. Existing nodes need nothing to be made. @throws PlatformError with every error of a pool */
export function deployCluster(spec: ClusterLayerSpec, { access }: LayerContext): ClusterOutputs {
  const app = new App();
  const chart = new Chart(app, 'node-pools');
  const pools = spec.nodePools.map((pool) => new GpuNodePool(chart, pool.name, pool));
  const nodePools = Object.assign({}, ...pools.map((pool) => pool.nodePools)) as Record<string, NodePoolSpec>;
  if (pools.length > 0) new PlatformCatalog(new Chart(app, 'catalog'), 'catalog', { catalog: catalogOfPools(nodePools) });
  if (objectsOf(chart).length > 0) new Manifests('node-pools', { chart, kept: access.kept }, { provider: access.cluster });
  return { nodePools };
}

/** What pools look for around them: their own entries. Whether the sizes of a platform fit them is told where the sizes are, by the layer `platform`. */
function catalogOfPools(nodePools: Record<string, NodePoolSpec>): Catalog {
  const [nodePool = ''] = Object.keys(nodePools);
  return { runtimes: DEFAULT_CATALOG.runtimes, sizes: { Any: { cpu: '1', memory: '1Gi', nodePool } }, nodePools };
}
