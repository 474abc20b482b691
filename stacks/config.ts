import * as pulumi from '@pulumi/pulumi';
import type { Catalog } from '../lib/catalog/spec';
import { ENGINE_NAMES } from '../lib/engines/table';
import type { EngineName } from '../lib/engines/engine';
import { PlatformError, type FieldError } from '../lib/errors';
import type { Json } from '../lib/k8s/object';
import { catalogOf } from '../lib/platform/catalog';
import { enginesOf } from '../lib/platform/needed';
import { layerSchemas } from '../lib/platform/schemas';
import { checkSecrets } from '../lib/platform/secrets';
import type { ClusterLayerSpec, PlatformLayerSpec, TenantsLayerSpec } from '../lib/platform/spec';
import { under, validateClusterLayer, validateLayerCatalog, validatePlatformLayer, validateTenantsLayer } from '../lib/platform/validate';
import { nearest } from '../lib/schema/nearest';
import { schemas } from '../lib/schema/schemas';
import type { StructuralSchema } from '../lib/schema/structural';
import { SchemaValidator } from '../lib/schema/validator';
import type { TenantSpec } from '../lib/tenants/spec';
import type { AccessArgs } from './components/access';
import { readDocuments } from './files';

/** The layers of a platform: a stack is one of them. */
export const LAYERS = ['cluster', 'platform', 'tenants'] as const;

export type LayerName = (typeof LAYERS)[number];

/** Secret values of charts, by engine. */
export type SecretValues = Partial<Record<EngineName, pulumi.Output<Record<string, Json>>>>;

/** The configuration of a stack: right as far as the stack alone can tell, with the files that it names read. */
export type StackConfig = { readonly access: AccessArgs; readonly root: string } & (
  | { readonly layer: 'cluster'; readonly spec: ClusterLayerSpec }
  | { readonly layer: 'platform'; readonly spec: PlatformLayerSpec; readonly secretValues: SecretValues }
  | { readonly layer: 'tenants'; readonly spec: TenantsLayerSpec }
);

/** Keys of a stack's configuration. */
const KEYS = ['layer', 'context', 'kubeconfig', 'secretValues', ...LAYERS];

/** Reads the stack's configuration. @throws PlatformError with every error that it holds */
export function readConfig(): StackConfig {
  const errors: FieldError[] = unknownKeys();
  const layer = readLayer(errors);
  const result = layer === undefined ? undefined : readSection(layer, errors);
  if (result === undefined || errors.length > 0) throw new PlatformError('InvalidConfig', `Stack/${pulumi.getStack()}`, errors);
  return result;
}

function readSection(layer: LayerName, errors: FieldError[]): StackConfig {
  const shared = { access: access(), root: pulumi.getRootDirectory() };
  switch (layer) {
    case 'cluster':
      return { ...shared, layer, spec: section<ClusterLayerSpec>(layer, layerSchemas.ClusterLayerSpec, validateClusterLayer, errors) };
    case 'platform': {
      const spec = section<PlatformLayerSpec>(layer, layerSchemas.PlatformLayerSpec, validatePlatformLayer, errors);
      return { ...shared, layer, spec: withCatalog(layer, spec, shared.root, errors), secretValues: secretValues(spec, errors) };
    }
    case 'tenants': {
      const spec = section<TenantsLayerSpec>(layer, layerSchemas.TenantsLayerSpec, validateTenantsLayer, errors);
      return { ...shared, layer, spec: withTenants(withCatalog(layer, spec, shared.root, errors), shared.root, errors) };
    }
  }
}

function readLayer(errors: FieldError[]): LayerName | undefined {
  const given = new pulumi.Config().get('layer');
  const layer = LAYERS.find((name) => name === given);
  if (layer === undefined) {
    const reason = given === undefined ? 'missing' : `unknown layer (given ${JSON.stringify(given)})`;
    errors.push({ path: 'layer', reason: `${reason}. Allowed: ${LAYERS.join(', ')}. Set it with \`pulumi config set layer platform\`.` });
  }
  return layer;
}

/** The kubeconfig is a secret, however it was set. */
function access(): AccessArgs {
  const config = new pulumi.Config();
  return { kubeconfig: config.getSecret('kubeconfig'), context: config.get('context') };
}

/** A mapping of the configuration whose fields are right in themselves. */
function section<Spec extends object>(key: string, schema: StructuralSchema, validate: (spec: Spec) => FieldError[], errors: FieldError[]): Spec {
  const value = mapping(key, errors);
  const found = new SchemaValidator(schema).validate(value, key);
  errors.push(...(found.length > 0 ? found : under(key, validate(value as unknown as Spec))));
  return found.length > 0 ? ({} as Spec) : (value as unknown as Spec);
}

/** The catalog, from the file if it stands there; its types are checked here where it comes from a file, what it says in any case. */
function withCatalog<Spec extends { catalog?: Catalog; catalogFile?: string }>(layer: string, spec: Spec, root: string, errors: FieldError[]): Spec {
  const { catalog: given, catalogFile } = spec;
  const catalog = given ?? (catalogFile === undefined ? undefined : fromFile<Catalog>(`${layer}.catalogFile`, catalogFile, root, errors));
  if (catalog === undefined) return spec;
  errors.push(...under(layer, validateLayerCatalog(catalog)));
  return { ...spec, catalog };
}

function fromFile<Spec>(field: string, file: string, root: string, errors: FieldError[]): Spec | undefined {
  const documents = readDocuments(field, file, root, errors);
  if (documents.length === 0) return undefined;
  const found = new SchemaValidator(schemas.Catalog).validate(documents[0] as Json, `${field}(${file})`);
  errors.push(...found);
  return found.length > 0 ? undefined : (documents[0] as unknown as Spec);
}

/** The tenants of the configuration and of the file, in this order. */
function withTenants(spec: TenantsLayerSpec, root: string, errors: FieldError[]): TenantsLayerSpec {
  if (spec.tenantsFile === undefined) return spec;
  const documents = readDocuments('tenants.tenantsFile', spec.tenantsFile, root, errors).flatMap((document) => (Array.isArray(document) ? document : [document]));
  const validator = new SchemaValidator(schemas.TenantSpec);
  const found = documents.flatMap((document, index) => validator.validate(document, `tenants.tenantsFile(${spec.tenantsFile})[${index}]`));
  errors.push(...found);
  return { ...spec, tenants: [...(spec.tenants ?? []), ...(found.length > 0 ? [] : (documents as unknown as TenantSpec[]))] };
}

/** Secret values stay secret: what is looked at here is which engines they are for. */
function secretValues(spec: PlatformLayerSpec, errors: FieldError[]): SecretValues {
  const values = mapping('secretValues', errors);
  const known = ENGINE_NAMES as readonly string[];
  for (const name of Object.keys(values).filter((engine) => !known.includes(engine))) {
    errors.push({ path: `secretValues.${name}`, reason: `unknown engine (given ${JSON.stringify(name)}). Allowed: ${known.join(', ')}. Correct it.` });
  }
  errors.push(...checkSecrets(enginesOf(spec, catalogOf(spec)), values));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, pulumi.secret(value as Record<string, Json>)]));
}

/** A mapping of the configuration as plain data; an empty one if it is not there. */
function mapping(key: string, errors: FieldError[]): Record<string, Json> {
  const text = pulumi.runtime.getConfig(`${pulumi.getProject()}:${key}`);
  if (text === undefined) return {};
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  errors.push({ path: key, reason: `not a mapping (given ${typeof value}). Allowed: a mapping. Write it in the stack's file, or set it with \`pulumi config set --path\`.` });
  return {};
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function unknownKeys(): FieldError[] {
  const prefix = `${pulumi.getProject()}:`;
  const names = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  return names.filter((name) => !KEYS.includes(name)).map((name) => {
    const near = nearest(name, KEYS);
    return { path: name, reason: `unknown key (given ${JSON.stringify(name)}). Allowed: ${KEYS.join(', ')}. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Remove it.'}` };
  });
}
