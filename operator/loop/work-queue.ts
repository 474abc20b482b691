/** How a queue paces itself, in milliseconds. */
export interface QueueTimes {
  /** Pause of a key after its first failure; it doubles with each in a row. */
  readonly retry: number;
  readonly longestRetry: number;
  /** Part of the time that a key's work may take: what is dear is done less often, so that one key cannot hold the others. */
  readonly share: number;
  readonly longestPause: number;
}

export const QUEUE_TIMES: QueueTimes = { retry: 500, longestRetry: 300_000, share: 0.05, longestPause: 10_000 };

/** What the work on a key came to. */
export interface Outcome {
  /** Milliseconds of work; the next work on the key waits in proportion. */
  readonly cost: number;
  /** Whether it must be tried again. */
  readonly failed: boolean;
  /** Milliseconds after which it is to be looked at again though nothing changes. @default - never */
  readonly again?: number;
}

/** Longer ones end at once. @see https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER = 2 ** 31 - 1;

interface Entry {
  due: number;
  timer: NodeJS.Timeout | undefined;
  state: 'waiting' | 'ready' | 'working';
  /** Due again when its present work is done. */
  dirty: boolean;
  failures: number;
  /** No work before this. */
  rested: number;
}

/** Keys that are to be worked on: each by one worker at a time, however often it was added meanwhile, and each at its own pace. */
export class WorkQueue {
  private readonly entries = new Map<string, Entry>();
  private readonly ready: string[] = [];
  private working = 0;
  private stopped = false;
  private idle: (() => void) | undefined;
  /** When a key was last taken up or the queue was empty: what stands still is told by it. */
  private moved = performance.now();

  constructor(
    private readonly work: (key: string) => Promise<Outcome>,
    private readonly workers: number,
    private readonly times: QueueTimes = QUEUE_TIMES,
  ) {}

  /** Keys that are due and not taken up. */
  get depth(): number {
    return this.ready.length;
  }

  /** Keys that are being worked on. */
  get inHand(): string[] {
    return [...this.entries].filter(([, { state }]) => state === 'working').map(([key]) => key);
  }

  /** Milliseconds since anything was taken up, while something is due. */
  get stalled(): number {
    return this.ready.length === 0 ? 0 : performance.now() - this.moved;
  }

  /** Has the key worked on after so many milliseconds, or earlier if it was to be already. */
  add(key: string, after = 0): void {
    if (this.stopped) return;
    const now = performance.now();
    const entry = this.entries.get(key) ?? { due: Number.POSITIVE_INFINITY, timer: undefined, state: 'waiting', dirty: false, failures: 0, rested: 0 };
    this.entries.set(key, entry);
    const due = Math.max(now + after, entry.rested);
    if (entry.state === 'ready' || due >= entry.due) return;
    entry.due = due;
    if (entry.state === 'working') entry.dirty = true;
    else this.schedule(key, entry);
  }

  /** Forgets what was due of a key that is gone. */
  forget(key: string): void {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.state !== 'waiting') return;
    clearTimeout(entry.timer);
    this.entries.delete(key);
  }

  /** Takes up nothing more, and waits for what is being worked on. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const entry of this.entries.values()) clearTimeout(entry.timer);
    this.ready.length = 0;
    if (this.working > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  private schedule(key: string, entry: Entry): void {
    clearTimeout(entry.timer);
    const left = entry.due - performance.now();
    if (left <= 0) this.release(key, entry);
    else entry.timer = setTimeout(() => this.schedule(key, entry), Math.min(left, LONGEST_TIMER));
  }

  private release(key: string, entry: Entry): void {
    if (this.stopped) return;
    if (this.ready.length === 0) this.moved = performance.now();
    entry.state = 'ready';
    entry.due = Number.POSITIVE_INFINITY;
    this.ready.push(key);
    this.next();
  }

  private next(): void {
    while (this.working < this.workers && !this.stopped) {
      const key = this.ready.shift();
      const entry = key === undefined ? undefined : this.entries.get(key);
      if (key === undefined || entry === undefined) return;
      this.moved = performance.now();
      entry.state = 'working';
      this.working += 1;
      void this.run(key, entry);
    }
  }

  private async run(key: string, entry: Entry): Promise<void> {
    const { cost, failed, again } = await this.work(key);
    this.working -= 1;
    entry.state = 'waiting';
    entry.failures = failed ? entry.failures + 1 : 0;
    const now = performance.now();
    entry.rested = now + (failed ? this.backOff(entry.failures) : Math.min(this.times.longestPause, cost / this.times.share));
    const due = Math.min(entry.dirty ? entry.due : Number.POSITIVE_INFINITY, failed ? now : Number.POSITIVE_INFINITY, again === undefined ? Number.POSITIVE_INFINITY : now + again);
    entry.dirty = false;
    entry.due = Math.max(due, entry.rested);
    if (due === Number.POSITIVE_INFINITY) this.rest(key, entry);
    else if (!this.stopped) this.schedule(key, entry);
    if (this.working === 0 && this.stopped) this.idle?.();
    this.next();
  }

  /** A key at rest costs no memory once its pause is over. */
  private rest(key: string, entry: Entry): void {
    entry.due = Number.POSITIVE_INFINITY;
    const left = entry.rested - performance.now();
    if (left <= 1) this.entries.delete(key);
    else entry.timer = setTimeout(() => this.entries.get(key) === entry && entry.due === Number.POSITIVE_INFINITY && this.entries.delete(key), left).unref();
  }

  private backOff(failures: number): number {
    return Math.min(this.times.longestRetry, this.times.retry * 2 ** (failures - 1)) * (0.9 + 0.2 * Math.random());
  }
}
