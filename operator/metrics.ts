import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { JOB_KINDS } from '../lib/jobs/registry';

/** Seconds; one job is judged within milliseconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What is asked when the metrics are read. */
export interface Observed {
  /** Jobs that are due and not taken up. */
  readonly depth: () => number;
  /** Objects that are kept, by resource. */
  readonly objects: () => Readonly<Record<string, number>>;
}

/** The operator's own metrics, for Prometheus. */
export class Metrics {
  readonly registry = new Registry();
  private observed: Observed = { depth: () => 0, objects: () => ({}) };

  /** How long it takes to judge a job. */
  readonly syncSeconds = new Histogram({
    name: 'ds_operator_sync_duration_seconds',
    help: 'Time that it takes to judge a job.',
    labelNames: ['kind'],
    buckets: BUCKETS,
    registers: [this.registry],
  });

  /** Jobs that could not be judged. */
  readonly faults = new Counter({
    name: 'ds_operator_sync_faults_total',
    help: 'Syncs that failed or took too long.',
    labelNames: ['kind'],
    registers: [this.registry],
  });

  /** Calls to the API server that change or read single objects. */
  readonly writes = new Counter({
    name: 'ds_operator_api_calls_total',
    help: 'Calls about single objects to the API server, by status code; 0 is no answer.',
    labelNames: ['verb', 'resource', 'code'],
    registers: [this.registry],
  });

  /** Watches that were lost. */
  readonly watchRestarts = new Counter({
    name: 'ds_operator_watch_restarts_total',
    help: 'Watches that were lost and begun again.',
    labelNames: ['resource'],
    registers: [this.registry],
  });

  /** Whether this replica leads. */
  readonly leading = new Gauge({
    name: 'ds_operator_leading',
    help: '1 if this replica does the work, 0 if it stands by.',
    registers: [this.registry],
  });

  /** Statuses written with the phase Invalid. */
  readonly invalid = new Counter({
    name: 'ds_operator_invalid_jobs_total',
    help: 'Jobs that were found invalid.',
    labelNames: ['kind'],
    registers: [this.registry],
  });

  /** Whether the mounted catalog is the one in use. */
  readonly catalogValid = new Gauge({
    name: 'ds_operator_catalog_valid',
    help: '1 if the mounted catalog is in use, 0 if it is missing or broken and the last good one is used.',
    registers: [this.registry],
  });

  /** When the catalog in use was read. */
  readonly catalogLoaded = new Gauge({
    name: 'ds_operator_catalog_last_load_timestamp_seconds',
    help: 'Time at which the catalog in use was read.',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    // A counter that begins with its first event has no increase there.
    for (const { kind } of JOB_KINDS) this.faults.inc({ kind }, 0);
    const observed = (): Observed => this.observed;
    new Gauge({
      name: 'ds_operator_queue_depth',
      help: 'Jobs that are due and not taken up.',
      registers: [this.registry],
      collect() {
        this.set(observed().depth());
      },
    });
    new Gauge({
      name: 'ds_operator_objects',
      help: 'Objects that are kept, by resource.',
      labelNames: ['resource'],
      registers: [this.registry],
      collect() {
        for (const [resource, count] of Object.entries(observed().objects())) this.set({ resource }, count);
      },
    });
  }

  /** Tells where the queue and the caches are. */
  observe(observed: Observed): void {
    this.observed = observed;
  }
}
