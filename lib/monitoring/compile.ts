import { LABELS, MANAGED_BY } from '../api';
import type { KubeObject } from '../k8s/object';
import { DASHBOARDS } from './dashboards/all';
import { compileDashboards } from './dashboards/compile';
import { compileJobMetrics, type ReportedKind } from './job-metrics';
import { compileMonitors } from './monitors';
import { budgetGroup } from './rules/budgets';
import { compileRules } from './rules/compile';
import { ruleGroups } from './rules/groups';
import type { MonitoringSpec, TenantBudget } from './spec';
import { timing } from './timing';

/** A spec with every choice made. */
type Settings = Required<MonitoringSpec>;

/** What holds where nothing is said. */
const DEFAULTS: Settings = {
  namespace: 'monitoring',
  selectorLabels: { release: 'kube-prometheus-stack' },
  rules: 'PrometheusRule',
  scrapeIntervalSeconds: 30,
  kubeStateMetricsServiceAccount: 'kube-prometheus-stack-kube-state-metrics',
  monitors: ['operator', 'kueue', 'dcgm'],
};

/** Everything that watches the platform; the rules come first. The spec is valid. */
export function compileMonitoring(spec: MonitoringSpec, kinds: readonly ReportedKind[]): KubeObject[] {
  const settings = settingsOf(spec);
  const { namespace, scrapeIntervalSeconds } = settings;
  const times = timing(scrapeIntervalSeconds);
  const metadata = (name: string): KubeObject['metadata'] => metadataOf(settings, name);
  const serviceAccount = { name: settings.kubeStateMetricsServiceAccount, namespace };
  return [
    compileRules(ruleGroups(times), settings.rules, metadata('ds-platform')),
    ...compileJobMetrics({ kinds, metadata, serviceAccount }),
    ...compileMonitors(settings.monitors, { namespace, scrapeIntervalSeconds, metadata }),
    ...compileDashboards(DASHBOARDS, times, metadata),
  ];
}

/** The budgets of tenants, which the platform's rules compare with what was used; nothing if no tenant has one. */
export function compileBudgets(tenants: readonly TenantBudget[], spec: MonitoringSpec): KubeObject[] {
  const settings = settingsOf(spec);
  const group = budgetGroup(tenants, timing(settings.scrapeIntervalSeconds));
  return group.rules.length === 0 ? [] : [compileRules([group], settings.rules, metadataOf(settings, 'ds-tenant-budgets'))];
}

function settingsOf(spec: MonitoringSpec): Settings {
  const given = Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given };
}

/** Prometheus selects by labels; those of others do no harm on a dashboard. */
function metadataOf({ namespace, selectorLabels }: Settings, name: string): KubeObject['metadata'] {
  return { name, namespace, labels: { ...selectorLabels, [LABELS.managedBy]: MANAGED_BY } };
}
