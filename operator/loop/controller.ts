import type { Catalog } from '../../lib/catalog/spec';
import { JOB_KINDS } from '../../lib/jobs/registry';
import { type Change, keyOf, type KeptObject, ObjectCache } from '../cluster/cache';
import type { ApiClient } from '../cluster/client';
import { Informer, type InformerTimes } from '../cluster/informer';
import type { WatchedResource } from '../cluster/resource';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import { ObjectWriter } from './objects';
import { type ObservedCaches, readsDatasets } from './observation';
import { Reconciler } from './reconciler';
import type { SyncRunner } from './sync-runner';
import { afterOthers, afterPod, afterRun, afterWorkload, PACE, type Pace } from './pace';
import { CLAIMS, DATASETS, HAS_ENDED, jobsOf, ownedResources, PODS, UNSETTLED, WORKLOADS } from './watched';
import { type Outcome, WorkQueue } from './work-queue';

/** What the controller works with. */
export interface ControllerParts {
  readonly client: ApiClient;
  readonly runner: SyncRunner;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly informerTimes?: InformerTimes;
}

/** Jobs that are worked on at the same time; most of it is waiting for the API server. */
const WORKERS = 24;

/** Watches all that jobs are made of, and has each job looked at when something of it changes. */
export class Controller {
  private readonly jobs = new Map<string, ObjectCache>();
  /** Keys of the jobs that read Datasets, by namespace. */
  private readonly readers = new Map<string, Set<string>>();
  private readonly informers: Informer[] = [];
  private owned: ObjectCache[] = [];
  private readonly pods = this.cacheOf(PODS, afterPod);
  private readonly workloads = this.cacheOf(WORKLOADS, afterWorkload);
  private readonly claims = this.cacheOf(CLAIMS, afterOthers);
  private readonly datasets = new ObjectCache(DATASETS, ({ before, after }) => this.datasetChanged((after ?? before)?.namespace ?? ''));
  private readonly reconciler: Reconciler;
  private readonly queue: WorkQueue;
  private readonly abort = new AbortController();
  private started = false;

  constructor(private readonly parts: ControllerParts) {
    for (const kind of JOB_KINDS) this.jobs.set(kind.kind, new ObjectCache(jobsOf(kind), (change) => this.jobChanged(kind.kind, change)));
    const { log, metrics, runner, client } = parts;
    const writer = new ObjectWriter(client, (verb, resource, code) => metrics.writes.inc({ verb, resource, code }));
    this.reconciler = new Reconciler({ jobs: this.jobs, observed: () => this.observed(), writer, runner, log, metrics });
    this.queue = new WorkQueue((key) => this.work(key), WORKERS);
    metrics.observe({ depth: () => this.queue.depth, objects: () => this.counts() });
  }

  /** Whether the caches hold what the cluster does. */
  get isReady(): boolean {
    return this.started;
  }

  /** Milliseconds for which jobs have been waiting without any being taken up. */
  get stalled(): number {
    return this.queue.stalled;
  }

  /** Begins to watch, and to work as soon as all is known. */
  async start(catalog: Catalog): Promise<void> {
    this.parts.runner.use(catalog);
    this.watchOwned(catalog);
    for (const cache of [...this.jobs.values(), this.pods, this.workloads, this.claims, this.datasets]) this.inform(cache);
    await this.synced();
    this.started = true;
    for (const [kind, cache] of this.jobs) {
      for (const job of cache.all()) this.queue.add(jobKey(kind, job));
    }
    this.parts.log('info', 'watching', { objects: this.informers.length });
  }

  /** Uses another catalog: what was invalid may be valid now, and there may be engines that were not there. */
  async use(catalog: Catalog): Promise<void> {
    this.parts.runner.use(catalog);
    this.watchOwned(catalog);
    await this.synced();
    // What is being judged may be judged by the catalog before.
    for (const key of this.queue.inHand) this.queue.add(key);
    for (const [kind, cache] of this.jobs) {
      for (const job of cache.all()) {
        if (job.state === UNSETTLED) this.queue.add(jobKey(kind, job));
      }
    }
  }

  /** Takes up no more jobs, and ends the watches when those in hand are done. */
  async stop(): Promise<void> {
    await this.queue.stop();
    this.abort.abort();
  }

  private watchOwned(catalog: Catalog): void {
    const known = new Set(this.owned.map(({ resource }) => keyOf(resource.apiVersion, resource.plural)));
    for (const resource of ownedResources(catalog).filter(({ apiVersion, plural }) => !known.has(keyOf(apiVersion, plural)))) {
      const cache = this.cacheOf(resource, resource.stateOf === undefined ? afterOthers : afterRun, (one, job) => one.controller === job.uid);
      this.owned = [...this.owned, cache];
      this.inform(cache);
    }
  }

  private inform(cache: ObjectCache): void {
    const { client, log, metrics, informerTimes } = this.parts;
    const informer = new Informer(client, cache, { log, restarted: (resource) => metrics.watchRestarts.inc({ resource }) }, informerTimes);
    this.informers.push(informer);
    void informer.run(this.abort.signal);
  }

  private async synced(): Promise<void> {
    await Promise.all(this.informers.map((informer) => informer.synced));
  }

  /** A cache whose changes have the jobs looked at that an object belongs to: those of its label, or of these the one that controls it. */
  private cacheOf(resource: WatchedResource, pace: Pace, belongs: (one: KeptObject, job: KeptObject) => boolean = () => true): ObjectCache {
    return new ObjectCache(resource, (change) => {
      const one = (change.after ?? change.before) as KeptObject;
      if (one.job === undefined) return;
      for (const [kind, cache] of this.jobs) {
        const job = cache.get(one.namespace, one.job);
        if (job !== undefined && belongs(one, job) && matters(change, one, job)) this.add(kind, job, pace(change, job));
      }
    });
  }

  /** What the operator itself wrote is no reason to look again: sync would say the same. */
  private jobChanged(kind: string, { before, after, own }: Change): void {
    const job = (after ?? before) as KeptObject;
    const key = jobKey(kind, job);
    this.noteReader(job.namespace, key, after);
    if (after === undefined) return this.jobGone(key, job);
    if (!own) this.add(kind, after, PACE.job);
  }

  private noteReader(namespace: string, key: string, job: KeptObject | undefined): void {
    if (job === undefined || job.state === HAS_ENDED || !readsDatasets(job)) this.readers.get(namespace)?.delete(key);
    else this.readers.set(namespace, (this.readers.get(namespace) ?? new Set()).add(key));
  }

  private jobGone(key: string, { uid }: KeptObject): void {
    this.reconciler.forget(uid);
    this.queue.forget(key);
  }

  private datasetChanged(namespace: string): void {
    for (const key of this.readers.get(namespace) ?? []) this.addKey(key, PACE.others);
  }

  private add(kind: string, job: KeptObject, after: number): void {
    this.addKey(jobKey(kind, job), after);
  }

  /** Before all is known, nothing is judged. */
  private addKey(key: string, after: number): void {
    if (this.started) this.queue.add(key, after);
  }

  private work(key: string): Promise<Outcome> {
    const [kind = '', namespace = '', name = ''] = key.split('/');
    return this.reconciler.reconcile(kind, namespace, name);
  }

  private observed(): ObservedCaches {
    return { owned: this.owned, pods: this.pods, workloads: this.workloads, claims: this.claims, datasets: this.datasets };
  }

  private counts(): Readonly<Record<string, number>> {
    const caches = [...this.jobs.values(), ...this.owned, this.pods, this.workloads, this.claims, this.datasets];
    return Object.fromEntries(caches.map(({ resource, size }) => [resource.plural, size]));
  }
}

/** Whether a job has something to do when an object has changed. One that has ended only removes its own, as soon as it knows of them. */
function matters({ before }: Change, { controller }: KeptObject, { uid, state }: KeptObject): boolean {
  return state !== HAS_ENDED || (before === undefined && controller === uid);
}

function jobKey(kind: string, { namespace, name }: KeptObject): string {
  return `${kind}/${namespace}/${name}`;
}
