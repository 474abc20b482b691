import { Construct } from 'constructs';
import { JOB_KINDS } from '../lib/jobs/registry';
import { compileMonitoring } from '../lib/monitoring/compile';
import type { MonitoringSpec } from '../lib/monitoring/spec';
import { validateMonitoring } from '../lib/monitoring/validate';
import { addObjects, refuse } from './objects';

/** Properties of {@link Monitoring}. */
export type MonitoringProps = Readonly<MonitoringSpec>;

/**
 * What makes the platform visible: metrics of jobs, rules and alerts, what Prometheus scrapes, and dashboards. Prometheus, Grafana and
 * kube-state-metrics themselves come from kube-prometheus-stack, or are there. The Operator needs `metricsNamespace`.
 */
export class Monitoring extends Construct {
  /** @throws PlatformError with every error */
  constructor(scope: Construct, id: string, props: MonitoringProps = {}) {
    super(scope, id);
    refuse('InvalidSpec', 'Monitoring', validateMonitoring(props));
    const objects = compileMonitoring(props, JOB_KINDS);
    addObjects(this, objects, objects[0]);
  }
}
