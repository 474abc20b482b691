import type { JsonObject } from '../../lib/observed/read';

/** Objects of one kind that are watched in all namespaces. */
export interface WatchedResource {
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural name, as the API spells it: `jobsets`. */
  readonly plural: string;
  /** Label selector. @default - all objects of the kind */
  readonly selector?: string;
  /** What is kept of an object, and what a change is told from. @default - the metadata alone, which is then all that the server sends */
  readonly keep?: (object: JsonObject) => JsonObject;
  /** One word for the state that what is kept of an object is in: by it is told how soon a change matters. @default - none */
  readonly stateOf?: (kept: JsonObject) => string | undefined;
}

/** Asks for metadata alone. @see https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches */
const METADATA_ONLY = {
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  watch: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
};

/** The form in which a resource is asked for. */
export function acceptOf({ keep }: WatchedResource, verb: 'list' | 'watch'): string {
  return keep === undefined ? METADATA_ONLY[verb] : 'application/json';
}

/** Path of all objects of the resource, or of those of a namespace. */
export function collectionPath({ apiVersion, plural }: Pick<WatchedResource, 'apiVersion' | 'plural'>, namespace?: string): string {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return namespace === undefined ? `${group}/${plural}` : `${group}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

/** Path of one object. */
export function objectPath(resource: Pick<WatchedResource, 'apiVersion' | 'plural'>, { namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${collectionPath(resource, namespace)}/${encodeURIComponent(name)}`;
}
