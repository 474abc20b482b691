import type * as pulumi from '@pulumi/pulumi';
import { App } from 'cdk8s';
import { platformCharts } from '../constructs/platform-charts';
import { catalogOf } from '../lib/platform/catalog';
import { enginesOf } from '../lib/platform/needed';
import type { PlatformLayerSpec } from '../lib/platform/spec';
import { validateLayerCatalog, validatePlatformLayer } from '../lib/platform/validate';
import type { ClusterAccess } from './components/access';
import { Manifests, objectsOf } from './components/chart';
import { Engine } from './components/engine';
import { Engines } from './components/engines';
import type { SecretValues } from './config';
import { clusterOutputs, refuseConfig, type PlatformOutputs } from './outputs';

/** Where a layer is deployed. */
export interface LayerContext {
  readonly access: ClusterAccess;
  /** Folder that paths of the configuration start from. */
  readonly root: string;
}

/** The layer `platform`: engines, definitions, catalog, queueing, operator. @throws PlatformError with every error */
export async function deployPlatform(spec: PlatformLayerSpec, { access, root }: LayerContext, secretValues: SecretValues = {}): Promise<PlatformOutputs> {
  refuseConfig([...validatePlatformLayer(spec), ...(spec.catalog === undefined ? [] : validateLayerCatalog(spec.catalog))]);
  const catalog = catalogOf(spec, spec.clusterStack === undefined ? {} : (await clusterOutputs(spec.clusterStack)).nodePools);
  const plans = enginesOf(spec, catalog);
  const options = { provider: access.cluster };
  const shared = { root, kept: access.kept };
  const engines = new Engines('engines', { engines: plans.filter(({ definition }) => definition.inNamespaceOf === undefined), secretValues, ...shared }, options);
  let before: pulumi.Resource[] = [];
  for (const chart of platformCharts(new App(), spec, catalog)) {
    const made = new Manifests(chart.node.id, { chart, kept: access.kept, after: [...engines.neededBy(objectsOf(chart)), ...before] }, options);
    for (const engine of plans.filter(({ definition }) => definition.inNamespaceOf === chart.node.id)) {
      const { name } = engine.definition;
      const after = [made, ...engine.after.flatMap((other) => engines.get(other) ?? [])];
      new Engine(name, { engine, secretValues: secretValues[name], after, ...shared }, options);
    }
    before = [...before, made];
  }
  return { catalog, ...partsOf(spec), engines: Object.fromEntries(plans.map(({ definition, source }) => [definition.name, source.version ?? source.chart])) };
}

/** The parts that there are: Pulumi warns of an output without a value. */
function partsOf({ monitoring, mesh, ingress }: PlatformLayerSpec): Pick<PlatformOutputs, 'monitoring' | 'mesh' | 'ingress'> {
  return { ...(monitoring !== undefined && { monitoring }), ...(mesh !== undefined && { mesh }), ...(ingress !== undefined && { ingress }) };
}
