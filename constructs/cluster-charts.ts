import { Chart, type App } from 'cdk8s';
import { DEFAULT_CATALOG } from '../lib/catalog/default';
import type { Catalog, NodePoolSpec } from '../lib/catalog/spec';
import type { ClusterLayerSpec } from '../lib/platform/spec';
import { PlatformCatalog } from './catalog';
import { DcgmExporter } from './dcgm-exporter';
import { GpuNodePool } from './gpu-node-pool';
import { GpuOperator } from './gpu-operator';
import { NvidiaDevicePlugin } from './nvidia-device-plugin';

/** What a layer `cluster` is made of. */
export interface ClusterCharts {
  /** One chart a part; those that write nothing are left out. */
  readonly charts: readonly Chart[];
  /** Entries of the catalog's `nodePools`. */
  readonly nodePools: Record<string, NodePoolSpec>;
}

/** The objects of a layer `cluster`: what makes its pools, and what hands out and measures their GPUs. @throws PlatformError with every error of a part */
export function clusterCharts(app: App, layer: ClusterLayerSpec): ClusterCharts {
  const chart = new Chart(app, 'node-pools');
  const pools = layer.nodePools.map((pool) => new GpuNodePool(chart, pool.name, pool));
  const nodePools = Object.assign({}, ...pools.map((pool) => pool.nodePools)) as Record<string, NodePoolSpec>;
  // Nobody deploys it here.
  if (pools.length > 0) new PlatformCatalog(new Chart(app, 'catalog'), 'catalog', { catalog: catalogOfPools(nodePools, layer.registryMirror) });
  const charts = [chart, devicesChart(app, layer, pools)];
  return { charts: charts.filter((part) => part.toJson().length > 0), nodePools };
}

/** What parts look for around them: their own pools. Whether the sizes of a platform fit them is told where the sizes are, by the layer `platform`. */
function catalogOfPools(nodePools: Record<string, NodePoolSpec>, registryMirror: string | undefined): Catalog {
  const [nodePool = ''] = Object.keys(nodePools);
  return { runtimes: DEFAULT_CATALOG.runtimes, sizes: { Any: { cpu: '1', memory: '1Gi', nodePool } }, nodePools, ...(registryMirror !== undefined && { registryMirror }) };
}

function devicesChart(app: App, { devices = {} }: ClusterLayerSpec, pools: readonly GpuNodePool[]): Chart {
  const chart = new Chart(app, 'devices');
  const { devicePlugin, gpuOperator, dcgmExporter } = devices;
  if (devicePlugin !== undefined) new NvidiaDevicePlugin(chart, 'device-plugin', { ...devicePlugin, pools });
  // The namespace comes with the chart of the operator, wherever that is installed from.
  if (gpuOperator !== undefined) new GpuOperator(chart, 'gpu-operator', { ...gpuOperator, pools, existingNamespace: true });
  if (dcgmExporter !== undefined) new DcgmExporter(chart, 'dcgm-exporter', { metricsNamespace: 'monitoring', ...dcgmExporter, pools });
  return chart;
}
