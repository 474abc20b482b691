import type * as pulumi from '@pulumi/pulumi';
import { App, Chart } from 'cdk8s';
import { BatchQueueing } from '../constructs/batch-queueing';
import { PlatformCatalog } from '../constructs/catalog';
import { CustomResourceDefinitions } from '../constructs/custom-resource-definitions';
import { Operator, type OperatorLogLevel } from '../constructs/operator';
import { PlatformNamespace } from '../constructs/platform-namespace';
import { DEFAULT_CATALOG } from '../lib/catalog/default';
import type { Catalog } from '../lib/catalog/spec';
import type { EngineName } from '../lib/engines/engine';
import { planEngines } from '../lib/engines/plan';
import type { PlatformLayerSpec } from '../lib/platform/spec';
import type { ClusterAccess } from './components/access';
import { Manifests, objectsOf } from './components/chart';
import { Engines } from './components/engines';
import type { SecretValues } from './config';
import { clusterOutputs, type PlatformOutputs } from './outputs';

/** Where a layer is deployed. */
export interface LayerContext {
  readonly access: ClusterAccess;
  /** Folder that paths of the configuration start from. */
  readonly root: string;
}

/** What every platform runs on. */
const NEEDED: readonly EngineName[] = ['jobset', 'kueue', 'metacontroller'];

/** The layer `platform`: engines, definitions, catalog, queueing, operator. @throws PlatformError with every error */
export async function deployPlatform(spec: PlatformLayerSpec, { access, root }: LayerContext, secretValues: SecretValues = {}): Promise<PlatformOutputs> {
  const catalog = await catalogOf(spec);
  const plans = planEngines(NEEDED, { registryMirror: catalog.registryMirror, chartMirror: spec.chartMirror, overrides: spec.engines });
  const charts = platformCharts(spec, catalog);
  const options = { provider: access.cluster };
  const engines = new Engines('engines', { engines: plans, secretValues, root, kept: access.kept }, options);
  let before: pulumi.Resource[] = [];
  for (const chart of charts) {
    const made = new Manifests(chart.node.id, { chart, kept: access.kept, after: [...engines.neededBy(objectsOf(chart)), ...before] }, options);
    before = [...before, made];
  }
  return { catalog, engines: Object.fromEntries(plans.map(({ definition, source }) => [definition.name, source.version ?? source.chart])) };
}

/** The platform's own charts, each after those that it builds on. */
function platformCharts(spec: PlatformLayerSpec, catalog: Catalog): Chart[] {
  const app = new App();
  const definitions = new Chart(app, 'definitions');
  new CustomResourceDefinitions(definitions, 'jobs');
  const catalogChart = new Chart(app, 'catalog');
  new PlatformNamespace(catalogChart, 'namespace');
  new PlatformCatalog(catalogChart, 'catalog', { catalog });
  const queueing = new Chart(app, 'queueing');
  new BatchQueueing(queueing, 'queueing');
  const operator = new Chart(app, 'operator');
  new Operator(operator, 'operator', { ...spec.operator, logLevel: spec.operator?.logLevel as OperatorLogLevel | undefined });
  return [definitions, catalogChart, queueing, operator];
}

/** The catalog with the pools of the layer `cluster`, and the registry that all images come from. */
async function catalogOf({ catalog = DEFAULT_CATALOG, clusterStack, registryMirror = catalog.registryMirror }: PlatformLayerSpec): Promise<Catalog> {
  const pools = clusterStack === undefined ? {} : (await clusterOutputs(clusterStack)).nodePools;
  return { ...catalog, nodePools: { ...catalog.nodePools, ...pools }, ...(registryMirror !== undefined && { registryMirror }) };
}
