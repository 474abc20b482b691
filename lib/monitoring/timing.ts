/** Windows of the rules, which follow from how often metrics are scraped. Durations are Prometheus's. */
export interface Timing {
  /** Seconds between two evaluations of the rules. */
  readonly interval: number;
  /** Seconds that a rule looks back at least, so that what was there is seen although it is gone. */
  readonly lookback: number;
  /** An event is recorded at the one evaluation at which it is so many seconds old: more than `from`, at most `to`. */
  readonly event: { readonly from: number; readonly to: number };
  /** Seconds between two evaluations of what changes slowly. */
  readonly seldom: number;
  /** Seconds of a slice of a month: what was held in it on average is added up. */
  readonly slice: number;
}

/** Most seconds between two evaluations: a series is read up to five minutes after it was recorded, and would have gaps else. */
const MAX_INTERVAL = 240;

/**
 * Each event falls into exactly one window, since the windows of two evaluations touch. A window closes late enough for the
 * event to have been scraped, and what was deleted meanwhile is still seen.
 */
export function timing(scrapeIntervalSeconds: number): Timing {
  const interval = Math.min(2 * scrapeIntervalSeconds, MAX_INTERVAL);
  return { interval, lookback: 5 * interval, event: { from: 2 * interval, to: 3 * interval }, seldom: Math.min(5 * interval, MAX_INTERVAL), slice: 30 * interval };
}

/** A duration as Prometheus writes it. */
export function seconds(count: number): string {
  return `${count}s`;
}
