import { App, type Chart } from 'cdk8s';
import { clusterCharts } from '../constructs/cluster-charts';
import { platformCharts } from '../constructs/platform-charts';
import type { Catalog } from '../lib';
import { OPERAND_IMAGES } from '../lib/devices/images';
import type { PlannedEngine } from '../lib/engines/plan';
import { mirrored } from '../lib/k8s/image';
import { catalogOf } from '../lib/platform/catalog';
import { usedImages } from '../lib/platform/images';
import { clusterEnginesOf, enginesOf } from '../lib/platform/needed';
import type { ClusterLayerSpec, PlatformLayerSpec } from '../lib/platform/spec';
import { offlineCatalog } from './catalog';
import { type Io, say } from './io';
import { readLayers } from './platform-layers';

/** Options of every command that looks at a platform as a whole. */
export interface PlatformOptions {
  readonly file?: readonly string[];
  readonly catalog?: string;
  readonly mirror?: string;
}

/** An image of a platform. */
export interface PlatformImage {
  readonly image: string;
  /** The name that it has in the mirror; the same where there is none. */
  readonly mirrored: string;
  readonly usedBy: readonly string[];
}

/** What a platform is made of that comes from elsewhere. */
export interface Platform {
  readonly engines: readonly PlannedEngine[];
  readonly images: readonly PlatformImage[];
  /** Registry that stands in for the images' own. */
  readonly mirror: string | undefined;
}

/** Reads a platform: what its layers say in these files, else a platform with nothing asked for. @throws CommandError with every error */
export async function readPlatform(io: Io, { file = [], catalog: catalogFile, mirror }: PlatformOptions): Promise<Platform> {
  const { cluster, platform } = await readLayers(io, file);
  const parts = [cluster === undefined ? NOTHING : partsOfCluster(cluster), platform === undefined ? NOTHING : await partsOfPlatform(io, platform, catalogFile)];
  const engines = parts.flatMap((part) => part.engines);
  const objects = Object.fromEntries(parts.flatMap(({ charts }) => charts).map((chart) => [chart.node.id, chart.toJson() as object[]]));
  const images = usedImages(engines, Object.assign({}, ...parts.map(({ runtimes }) => runtimes)) as Catalog['runtimes'], objects);
  const registry = mirror ?? parts.map(({ registryMirror }) => registryMirror).findLast((given) => given !== undefined);
  sayWhatIsUnknown(io, engines);
  return { engines, images: images.map(({ image, usedBy }) => ({ image, mirrored: mirrored(image, registry), usedBy })), mirror: registry };
}

/** What one layer has, with the images' and charts' own registries. */
interface Parts {
  readonly engines: readonly PlannedEngine[];
  readonly charts: readonly Chart[];
  readonly runtimes: Catalog['runtimes'];
  readonly registryMirror?: string;
}

const NOTHING: Parts = { engines: [], charts: [], runtimes: {} };

const ORIGINAL = { registryMirror: undefined, chartMirror: undefined };

function partsOfCluster(layer: ClusterLayerSpec): Parts {
  const original = { ...layer, ...ORIGINAL };
  return { engines: clusterEnginesOf(original), charts: clusterCharts(new App(), original).charts, runtimes: {}, registryMirror: layer.registryMirror };
}

async function partsOfPlatform(io: Io, layer: PlatformLayerSpec, catalogFile: string | undefined): Promise<Parts> {
  const own = catalogFile === undefined && layer.catalog !== undefined ? layer.catalog : await offlineCatalog(io, catalogFile ?? layer.catalogFile);
  const catalog = withoutMirror(catalogOf({ ...layer, catalog: own }));
  const original = { ...layer, ...ORIGINAL };
  return { engines: enginesOf(original, catalog), charts: platformCharts(new App(), original, catalog), runtimes: catalog.runtimes, registryMirror: layer.registryMirror ?? own.registryMirror };
}

function withoutMirror({ registryMirror: _, ...catalog }: Catalog): Catalog {
  return catalog;
}

/** The images of a chart are known for the version in the table only. */
function sayWhatIsUnknown(io: Io, engines: readonly PlannedEngine[]): void {
  if (engines.some(({ definition }) => definition.name === 'gpuOperator')) {
    say(io, `gpuOperator: what nodes pull as ${OPERAND_IMAGES.driver} has their operating system behind its tag, like -ubuntu24.04. Put that of your nodes in its place.`);
  }
  for (const { definition, source } of engines) {
    if (source.version === definition.chart.version) continue;
    say(io, `${definition.name}: its chart is ${source.version === undefined ? source.chart : `version ${source.version}`}, and the images listed are those of version ${definition.chart.version}. Compare them with what the chart runs.`);
  }
}
