import { Chart, type App } from 'cdk8s';
import type { Catalog } from '../lib/catalog/spec';
import type { PlatformLayerSpec } from '../lib/platform/spec';
import { BatchQueueing } from './batch-queueing';
import { PlatformCatalog } from './catalog';
import { CustomResourceDefinitions } from './custom-resource-definitions';
import { IstioIngress } from './istio-ingress';
import { Mesh } from './mesh';
import { Monitoring } from './monitoring';
import { Operator, type OperatorLogLevel } from './operator';
import { PlatformNamespace } from './platform-namespace';

/** The platform's own objects as its layer describes them: one chart a part, each after those that it builds on. */
export function platformCharts(app: App, layer: PlatformLayerSpec, catalog: Catalog): Chart[] {
  const definitions = new Chart(app, 'definitions');
  new CustomResourceDefinitions(definitions, 'jobs');
  const offer = new Chart(app, 'catalog');
  new PlatformNamespace(offer, 'namespace');
  new PlatformCatalog(offer, 'catalog', { catalog });
  const queueing = new Chart(app, 'queueing');
  new BatchQueueing(queueing, 'queueing');
  const operator = new Chart(app, 'operator');
  const { logLevel, metricsNamespace = layer.monitoring && (layer.monitoring.namespace ?? 'monitoring'), ...props } = layer.operator ?? {};
  new Operator(operator, 'operator', { ...props, metricsNamespace, logLevel: logLevel as OperatorLogLevel | undefined });
  return [definitions, offer, queueing, operator, ...monitoringChart(app, layer), ...meshCharts(app, layer)];
}

function meshCharts(app: App, { mesh, ingress }: PlatformLayerSpec): Chart[] {
  if (mesh === undefined) return [];
  const charts = [new Chart(app, 'mesh')];
  new Mesh(charts[0] as Chart, 'mesh', mesh);
  if (ingress === undefined) return charts;
  const chart = new Chart(app, 'ingress');
  new IstioIngress(chart, 'ingress', ingress);
  return [...charts, chart];
}

function monitoringChart(app: App, { monitoring }: PlatformLayerSpec): Chart[] {
  if (monitoring === undefined) return [];
  const chart = new Chart(app, 'monitoring');
  new Monitoring(chart, 'monitoring', monitoring);
  return [chart];
}
