import { type Catalog, DEFAULT_QUEUE, type FieldError, type Job, type Json, neverRuns, type TenantSpec } from '../lib';
import { poolGpuResource } from '../lib/nodes/gpu-resource';
import { Quantity } from '../lib/quantity/quantity';
import type { PoolAmounts } from '../lib/queues/capacity';
import { ApiError } from './api-error';
import type { Cluster } from './cluster';
import type { Finding } from './document';
import { KUEUE } from './explain/evidence';
import { quotaOf } from './explain/quota';
import { type JobDocument, toFinding } from './findings';
import { type JsonMap, listOf, mapOf, textOf } from './json';

/** A job of a file, and the namespace that it goes to. */
export interface PlacedJob {
  readonly document: JobDocument;
  readonly namespace: string;
}

/** Why valid jobs could never start in a cluster, however long they wait. @throws what a server answers that does not know who asks, or cannot be reached */
export async function neverIn(cluster: Cluster, catalog: Catalog, jobs: readonly PlacedJob[]): Promise<Finding[]> {
  const queues = new ClusterQueues(cluster, catalog);
  const found = await Promise.all(jobs.map(async ({ document, namespace }) => (await queues.neverRuns(document.job, namespace)).map((error) => toFinding(document, error))));
  return found.flat();
}

/** Tells of jobs that no queue of a cluster could ever let in. What the asking person may not see counts as if it let in everything. */
class ClusterQueues {
  private readonly read = new Map<string, Promise<JsonMap | undefined>>();

  constructor(
    private readonly cluster: Cluster,
    private readonly catalog: Catalog,
  ) {}

  /** Why a valid job of a namespace could never start there. */
  async neverRuns(job: Job, namespace: string): Promise<FieldError[]> {
    const place = `${KUEUE}/namespaces/${encodeURIComponent(namespace)}/localqueues`;
    const list = await this.one(place);
    if (list === undefined) return [];
    const queues = listOf(list.items).map(mapOf);
    if (queues.length === 0) return [noQueue(namespace)];
    const queuesOf = (): string[] => queues.map(({ metadata }) => textOf(mapOf(metadata).name)).sort();
    const clusterQueue = await this.serving(queues, job.spec.queue ?? DEFAULT_QUEUE);
    const known = { catalog: this.catalog, queuesOf, mostOf: (_tenant: string, pool: string) => this.mostOf(clusterQueue, pool) };
    return neverRuns({ ...job, metadata: { ...job.metadata, namespace } }, { ...known, tenants: [tenantOf(namespace, clusterQueue, this.catalog)] });
  }

  /** The ClusterQueue behind a queue of the namespace. */
  private async serving(queues: readonly JsonMap[], name: string): Promise<JsonMap | undefined> {
    const queue = queues.find(({ metadata }) => mapOf(metadata).name === name);
    const serving = textOf(mapOf(queue?.spec).clusterQueue);
    return serving === '' ? undefined : this.one(`${KUEUE}/clusterqueues/${encodeURIComponent(serving)}`);
  }

  /** What a queue may have of a pool, as far as it says so itself: in a cohort without a limit it may borrow what others have. */
  private mostOf(clusterQueue: JsonMap | undefined, pool: string): Partial<PoolAmounts> {
    if (clusterQueue === undefined) return {};
    const borrows = textOf(mapOf(clusterQueue.spec).cohortName) !== '';
    const most = (resource: string): Quantity | undefined => {
      const { nominal, borrowingLimit } = quotaOf(clusterQueue, { flavor: pool, resource, missing: undefined }) ?? { nominal: Quantity.ZERO };
      if (!borrows) return nominal;
      return borrowingLimit === undefined ? undefined : nominal.plus(borrowingLimit);
    };
    const { catalog: { nodePools } } = this;
    return { cpu: most('cpu'), memory: most('memory'), gpus: most(poolGpuResource(nodePools[pool] ?? {})) };
  }

  /** An object or a list, read once; none if it may not be read or is not there. */
  private one(path: string): Promise<JsonMap | undefined> {
    const known = this.read.get(path) ?? this.cluster.request({ path }).then(mapOf, missing);
    this.read.set(path, known);
    return known;
  }
}

function missing(error: unknown): undefined {
  if (!(error instanceof ApiError) || error.status === 401) throw error;
  return undefined;
}

function noQueue(namespace: string): FieldError {
  return { path: 'metadata.namespace', reason: `has no queue (given ${JSON.stringify(namespace)}), so the job would wait for ever. Allowed: namespaces of tenants. Choose one with -n, or ask the platform's owners for it.` };
}

/** What is known of the tenant of a namespace: the pools that its queue has. Of a queue that may not be seen all that the catalog has. */
function tenantOf(name: string, clusterQueue: JsonMap | undefined, { nodePools }: Catalog): TenantSpec {
  const pools = clusterQueue === undefined ? Object.keys(nodePools) : flavorsOf(clusterQueue);
  return { name, owners: [], quota: Object.fromEntries(pools.map((pool) => [pool, { cpu: '0', memory: '0' }])) };
}

function flavorsOf({ spec }: JsonMap): string[] {
  const groups: readonly Json[] = listOf(mapOf(spec).resourceGroups);
  return groups.flatMap((group) => listOf(mapOf(group).flavors)).map((flavor) => textOf(mapOf(flavor).name));
}
