import type { EngineName } from '../engines/engine';
import { merge, planEngines, type PlannedEngine } from '../engines/plan';
import type { Catalog } from '../catalog/spec';
import { deviceClassMappings } from '../nodes/device-class';
import type { ClusterLayerSpec, PlatformLayerSpec } from './spec';

/** What every platform runs on. */
const ALWAYS: readonly EngineName[] = ['jobset', 'kueue'];

/** What a part of a platform needs beside that, where the part is asked for. */
const PARTS: readonly { readonly asked: (layer: PlatformLayerSpec, catalog: Catalog) => boolean; readonly needs: readonly EngineName[] }[] = [
  { asked: ({ mesh }) => mesh !== undefined, needs: ['istioBase', 'istiod', 'istioCni', 'ztunnel'] },
  { asked: ({ ingress }) => ingress !== undefined, needs: ['certManager'] },
  // In the form of Gateway API, istiod makes the gateway's pods itself.
  { asked: ({ ingress }) => ingress !== undefined && ingress.api !== 'gateway', needs: ['istioGateway'] },
  { asked: (_layer, { engines }) => engines?.includes('spark') === true, needs: ['sparkOperator'] },
  { asked: ({ monitoring }) => monitoring !== undefined, needs: ['kubePrometheusStack'] },
];

/** The engines that a platform installs, from where it takes them. */
export function enginesOf(layer: PlatformLayerSpec, catalog: Catalog): PlannedEngine[] {
  const needed = [...ALWAYS, ...PARTS.filter(({ asked }) => asked(layer, catalog)).flatMap(({ needs }) => needs)];
  return planEngines(needed, {
    registryMirror: catalog.registryMirror,
    chartMirror: layer.chartMirror,
    overrides: layer.engines,
    mesh: layer.mesh,
    fairSharing: catalog.queueing?.fairSharing,
    deviceClasses: deviceClassMappings(catalog),
  });
}

/** What the GPU operator of a layer `cluster` must be told: that layer writes the ClusterPolicy, and there can be one. */
const NO_POLICY = { clusterPolicy: { deployCR: false } };

/** The engines that a layer `cluster` installs, from where it takes them. */
export function clusterEnginesOf({ devices, engines, registryMirror, chartMirror }: ClusterLayerSpec): PlannedEngine[] {
  if (devices?.gpuOperator === undefined) return [];
  const override = engines?.gpuOperator;
  return planEngines(['gpuOperator'], { registryMirror, chartMirror, overrides: { gpuOperator: { ...override, values: merge(override?.values ?? {}, NO_POLICY) } } });
}
