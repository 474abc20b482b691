import { App } from 'cdk8s';
import { platformCharts } from '../constructs/platform-charts';
import { type Catalog, type Json, formatFieldError } from '../lib';
import type { PlannedEngine } from '../lib/engines/plan';
import { mirrored } from '../lib/k8s/image';
import { catalogOf } from '../lib/platform/catalog';
import { usedImages } from '../lib/platform/images';
import { enginesOf } from '../lib/platform/needed';
import { layerSchemas } from '../lib/platform/schemas';
import type { PlatformLayerSpec } from '../lib/platform/spec';
import { under, validatePlatformLayer } from '../lib/platform/validate';
import { SchemaValidator } from '../lib/schema/validator';
import { offlineCatalog } from './catalog';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { type Io, say } from './io';
import { mapOf } from './json';
import { readManifests } from './manifests';

/** Options of every command that looks at a platform as a whole. */
export interface PlatformOptions {
  readonly file?: string;
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

/** The key under which a stack's file of Pulumi has the layer. */
const STACK_KEY = 'ds-platform:platform';

/** Reads a platform: the configuration of its layer or its stack's file, else a platform with nothing asked for. @throws CommandError with every error */
export async function readPlatform(io: Io, { file, catalog: catalogFile, mirror }: PlatformOptions): Promise<Platform> {
  const layer = file === undefined ? {} : await readLayer(io, file);
  const own = catalogFile === undefined && layer.catalog !== undefined ? layer.catalog : await offlineCatalog(io, catalogFile ?? layer.catalogFile);
  const catalog = withoutMirror(catalogOf({ ...layer, catalog: own }));
  const original = { ...layer, registryMirror: undefined, chartMirror: undefined };
  const engines = enginesOf(original, catalog);
  const charts = platformCharts(new App(), original, catalog);
  const images = usedImages(engines, catalog, Object.fromEntries(charts.map((chart) => [chart.node.id, chart.toJson() as object[]])));
  const registry = mirror ?? layer.registryMirror ?? own.registryMirror;
  sayWhatIsUnknown(io, engines);
  return { engines, images: images.map(({ image, usedBy }) => ({ image, mirrored: mirrored(image, registry), usedBy })), mirror: registry };
}

async function readLayer(io: Io, file: string): Promise<PlatformLayerSpec> {
  const { documents, findings } = await readManifests(io, [file]);
  const content = documents[0]?.content ?? {};
  const { config } = mapOf(content);
  const layer = config === undefined ? content : (mapOf(config)[STACK_KEY] ?? {});
  const wrong = new SchemaValidator(layerSchemas.PlatformLayerSpec).validate(layer as Json);
  const errors = [...findings, ...(wrong.length > 0 ? wrong : validatePlatformLayer(layer as unknown as PlatformLayerSpec))];
  if (errors.length > 0) throw new CommandError(EXIT.refused, under('platform', errors).map((error) => `${file}: ${formatFieldError(error)}`).join('\n'));
  return layer as unknown as PlatformLayerSpec;
}

function withoutMirror({ registryMirror: _, ...catalog }: Catalog): Catalog {
  return catalog;
}

/** The images of a chart are known for the version in the table only. */
function sayWhatIsUnknown(io: Io, engines: readonly PlannedEngine[]): void {
  for (const { definition, source } of engines) {
    if (source.version === definition.chart.version) continue;
    say(io, `${definition.name}: its chart is ${source.version === undefined ? source.chart : `version ${source.version}`}, and the images listed are those of version ${definition.chart.version}. Compare them with what the chart runs.`);
  }
}
