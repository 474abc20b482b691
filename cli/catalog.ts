import { CATALOG_KEY, CATALOG_NAME, type Catalog, DEFAULT_CATALOG, type FieldError, formatFieldError, type Json, PLATFORM_NAMESPACE } from '../lib';
import { validateCatalog } from '../lib/catalog/validate';
import { schemas } from '../lib/schema/schemas';
import { SchemaValidator } from '../lib/schema/validator';
import { ApiError } from './api-error';
import type { Cluster } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { type Io, say } from './io';
import { isMap, mapOf, textOf } from './json';
import { readManifests } from './manifests';

/** The ConfigMap of the catalog in a cluster. */
export const CATALOG_OBJECT = `ConfigMap ${PLATFORM_NAMESPACE}/${CATALOG_NAME}`;

/** The catalog for a check without a cluster: the file given, else the one that DS_CATALOG names, else the default. */
export async function offlineCatalog(io: Io, file: string | undefined): Promise<Catalog> {
  const chosen = file ?? io.env.DS_CATALOG;
  return chosen === undefined || chosen === '' ? DEFAULT_CATALOG : readCatalog(io, chosen);
}

/** A catalog from a file: the catalog itself, or the ConfigMap that carries it in a cluster, be it alone or among other objects. @throws CommandError with every error */
export async function readCatalog(io: Io, file: string): Promise<Catalog> {
  const { documents: all, findings } = await readManifests(io, [file]);
  const catalogs = all.filter(({ content }) => holdsCatalog(content));
  const documents = all.length > 1 && catalogs.length > 0 ? catalogs : all;
  const errors: FieldError[] = [...findings];
  if (errors.length === 0 && documents.length !== 1) {
    errors.push({ path: '', reason: `holds no single catalog (given ${catalogs.length > 1 ? `${catalogs.length} of them` : `${documents.length} documents`}). Allowed: one document. Give the catalog a file of its own.` });
  }
  const content = documents[0]?.content ?? null;
  if (errors.length === 0) errors.push(...catalogErrors(unwrapped(content)));
  if (errors.length > 0) throw new CommandError(EXIT.refused, errors.map((error) => `${file}: catalog: ${formatFieldError(error)}`).join('\n'));
  return unwrapped(content) as unknown as Catalog;
}

/** The catalog that the platform put into the cluster; none if it cannot be read, for then the API server decides alone. */
export async function clusterCatalog(io: Io, cluster: Cluster): Promise<Catalog | undefined> {
  let catalog: Json;
  try {
    catalog = await contentInCluster(cluster);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return undefined;
    throw error;
  }
  if (catalogErrors(catalog).length === 0) return catalog as unknown as Catalog;
  say(io, `The catalog in the cluster (${CATALOG_OBJECT}) is not one that this ds understands, so names of runtimes and sizes are left to the API server.`);
  return undefined;
}

/** What the catalog's ConfigMap in the cluster carries, right or not. @throws ApiError if it cannot be read */
export async function contentInCluster(cluster: Cluster): Promise<Json> {
  return unwrapped(await cluster.request({ path: `/api/v1/namespaces/${PLATFORM_NAMESPACE}/configmaps/${CATALOG_NAME}` }));
}

/** Whether a document says what a platform offers. A mapping that names its kind is an object of a cluster, and no catalog but in its ConfigMap. */
export function holdsCatalog(content: Json): boolean {
  if (!isMap(content)) return false;
  const { kind, apiVersion, metadata, data, runtimes, sizes } = content;
  if (kind === 'ConfigMap') return mapOf(metadata).name === CATALOG_NAME && CATALOG_KEY in mapOf(data);
  return kind === undefined && apiVersion === undefined && runtimes !== undefined && sizes !== undefined;
}

/** Everything that is wrong with a catalog. */
export function catalogErrors(content: Json): FieldError[] {
  const errors = new SchemaValidator(schemas.Catalog).validate(content);
  return errors.length > 0 ? errors : validateCatalog(content as unknown as Catalog);
}

/** What a ConfigMap carries under the catalog's key; anything else as it is. */
export function unwrapped(content: Json): Json {
  const { kind, data } = mapOf(content);
  if (kind !== 'ConfigMap') return content;
  try {
    return JSON.parse(textOf(mapOf(data)[CATALOG_KEY])) as Json;
  } catch {
    return null;
  }
}
