import { JOB_KINDS } from '../../lib/jobs/registry';
import type { KubeObject } from '../../lib/k8s/object';
import { compileMonitoring } from '../../lib/monitoring/compile';
import { DASHBOARDS } from '../../lib/monitoring/dashboards/all';
import { FOREIGN_METRICS, JOB_METRICS_TABLE, type Metric, OPERATOR_METRICS_TABLE, RECORDED_METRICS_TABLE, SURVEY_METRICS_TABLE } from '../../lib/monitoring/metrics';
import { ruleGroups } from '../../lib/monitoring/rules/groups';
import type { AlertingRule, RecordingRule, Rule } from '../../lib/monitoring/rules/rule';
import type { MonitoringSpec } from '../../lib/monitoring/spec';
import { timing } from '../../lib/monitoring/timing';

/** The objects of a monitoring, all of the kinds of job watched. */
export function monitoring(spec: MonitoringSpec = {}): KubeObject[] {
  return compileMonitoring(spec, JOB_KINDS);
}

const rules: readonly Rule[] = ruleGroups(timing(30)).flatMap((group) => group.rules);

export const RECORDINGS = rules.filter((rule): rule is RecordingRule => 'record' in rule);
export const ALERTS = rules.filter((rule): rule is AlertingRule => 'alert' in rule);

/** Every query of every panel, with where it is. */
export const PANEL_QUERIES = DASHBOARDS.flatMap(({ title, rows }) =>
  rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries.map((query, index) => ({ at: `${title} / ${panel.title} / ${index}`, expr: query.expr, legend: query.legend })))),
);

const TABLES: readonly (readonly Metric[])[] = [JOB_METRICS_TABLE, OPERATOR_METRICS_TABLE, SURVEY_METRICS_TABLE, RECORDED_METRICS_TABLE];

/** Names of all metrics that there are; a histogram is asked for by its parts. */
export const KNOWN_METRICS: ReadonlySet<string> = new Set([
  ...TABLES.flat().flatMap(({ name }) => [name, `${name}_bucket`, `${name}_count`]),
  ...Object.values(FOREIGN_METRICS).flat(),
]);
