import { type Json, type FieldError, formatFieldError } from '../lib';
import { layerSchemas } from '../lib/platform/schemas';
import type { ClusterLayerSpec, PlatformLayerSpec } from '../lib/platform/spec';
import { under, validateClusterLayer, validatePlatformLayer } from '../lib/platform/validate';
import type { StructuralSchema } from '../lib/schema/structural';
import { SchemaValidator } from '../lib/schema/validator';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import type { Io } from './io';
import { type JsonMap, mapOf } from './json';
import { readManifests } from './manifests';

/** The layers that files describe. */
export interface Layers {
  readonly cluster?: ClusterLayerSpec;
  readonly platform?: PlatformLayerSpec;
}

type LayerName = keyof Layers;

/** The layers of the files, each the configuration of a layer or its stack's file; without files, a platform with nothing asked for. @throws CommandError with every error */
export async function readLayers(io: Io, files: readonly string[]): Promise<Layers> {
  if (files.length === 0) return { platform: {} };
  const errors: string[] = [];
  const layers: Layers = {};
  for (const file of files) {
    const { documents, findings } = await readManifests(io, [file]);
    const [name, layer] = layerIn(documents[0]?.content ?? {});
    if (name in layers) errors.push(`${file}: ${name}: a second layer of the kind. Allowed: one. Leave one of the files out.`);
    errors.push(...[...findings, ...wrong(name, layer)].map((error) => `${file}: ${formatFieldError(error)}`));
    Object.assign(layers, { [name]: layer });
  }
  if (errors.length > 0) throw new CommandError(EXIT.refused, errors.join('\n'));
  return layers;
}

/** A layer by itself, or in a stack's file of Pulumi. Every layer `cluster` has pools, and no layer `platform` has. */
function layerIn(content: Json): [LayerName, JsonMap] {
  const document = mapOf(content);
  if (document.config === undefined) return ['nodePools' in document ? 'cluster' : 'platform', document];
  const config = mapOf(document.config);
  const name = 'ds-platform:cluster' in config ? 'cluster' : 'platform';
  return [name, mapOf(config[`ds-platform:${name}`] ?? {})];
}

function wrong(name: LayerName, layer: JsonMap): FieldError[] {
  if (name === 'cluster') return check(layerSchemas.ClusterLayerSpec, name, layer, validateClusterLayer);
  return check(layerSchemas.PlatformLayerSpec, name, layer, validatePlatformLayer);
}

function check<Spec>(schema: StructuralSchema, name: LayerName, layer: JsonMap, validate: (spec: Spec) => FieldError[]): FieldError[] {
  const found = new SchemaValidator(schema).validate(layer);
  return under(name, found.length > 0 ? found : validate(layer as unknown as Spec));
}
