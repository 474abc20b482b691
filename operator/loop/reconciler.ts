import { stableJson } from '../../lib/catalog/stable-json';
import { jobKind } from '../../lib/jobs/registry';
import type { JobStatus } from '../../lib/jobs/common/status';
import type { KubeObject } from '../../lib/k8s/object';
import { object } from '../../lib/observed/read';
import { ApiError } from '../cluster/api-error';
import type { KeptObject, ObjectCache } from '../cluster/cache';
import { faultStatus } from '../fault';
import { type Log, messageOf } from '../log';
import type { Metrics } from '../metrics';
import type { SyncResponse } from '../request';
import { Limit } from './limit';
import { InTheWay, type ObjectWriter, Refused } from './objects';
import { observationOf, type ObservedCaches } from './observation';
import type { SyncRunner } from './sync-runner';
import { HAS_ENDED } from './watched';
import type { Outcome } from './work-queue';

/** What a reconciler works with. */
export interface ReconcilerParts {
  /** Caches of jobs, by kind. */
  readonly jobs: ReadonlyMap<string, ObjectCache>;
  readonly observed: () => ObservedCaches;
  readonly writer: ObjectWriter;
  readonly runner: SyncRunner;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Objects that are made at the same time. Few, so that a crowd of new jobs has its statuses before webhooks have seen all its objects. */
const CREATED_AT_ONCE = 6;

/** A job of which the operator can say nothing is looked at again after so many milliseconds. */
const FAULT_PAUSE = 60_000;

/** Brings one job after the other to what sync says: first its status, then its objects. */
export class Reconciler {
  private readonly creations = new Limit(CREATED_AT_ONCE);
  /** What the API server said of objects that it refused, by the job's UID. */
  private readonly refusals = new Map<string, string>();

  constructor(private readonly parts: ReconcilerParts) {}

  /** Looks at one job. Never throws. */
  async reconcile(kind: string, namespace: string, name: string): Promise<Outcome> {
    const cache = this.parts.jobs.get(kind);
    const job = cache?.get(namespace, name);
    if (cache === undefined || job === undefined || job.deleting) return { cost: 0, failed: false };
    const began = { cost: 0 };
    try {
      return await this.bring(job, cache, began);
    } catch (error) {
      return this.failed(error, job, cache, began.cost);
    }
  }

  /** Forgets what is known of a job that is gone. */
  forget(uid: string): void {
    this.refusals.delete(uid);
  }

  private async bring(job: KeptObject, cache: ObjectCache, began: { cost: number }): Promise<Outcome> {
    const { kind } = cache.resource;
    const definition = jobKind(kind);
    if (definition === undefined) return { cost: 0, failed: false };
    const caches = this.parts.observed();
    const result = await this.parts.runner.run(observationOf(job, definition, caches, this.refusals.get(job.uid)));
    began.cost = result.milliseconds;
    this.parts.metrics.syncSeconds.observe({ kind }, result.milliseconds / 1000);
    const latest = cache.get(job.namespace, job.name);
    // A state that says something else came in meanwhile, and has been put into the queue.
    if (latest === undefined || latest.uid !== job.uid || latest.json !== job.json) return { cost: began.cost, failed: false };
    if ('fault' in result) return this.fault(result.fault, latest, cache, began.cost);
    await this.record(result.answer.status, latest, cache);
    await this.shape(result.answer, latest, cache, caches);
    const { resyncAfterSeconds: seconds } = result.answer;
    return { cost: began.cost, failed: false, ...(seconds === undefined ? {} : { again: seconds * 1000 }) };
  }

  /** Writes the status if it says anything new. */
  private async record(status: JobStatus, job: KeptObject, cache: ObjectCache): Promise<void> {
    const { status: written, metadata } = object(JSON.parse(job.json));
    const before = object(written);
    // Of a job that has ended the generation is not kept, and its status is not written any more.
    const observedGeneration = object(metadata).generation ?? before.observedGeneration;
    const after = { ...status, ...(observedGeneration === undefined ? {} : { observedGeneration }) };
    if (stableJson(before) === stableJson(after)) return;
    await this.parts.writer.writeStatus({ resource: cache.resource, kept: job }, after, cache);
    const { kind } = cache.resource;
    const { namespace, name } = job;
    if (status.phase === 'Invalid') this.parts.metrics.invalid.inc({ kind });
    this.parts.log(status.phase === before.phase ? 'debug' : 'info', 'status written', { kind, namespace, name, phase: status.phase });
  }

  /** Makes what is missing, and removes what shall not be. */
  private async shape({ children }: SyncResponse, job: KeptObject, cache: ObjectCache, { owned }: ObservedCaches): Promise<void> {
    const there = owned.flatMap((kindCache) => [...kindCache.controlledBy(job.uid)].map((one) => ({ one, kindCache })));
    const wanted = (apiVersion: string, kind: string, name: string) => children.some((child) => child.apiVersion === apiVersion && child.kind === kind && child.metadata.name === name);
    for (const { one, kindCache } of there) {
      const { apiVersion, kind } = kindCache.resource;
      if (!one.deleting && !wanted(apiVersion, kind, one.name)) await this.parts.writer.remove(one, kindCache);
    }
    for (const child of children) {
      const kindCache = owned.find(({ resource }) => resource.apiVersion === child.apiVersion && resource.kind === child.kind);
      if (kindCache === undefined) throw new Refused(`${child.kind} ${child.metadata.name}: this platform makes no objects of that kind`);
      if (there.some(({ one, kindCache: of }) => of === kindCache && one.name === child.metadata.name)) continue;
      await this.create(child, job, cache, kindCache);
    }
    this.refusals.delete(job.uid);
  }

  private async create(child: KubeObject, job: KeptObject, cache: ObjectCache, kindCache: ObjectCache): Promise<void> {
    await this.creations.run(() => this.parts.writer.create(child, { resource: cache.resource, kept: job }, kindCache));
  }

  /** Sync did not come to an answer: the job's own fault, told in its status; what runs of it is left as it is. */
  private async fault(fault: string, job: KeptObject, cache: ObjectCache, cost: number): Promise<Outcome> {
    const { kind } = cache.resource;
    this.parts.metrics.faults.inc({ kind });
    this.parts.log('error', 'job cannot be judged', { kind, namespace: job.namespace, name: job.name, error: fault });
    // The status of a job that has ended is final, and not all of it is kept.
    if (job.state !== HAS_ENDED) await this.record(faultStatus(object(JSON.parse(job.json)), new Date()), job, cache);
    return { cost, failed: false, again: FAULT_PAUSE };
  }

  private async failed(error: unknown, job: KeptObject, cache: ObjectCache, cost: number): Promise<Outcome> {
    const message = messageOf(error);
    const fields = { kind: cache.resource.kind, namespace: job.namespace, name: job.name, error: message };
    const code = error instanceof ApiError ? error.code : undefined;
    if (error instanceof Refused) {
      // The status tells it, and is written at once; the object is tried again, each time later.
      const known = this.refusals.get(job.uid) === message;
      this.refusals.set(job.uid, message);
      if (known) return { cost, failed: true };
      this.parts.log('warn', 'object refused', fields);
      return { cost, failed: false, again: 0 };
    }
    if (code === 409 || code === 404) {
      // Somebody else was quicker: the job is read anew and judged again.
      this.parts.log('debug', 'job has changed', fields);
      await this.parts.writer.refresh(job, cache).catch(() => undefined);
      return { cost, failed: code === 404, again: 0 };
    }
    this.parts.log(error instanceof InTheWay ? 'debug' : 'warn', 'job not brought about', { ...fields, ...(code === undefined ? {} : { code }) });
    return { cost, failed: true };
  }
}
