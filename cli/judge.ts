import type { Catalog } from '../lib';
import { CATALOG_OBJECT, clusterCatalog } from './catalog';
import type { Cluster } from './cluster';
import { CommandError } from './command-error';
import type { Manifests } from './document';
import { EXIT } from './exit-codes';
import { inspect, type Inspection } from './findings';
import type { Io } from './io';
import { CARRIED, catalogAmong, catalogOfEnvironment, catalogOfFile, OF_THE_CLUSTER } from './known-catalog';
import { neverIn } from './never';

/** Who is to judge the jobs of files. */
export interface Bench {
  /** File of `--catalog`. */
  readonly catalog?: string;
  /** The cluster whose catalog and queues count. @default - none */
  readonly cluster?: Cluster;
  /** Namespace there of the jobs that name none. @default - that of the cluster's context */
  readonly namespace?: string;
}

/** What was found, and what it was judged by. */
export interface Judgement {
  readonly inspection: Inspection;
  /** None where there is none that could be trusted: then the schemas alone have judged. */
  readonly catalog: Catalog | undefined;
  /** What messages call that which judged. */
  readonly judge: string;
}

/** What messages call it when no catalog has judged. */
const SCHEMAS = 'the schemas alone';

/** Finds every error: by the catalog of `--catalog` or of the cluster, else by the one among the files, else by that of DS_CATALOG, else by the one that ds carries. */
export async function judged(io: Io, manifests: Manifests, { catalog: file, cluster, namespace }: Bench): Promise<Judgement> {
  if (file !== undefined && cluster !== undefined) throw new CommandError(EXIT.usage, 'Two catalogs are named, by --catalog and as that of the cluster. Allowed: one. Leave one out.');
  if (file !== undefined) {
    const { catalog, name } = await catalogOfFile(io, file);
    return { inspection: inspect(manifests, catalog), catalog, judge: name };
  }
  return cluster === undefined ? offline(io, manifests) : byCluster(io, manifests, { cluster, namespace: namespace ?? cluster.namespace });
}

async function byCluster(io: Io, manifests: Manifests, { cluster, namespace }: Required<Omit<Bench, 'catalog'>>): Promise<Judgement> {
  const catalog = await clusterCatalog(io, cluster);
  const inspection = inspect(manifests, catalog);
  if (catalog === undefined) return { inspection, catalog, judge: `${SCHEMAS}, since ${OF_THE_CLUSTER} (${CATALOG_OBJECT}) cannot be read` };
  const right = inspection.jobs.filter(({ file, position }) => !inspection.findings.some((finding) => finding.file === file && finding.document === position));
  const never = await neverIn(cluster, catalog, right.map((document) => ({ document, namespace: document.job.metadata.namespace ?? namespace })));
  return { inspection: { ...inspection, findings: [...inspection.findings, ...never] }, catalog, judge: `${OF_THE_CLUSTER} and its queues` };
}

async function offline(io: Io, manifests: Manifests): Promise<Judgement> {
  const { documents, known, findings } = catalogAmong(manifests);
  if (documents.length > 0 && known === undefined) {
    const inspection = inspect(manifests, undefined);
    return { inspection: { ...inspection, findings: [...findings, ...inspection.findings] }, catalog: undefined, judge: `${SCHEMAS}, since there is no catalog that counts` };
  }
  const { catalog, name } = known ?? (await catalogOfEnvironment(io)) ?? CARRIED;
  return { inspection: inspect(manifests, catalog), catalog, judge: name };
}
