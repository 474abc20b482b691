import { DEFAULT_QUEUE, jobKind, LABELS } from '../../lib';
import { list, object, text, type JsonObject } from '../../lib/observed/read';
import { ApiError } from '../api-error';
import type { ApiRequest, Cluster } from '../cluster';
import type { ClusterJob } from '../jobs';

/** What is known of a job, from the objects of the cluster that the asking person may read. */
export interface Evidence {
  readonly job: ClusterJob;
  readonly now: Date;
  /** Its pods, those of attempts that are over, too. */
  readonly pods: readonly JsonObject[];
  /** The object that runs it, where it tells the attempts apart. @default - the pods alone tell, or it could not be read */
  readonly run?: JsonObject;
  /** Warnings of its namespace: events of Kubernetes. */
  readonly warnings: readonly JsonObject[];
  readonly queue: QueueEvidence;
  /** What could not be read, each with the reason: `ClusterQueue news (you may not)`. */
  readonly unread: readonly string[];
}

/** What is known of the queue that a job waits in. */
export interface QueueEvidence {
  /** Workloads of the namespace: what waits, and what holds quota. */
  readonly workloads: readonly JsonObject[];
  readonly localQueue: JsonObject | undefined;
  readonly clusterQueue: JsonObject | undefined;
}

const NO_QUEUE: QueueEvidence = { workloads: [], localQueue: undefined, clusterQueue: undefined };

/** Where Kueue's objects are found. */
export const KUEUE = '/apis/kueue.x-k8s.io/v1beta2';

/** Reads what the phase of a job makes interesting. What may not be read, or is not there, is noted and left out. */
export async function gather(cluster: Cluster, job: ClusterJob, now: Date): Promise<Evidence> {
  const reader = new Reader(cluster, `namespaces/${encodeURIComponent(job.metadata.namespace ?? '')}`);
  const phase = job.status?.phase;
  const hasPods = phase === 'Pending' || phase === 'Running' || phase === 'Failed';
  const labelSelector = `${LABELS.jobKind}=${job.kind},${LABELS.jobName}=${job.metadata.name}`;
  const [pods, run, warnings, queue] = await Promise.all([
    hasPods ? reader.list('pods', { path: `/api/v1/${reader.place}/pods`, query: { labelSelector } }) : [],
    hasPods ? runOf(reader, job) : undefined,
    phase === 'Queued' || phase === 'Pending' || phase === 'Running' ? reader.list('events', { path: `/api/v1/${reader.place}/events`, query: { fieldSelector: 'type=Warning' } }) : [],
    phase === 'Queued' ? queueOf(reader, job) : NO_QUEUE,
  ]);
  return { job, now, pods, run, warnings, queue, unread: reader.unread };
}

/** What runs a job, where it tells the attempts apart. */
async function runOf(reader: Reader, job: ClusterJob): Promise<JsonObject | undefined> {
  const { apiVersion, kind, name, uid } = job.status?.engine ?? {};
  const { podLayout, children = [] } = jobKind(job.kind) ?? {};
  const resource = children.find((child) => child.kind === kind)?.resource;
  if (podLayout === undefined || resource === undefined || name === undefined) return undefined;
  const found = await reader.one(`${kind} ${name}`, { path: `/apis/${apiVersion}/${reader.place}/${resource}/${encodeURIComponent(name)}` });
  return object(found?.metadata).uid === uid ? found : undefined;
}

async function queueOf(reader: Reader, job: ClusterJob): Promise<QueueEvidence> {
  const name = job.spec.queue ?? DEFAULT_QUEUE;
  const [workloads, localQueue] = await Promise.all([
    reader.list('Workloads', { path: `${KUEUE}/${reader.place}/workloads` }),
    reader.one(`LocalQueue ${name}`, { path: `${KUEUE}/${reader.place}/localqueues/${encodeURIComponent(name)}` }),
  ]);
  const serving = text(object(localQueue?.spec).clusterQueue);
  const clusterQueue = serving === undefined ? undefined : await reader.one(`ClusterQueue ${serving}`, { path: `${KUEUE}/clusterqueues/${encodeURIComponent(serving)}` });
  return { workloads, localQueue, clusterQueue };
}

/** Reads what it may. */
class Reader {
  readonly unread: string[] = [];

  constructor(
    private readonly cluster: Cluster,
    /** The namespace, as paths have it. */
    readonly place: string,
  ) {}

  async list(what: string, request: ApiRequest): Promise<readonly JsonObject[]> {
    return list((await this.one(what, request))?.items).map(object);
  }

  async one(what: string, request: ApiRequest): Promise<JsonObject | undefined> {
    try {
      return object(await this.cluster.request(request));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status === 401) throw error;
      this.unread.push(`${what} (${reason(error)})`);
      return undefined;
    }
  }
}

function reason({ status }: ApiError): string {
  if (status === 403) return 'you may not';
  return status === 404 ? 'there is none' : `the cluster answered ${status}`;
}
