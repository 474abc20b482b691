import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; a hook of a healthy operator answers within milliseconds, and Metacontroller gives up after its timeout. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The operator's own metrics, for Prometheus. */
export class Metrics {
  readonly registry = new Registry();

  /** How long the hooks take. */
  readonly hookSeconds = new Histogram({
    name: 'ds_operator_hook_duration_seconds',
    help: 'Time that a hook takes to answer.',
    labelNames: ['hook', 'kind'],
    buckets: BUCKETS,
    registers: [this.registry],
  });

  /** Calls by route and status code. */
  readonly requests = new Counter({
    name: 'ds_operator_http_requests_total',
    help: 'HTTP requests by route and status code.',
    labelNames: ['route', 'code'],
    registers: [this.registry],
  });

  /** How often a job was answered with the phase Invalid. */
  readonly invalid = new Counter({
    name: 'ds_operator_invalid_jobs_total',
    help: 'Syncs that found a job invalid.',
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
  }
}
