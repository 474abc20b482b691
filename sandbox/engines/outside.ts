import * as yaml from 'js-yaml';

/** A Kubernetes object as far as it matters here. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec: { readonly containers: readonly Container[] } } };
}

interface Container {
  readonly args?: readonly string[];
}

/** Where kube-apiserver finds the webhooks of an engine that runs outside of the cluster. */
export interface WebhookServer {
  /** Such as `https://127.0.0.1:9443`. */
  readonly url: string;
  /** The authority's certificate in base64. */
  readonly authority: string;
}

/** What only makes sense with pods; secrets come with the certificate's own keys. */
const INSIDE = ['Deployment', 'StatefulSet', 'Service', 'APIService', 'Secret', 'ConfigMap'];

/** The objects of an engine's installation without what runs in pods, calling its webhooks by URL. */
export function outsideCluster(manifests: readonly Manifest[], server: WebhookServer | undefined): Manifest[] {
  const kept = manifests.filter(({ kind }) => !INSIDE.includes(kind));
  return server === undefined ? kept : kept.map((manifest) => callByUrl(manifest, server) as Manifest);
}

export function parseManifests(documents: string): Manifest[] {
  return (yaml.loadAll(documents) as (Manifest | null)[]).filter((manifest) => manifest !== null);
}

/** A `clientConfig` is the same wherever it occurs: in webhook configurations and in the conversion of a custom resource. */
function callByUrl(value: unknown, server: WebhookServer): unknown {
  if (Array.isArray(value)) return value.map((item) => callByUrl(item, server));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    return [key, isServiceCall(key, inner) ? urlCall(inner, server) : callByUrl(inner, server)];
  });
  return Object.fromEntries(entries);
}

interface ServiceCall {
  readonly service: { readonly path?: string };
}

/** A schema may have a property of that name; it has no service. */
function isServiceCall(key: string, value: unknown): value is ServiceCall {
  const service = key === 'clientConfig' ? (value as { service?: { name?: unknown } } | null)?.service : undefined;
  return typeof service?.name === 'string';
}

function urlCall({ service }: ServiceCall, server: WebhookServer): object {
  return { url: `${server.url}${service.path ?? ''}`, caBundle: server.authority };
}
