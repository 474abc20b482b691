import { setTimeout as delay } from 'node:timers/promises';
import { list, object, text, type JsonObject } from '../../lib/observed/read';
import { type Log, messageOf } from '../log';
import { ApiError } from './api-error';
import type { ObjectCache } from './cache';
import type { ApiClient } from './client';
import { acceptOf, collectionPath } from './resource';

/** What an informer does when, in milliseconds but for the page. */
export interface InformerTimes {
  /** Objects in one answer to a list. */
  readonly page: number;
  /** How long a watch is asked to last. A random part of it again is added, so that not all end at once. */
  readonly watch: number;
  /** First pause after a failure; it doubles with each in a row. */
  readonly retry: number;
  readonly longestRetry: number;
  /** Pause before a kind that the cluster does not have is looked for again. */
  readonly absent: number;
}

export const INFORMER_TIMES: InformerTimes = { page: 500, watch: 300_000, retry: 500, longestRetry: 30_000, absent: 15_000 };

/** What an informer tells of. */
export interface InformerEvents {
  readonly log: Log;
  /** A list or watch was lost, and begins again. */
  readonly restarted: (plural: string) => void;
}

/** A watch that was open for so many first pauses was no failure when it is lost. */
const LASTED = 10;

/** The server has forgotten the version that a watch or a page was to go on from. */
const GONE = 410;

/**
 * Keeps a cache as the cluster is: a list, page by page, then a watch from where the list was, which goes on from the last version or
 * bookmark seen when it is lost, and begins with a list again when the server has forgotten that version.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export class Informer {
  private readonly ready: Promise<void>;
  private settle: () => void = () => undefined;
  private version = '';
  /** Failures in a row, without a word from the server in between. */
  private failures = 0;
  /** When the kind was first missed, if the cluster does not have it. */
  private missed: number | undefined;

  constructor(
    private readonly client: ApiClient,
    readonly cache: ObjectCache,
    private readonly events: InformerEvents,
    private readonly times: InformerTimes = INFORMER_TIMES,
  ) {
    this.ready = new Promise((resolve) => (this.settle = resolve));
  }

  /** Fulfilled when the cache holds what the cluster does; at once if the cluster does not know the kind. */
  get synced(): Promise<void> {
    return this.ready;
  }

  /** Lists and watches until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.version === '') await this.list(signal);
        this.settle();
        await this.watch(signal);
        this.failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.failures += 1;
        await this.recover(error, signal);
      }
    }
  }

  private async list(signal: AbortSignal): Promise<void> {
    const found = new Set<string>();
    let next = '';
    let version = '';
    do {
      const query = this.query({ limit: String(this.times.page), ...(next === '' ? {} : { continue: next }) });
      const page = await this.client.call({ method: 'GET', path: `${collectionPath(this.cache.resource)}?${query}`, accept: acceptOf(this.cache.resource, 'list'), signal });
      // Page by page: all objects of a kind, whole, may not fit into memory.
      for (const value of list(page.items).map(object)) {
        found.add(text(object(value.metadata).uid) ?? '');
        this.cache.put(value);
      }
      const metadata = object(page.metadata);
      next = text(metadata.continue) ?? '';
      version = text(metadata.resourceVersion) ?? '';
    } while (next !== '');
    this.cache.retain(found, version);
    this.version = version;
    this.missed = undefined;
  }

  private async watch(signal: AbortSignal): Promise<void> {
    const seconds = Math.ceil((this.times.watch * (1 + Math.random())) / 1000);
    const query = this.query({ watch: 'true', allowWatchBookmarks: 'true', resourceVersion: this.version, timeoutSeconds: String(seconds) });
    const began = performance.now();
    const lines = this.client.lines({ method: 'GET', path: `${collectionPath(this.cache.resource)}?${query}`, accept: acceptOf(this.cache.resource, 'watch'), signal });
    try {
      for await (const line of lines) this.take(object(JSON.parse(line)));
    } finally {
      // Nothing happens to some kinds for long: that their watch lasted is as good as a word.
      if (performance.now() - began > LASTED * this.times.retry) this.failures = 0;
    }
    // A server that ends each watch at once is not asked again and again.
    const left = this.times.retry - (performance.now() - began);
    if (left > 0) await delay(left, undefined, { signal });
  }

  private take({ type, object: told }: JsonObject): void {
    const value = object(told);
    if (type === 'ERROR') throw new ApiError(Number(value.code) || 500, text(value.reason) ?? '', text(value.message) ?? 'The watch failed.');
    if (type === 'ADDED' || type === 'MODIFIED') this.cache.put(value);
    if (type === 'DELETED') this.cache.deleted(value);
    this.failures = 0;
    this.version = text(object(value.metadata).resourceVersion) ?? this.version;
  }

  private async recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { plural } = this.cache.resource;
    const code = error instanceof ApiError ? error.code : undefined;
    this.events.restarted(plural);
    if (code === GONE || code === 404) this.version = '';
    if (code === 404) this.miss();
    this.events.log(code === GONE || code === 404 ? 'debug' : 'warn', 'watch lost', { resource: plural, ...(code === undefined ? {} : { code }), error: messageOf(error) });
    await delay(this.pause(code), undefined, { signal }).catch(() => undefined);
  }

  private pause(code: number | undefined): number {
    if (code === GONE && this.failures === 1) return 0;
    if (code === 404 && this.cache.size === 0) return this.times.absent;
    return Math.min(this.times.longestRetry, this.times.retry * 2 ** (this.failures - 1));
  }

  /**
   * The engine that brings the kind is not there, or not yet. What was there a moment ago is not given up at once: a server that starts, or
   * whose definitions are replaced, knows the kind again soon, and jobs whose objects seem gone would be started again.
   */
  private miss(): void {
    this.missed ??= performance.now();
    if (this.cache.size > 0 && performance.now() - this.missed < this.times.absent) return;
    this.cache.clear();
    this.settle();
  }

  private query(parameters: Readonly<Record<string, string>>): URLSearchParams {
    const { selector } = this.cache.resource;
    return new URLSearchParams({ ...parameters, ...(selector === undefined ? {} : { labelSelector: selector }) });
  }
}
