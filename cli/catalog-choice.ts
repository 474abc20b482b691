import { type Catalog, formatFieldError } from '../lib';
import { ApiError } from './api-error';
import { CATALOG_OBJECT, catalogErrors, contentInCluster } from './catalog';
import type { Cluster } from './cluster';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import type { ClusterOptions, Io } from './io';
import { CARRIED, catalogOfEnvironment, catalogOfFile, type KnownCatalog, OF_THE_CLUSTER, onlyCatalogAmong } from './known-catalog';
import { readManifests } from './manifests';

/** Which catalog is meant, as given on the command line. */
export interface CatalogChoice extends ClusterOptions {
  /** Files that hold it among other documents. */
  readonly file?: readonly string[];
  readonly recursive?: boolean;
  /** The file that holds it. */
  readonly catalog?: string;
}

/** The catalog that a user means. Whoever names a cluster means that of the cluster, whatever DS_CATALOG says. @throws CommandError if that one cannot be had */
export async function chooseCatalog(io: Io, choice: CatalogChoice): Promise<KnownCatalog> {
  if (choice.file !== undefined) return onlyCatalogAmong(await readManifests(io, choice.file, choice.recursive));
  if (choice.catalog !== undefined) return catalogOfFile(io, choice.catalog);
  const named = choice.context !== undefined || choice.kubeconfig !== undefined;
  const environment = named ? undefined : await catalogOfEnvironment(io);
  if (environment !== undefined) return environment;
  const cluster = await io.connect(choice).catch((error: unknown) => noCluster(error, named || Boolean(io.env.KUBECONFIG)));
  return typeof cluster === 'string' ? { ...CARRIED, name: `${CARRIED.name}: ${cluster}` } : catalogOfCluster(cluster);
}

/** Why no cluster is known, where the user has named none. */
function noCluster(error: unknown, named: boolean): string {
  if (named || !(error instanceof CommandError) || error.exitCode !== EXIT.cluster) throw error;
  return error.message.replace(/\.$/, '');
}

async function catalogOfCluster(cluster: Cluster): Promise<KnownCatalog> {
  const content = await contentInCluster(cluster).catch((error: unknown) => {
    throw unread(error);
  });
  const errors = catalogErrors(content);
  if (errors.length === 0) return { catalog: content as unknown as Catalog, name: `${OF_THE_CLUSTER} (${CATALOG_OBJECT})` };
  const lines = errors.map((error) => `${CATALOG_OBJECT}: ${formatFieldError(error)}`);
  throw new CommandError(EXIT.refused, ['The catalog of the cluster is not one that this ds understands:', ...lines].join('\n'));
}

function unread(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 403) return new CommandError(EXIT.cluster, `You may not read the catalog of the cluster (${CATALOG_OBJECT}). Allowed: people of the platform's tenants. Ask the platform's owners to take you into a tenant, or name a file with --catalog.`, { cause: error });
  if (error.status === 404) return new CommandError(EXIT.notFound, `There is no catalog in the cluster (${CATALOG_OBJECT}): the platform is not installed there. Choose another cluster with --context, or name a file with --catalog.`, { cause: error });
  return error;
}
