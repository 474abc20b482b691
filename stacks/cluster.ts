import { App } from 'cdk8s';
import { clusterCharts } from '../constructs/cluster-charts';
import { clusterEnginesOf } from '../lib/platform/needed';
import type { ClusterLayerSpec } from '../lib/platform/spec';
import { validateClusterLayer } from '../lib/platform/validate';
import { Manifests, objectsOf } from './components/chart';
import { Engines } from './components/engines';
import { refuseConfig, type ClusterOutputs } from './outputs';
import type { LayerContext } from './platform';

/** The layer `cluster`: pools of nodes, and what hands out their GPUs. Existing nodes need nothing to be made. @throws PlatformError with every error */
export function deployCluster(spec: ClusterLayerSpec, { access, root }: LayerContext): ClusterOutputs {
  refuseConfig(validateClusterLayer(spec));
  const { charts, nodePools } = clusterCharts(new App(), spec);
  const plans = clusterEnginesOf(spec);
  const options = { provider: access.cluster };
  const engines = plans.length > 0 ? new Engines('engines', { engines: plans, secretValues: {}, root, kept: access.kept }, options) : undefined;
  for (const chart of charts) new Manifests(chart.node.id, { chart, kept: access.kept, after: engines?.neededBy(objectsOf(chart)) }, options);
  return { nodePools };
}
