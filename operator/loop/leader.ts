import { setTimeout as delay } from 'node:timers/promises';
import { object, text, type JsonObject } from '../../lib/observed/read';
import { ApiError } from '../cluster/api-error';
import type { ApiClient } from '../cluster/client';
import { collectionPath, objectPath } from '../cluster/resource';
import { type Log, messageOf } from '../log';

/** Who leads, and where that is written down. */
export interface Candidate {
  readonly namespace: string;
  /** Name of the Lease. */
  readonly name: string;
  /** Whoever runs this: the pod's name. */
  readonly identity: string;
}

/** What a leader does when, in milliseconds; the defaults are those of Kubernetes' own controllers. */
export interface LeaseTimes {
  /** How long a Lease counts that is not renewed. */
  readonly duration: number;
  /** How long a leader goes on that cannot renew it: shorter, so that it has ended before another begins. */
  readonly deadline: number;
  readonly retry: number;
}

export const LEASE_TIMES: LeaseTimes = { duration: 15_000, deadline: 10_000, retry: 2_000 };

const LEASES = { apiVersion: 'coordination.k8s.io/v1', plural: 'leases' };

/**
 * One of several replicas leads, by a Lease that it renews.
 * @see https://kubernetes.io/docs/concepts/architecture/leases/
 */
export class Leader {
  private leading = false;
  /** The Lease of somebody else as it was last seen, and when: clocks of machines differ, so only our own is asked. */
  private seen: { readonly version: string; readonly at: number } | undefined;

  /** Ends what is being tried. */
  private limit = AbortSignal.timeout(0);

  constructor(
    private readonly client: ApiClient,
    private readonly candidate: Candidate,
    private readonly log: Log,
    private readonly times: LeaseTimes = LEASE_TIMES,
  ) {}

  /** Whether this one leads. */
  get leads(): boolean {
    return this.leading;
  }

  /** Waits until this one leads. */
  async acquire(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(await this.attempt(this.times.deadline))) await this.pause(signal);
    this.leading = !signal.aborted;
    if (this.leading) this.log('info', 'leading', { name: this.candidate.identity });
  }

  /** Renews until the signal is aborted. @returns whether this one has lost the Lease, or could not renew it in time */
  async keep(signal: AbortSignal): Promise<boolean> {
    let renewed = performance.now();
    while (!signal.aborted) {
      await this.pause(signal);
      if (signal.aborted) break;
      // Others count from when they see the Lease renewed, which may be as early as this.
      const began = performance.now();
      if (await this.attempt(Math.max(1, renewed + this.times.deadline - began))) renewed = began;
      else if (performance.now() - renewed >= this.times.deadline) {
        this.leading = false;
        return true;
      }
    }
    return false;
  }

  /** Gives the Lease back, so that another need not wait for it to run out. */
  async release(): Promise<void> {
    if (!this.leading) return;
    this.leading = false;
    this.limit = AbortSignal.timeout(this.times.deadline);
    const lease = await this.read();
    if (lease === undefined || text(object(lease.spec).holderIdentity) !== this.candidate.identity) return;
    await this.write(lease, { holderIdentity: '', leaseDurationSeconds: 1 });
  }

  /** Takes or renews the Lease. @param left milliseconds that it may take @returns whether it is ours now */
  private async attempt(left: number): Promise<boolean> {
    this.limit = AbortSignal.timeout(Math.ceil(left));
    try {
      const lease = await this.read();
      if (lease === undefined) {
        await this.client.call({ method: 'POST', path: collectionPath(LEASES, this.candidate.namespace), body: this.leaseWith(undefined, this.spec({})), signal: this.soon() });
        return true;
      }
      const spec = object(lease.spec);
      const holder = text(spec.holderIdentity);
      if (holder !== undefined && holder !== this.candidate.identity && !this.hasRunOut(lease)) return false;
      const taken = holder === this.candidate.identity ? {} : { leaseTransitions: (Number(spec.leaseTransitions) || 0) + 1 };
      await this.write(lease, { ...this.spec(holder === this.candidate.identity ? spec : {}), ...taken });
      return true;
    } catch (error) {
      // Another was quicker, which is no fault.
      if (!(error instanceof ApiError && error.code === 409)) {
        this.log('warn', 'lease not renewed', { error: messageOf(error) });
      }
      return false;
    }
  }

  private hasRunOut(lease: JsonObject): boolean {
    const version = text(object(lease.metadata).resourceVersion) ?? '';
    if (this.seen?.version !== version) this.seen = { version, at: performance.now() };
    const duration = (Number(object(lease.spec).leaseDurationSeconds) || this.times.duration / 1000) * 1000;
    return performance.now() - this.seen.at > duration;
  }

  private spec(before: JsonObject): JsonObject {
    const now = new Date().toISOString().replace('Z', '000Z');
    return { holderIdentity: this.candidate.identity, leaseDurationSeconds: Math.ceil(this.times.duration / 1000), acquireTime: before.acquireTime ?? now, renewTime: now };
  }

  private async read(): Promise<JsonObject | undefined> {
    try {
      return await this.client.call({ method: 'GET', path: objectPath(LEASES, this.candidate), signal: this.soon() });
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return undefined;
      throw error;
    }
  }

  private async write(lease: JsonObject, change: JsonObject): Promise<void> {
    const version = text(object(lease.metadata).resourceVersion);
    await this.client.call({ method: 'PUT', path: objectPath(LEASES, this.candidate), body: this.leaseWith(version, { ...object(lease.spec), ...change }), signal: this.soon() });
  }

  private leaseWith(resourceVersion: string | undefined, spec: JsonObject): object {
    const { namespace, name } = this.candidate;
    return { apiVersion: LEASES.apiVersion, kind: 'Lease', metadata: { namespace, name, ...(resourceVersion === undefined ? {} : { resourceVersion }) }, spec };
  }

  /** A call that hangs must not outlast the Lease, nor keep the next from being tried. */
  private soon(): AbortSignal {
    return AbortSignal.any([this.limit, AbortSignal.timeout(this.times.deadline / 2)]);
  }

  private async pause(signal: AbortSignal): Promise<void> {
    await delay(this.times.retry, undefined, { signal }).catch(() => undefined);
  }
}
