import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Catalog } from '../../lib/catalog/spec';
import { messageOf } from '../log';
import { readRequest, type SyncResponse } from '../request';
import { sync } from '../sync';

/** What a sync came to: an answer, or why there is none. */
export type SyncResult = ({ readonly answer: SyncResponse } | { readonly fault: string }) & {
  /** Milliseconds that it took. */
  readonly milliseconds: number;
};

/** Runs the pure sync. */
export interface SyncRunner {
  /** What sync says to a request in JSON. Never throws. */
  run(request: string): Promise<SyncResult>;
  /** The catalog of the syncs from now on. */
  use(catalog: Catalog): void;
  stop(): Promise<void>;
}

/** What goes to the thread. */
type Order = { readonly catalog: string } | { readonly request: string; readonly now: number };

/** Memory of the thread, in MiB: jobs are bounded, and one at a time is looked at. */
const HEAP_MEBIBYTES = 192;

/** Tells a thread of ours from one that another library starts from the same program. */
const MARK = 'ds-operator-sync';

/** What a request comes to, in this thread. */
export function runSync(request: string, catalog: Catalog, now: Date): SyncResult {
  const began = performance.now();
  try {
    const answer = sync(readRequest(JSON.parse(request)), catalog, now);
    return { answer, milliseconds: performance.now() - began };
  } catch (error) {
    return { fault: error instanceof Error ? `${error.name}: ${error.message}` : String(error), milliseconds: performance.now() - began };
  }
}

interface Waiting {
  readonly request: string;
  readonly resolve: (result: SyncResult) => void;
}

/**
 * Runs sync in a thread of its own, one request at a time. One that does not come back within its time is that job's fault alone: the
 * thread is ended, and another goes on with the rest.
 */
export class ThreadedSyncRunner implements SyncRunner {
  private worker: Worker | undefined;
  private readonly queue: Waiting[] = [];
  private current: (Waiting & { readonly timer: NodeJS.Timeout }) | undefined;
  private catalog: string | undefined;
  private stopped = false;

  /**
   * @param source what the thread runs: a program that calls {@link serveSync}
   * @param limit milliseconds that one sync may take
   */
  constructor(
    private readonly source: { readonly code: string } | { readonly file: string },
    private readonly limit: number,
    private readonly now: () => Date = () => new Date(),
  ) {}

  use(catalog: Catalog): void {
    this.catalog = JSON.stringify(catalog);
    this.worker?.postMessage({ catalog: this.catalog } satisfies Order);
  }

  run(request: string): Promise<SyncResult> {
    return new Promise((resolve) => {
      this.queue.push({ request, resolve });
      this.next();
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.worker?.terminate();
  }

  private next(): void {
    if (this.current !== undefined || this.stopped) return;
    const waiting = this.queue.shift();
    if (waiting === undefined) return;
    const worker = (this.worker ??= this.start());
    const timer = setTimeout(() => this.abandon(worker, `took longer than ${this.limit / 1000} s`), this.limit);
    this.current = { ...waiting, timer };
    worker.postMessage({ request: waiting.request, now: this.now().getTime() } satisfies Order);
  }

  private start(): Worker {
    const options = { workerData: MARK, resourceLimits: { maxOldGenerationSizeMb: HEAP_MEBIBYTES } };
    const worker = 'code' in this.source ? new Worker(this.source.code, { ...options, eval: true }) : new Worker(this.source.file, options);
    worker.on('message', (result: SyncResult) => worker === this.worker && this.settle(result));
    worker.on('error', (error) => this.abandon(worker, messageOf(error)));
    worker.on('exit', () => this.abandon(worker, 'ended its thread'));
    if (this.catalog !== undefined) worker.postMessage({ catalog: this.catalog } satisfies Order);
    return worker;
  }

  private abandon(worker: Worker, why: string): void {
    if (worker !== this.worker || this.stopped) return;
    // What comes next must not go to the thread that is being ended.
    this.worker = undefined;
    void worker.terminate();
    this.settle({ fault: why, milliseconds: this.limit });
  }

  private settle(result: SyncResult): void {
    const { current } = this;
    if (current === undefined) return;
    clearTimeout(current.timer);
    this.current = undefined;
    current.resolve(result);
    this.next();
  }
}

/** Whether this is such a thread. */
export function isSyncThread(): boolean {
  return !isMainThread && workerData === MARK;
}

/** Answers the requests of a {@link ThreadedSyncRunner}, in its thread. */
export function serveSync(): void {
  let catalog: Catalog | undefined;
  parentPort?.on('message', (order: Order) => {
    if ('catalog' in order) {
      catalog = JSON.parse(order.catalog) as Catalog;
      return;
    }
    const result: SyncResult = catalog === undefined ? { fault: 'There is no catalog yet.', milliseconds: 0 } : runSync(order.request, catalog, new Date(order.now));
    parentPort?.postMessage(result);
  });
}
