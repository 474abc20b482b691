import { mirrored } from '../k8s/image';
import type { Json } from '../k8s/object';
import type { DeviceClassMapping } from '../nodes/device-class';
import type { EngineDefinition, EngineName, MeshDomains } from './engine';
import type { EngineOverrides, EngineOverrideSpec } from './spec';
import { ENGINES } from './table';

/** What all engines of a platform are installed from. */
export interface EngineSources {
  /** Registry in place of the images' own. @default - the images' own */
  readonly registryMirror?: string;
  /** OCI folder in place of the charts' own repositories. @default - the charts' own */
  readonly chartMirror?: string;
  /** Differences by name of the engine. */
  readonly overrides?: EngineOverrides;
  /** The mesh, where there is one. */
  readonly mesh?: MeshDomains;
  /** Whether what a cohort lends is shared out by weight. @default false */
  readonly fairSharing?: boolean;
  /** Which DeviceClasses Kueue counts as which resource. @default - none */
  readonly deviceClasses?: readonly DeviceClassMapping[];
}

/** Where a chart comes from. */
export interface ChartSource {
  /** Path, `oci://` reference, or the name in `repository`. */
  readonly chart: string;
  /** Address of the chart repository, for a chart that is named only. */
  readonly repository?: string;
  /** @default - whatever is at the path */
  readonly version?: string;
}

/** An engine as one platform installs it. */
export interface PlannedEngine {
  readonly definition: EngineDefinition;
  readonly source: ChartSource;
  readonly values: Record<string, Json>;
  /** Every image that it runs, by the engine's own keys. */
  readonly images: Readonly<Record<string, string>>;
  /** The engines of the same platform that must be ready before. */
  readonly after: readonly EngineName[];
}

/** The engines that a platform installs, each after those that it waits for. */
export function planEngines(needed: readonly EngineName[], sources: EngineSources = {}): PlannedEngine[] {
  const spark = needed.includes('sparkOperator');
  const installed = ENGINES.filter(({ name }) => sources.overrides?.[name]?.install ?? needed.includes(name));
  const names = installed.map(({ name }) => name);
  return installed.map((definition) => ({
    definition,
    source: chartSource(definition, sources),
    values: valuesOf(definition, sources, spark),
    images: Object.fromEntries(Object.entries(definition.images).map(([key, image]) => [key, mirrored(image, sources.registryMirror)])),
    after: definition.after.filter((name) => names.includes(name)),
  }));
}

/** Whether a chart is a path rather than an address. */
export function isPath(chart: string): boolean {
  return /^\.{0,2}\//.test(chart);
}

function chartSource({ name, chart }: EngineDefinition, { overrides, chartMirror }: EngineSources): ChartSource {
  const override: EngineOverrideSpec = overrides?.[name] ?? {};
  const version = override.version ?? chart.version;
  if (override.chart !== undefined) return isPath(override.chart) ? { chart: override.chart } : { chart: override.chart, version };
  const folder = chartMirror ?? chart.repository;
  if (folder.startsWith('oci://')) return { chart: `${folder.replace(/\/$/, '')}/${chart.name}`, version };
  return { chart: chart.name, repository: folder, version };
}

function valuesOf(definition: EngineDefinition, { overrides, registryMirror, mesh, fairSharing, deviceClasses }: EngineSources, spark: boolean): Record<string, Json> {
  const image = (key: string): string => mirrored(definition.images[key] as string, registryMirror);
  return merge(definition.values({ image, mesh, fairSharing, spark, deviceClasses }), overrides?.[definition.name]?.values ?? {});
}

/** As Helm puts values over values: mappings are merged, all else is replaced. */
export function merge(under: Record<string, Json>, over: Record<string, Json>): Record<string, Json> {
  const result = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isMapping(below) && isMapping(value) ? merge(below, value) : value;
  }
  return result;
}

function isMapping(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
