import { toYaml } from '../../../lib';
import { JOB_KINDS } from '../../../lib/jobs/registry';
import { compileBudgets } from '../../../lib/monitoring/compile';
import { jobMetricsConfig } from '../../../lib/monitoring/job-metrics';
import { monitoring } from '../../builders/monitoring';

const named = (spec = {}): string[] => monitoring(spec).map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);

test('makes everything for kube-prometheus-stack where nothing is said', () => {
  expect(named()).toEqual([
    'PrometheusRule monitoring/ds-platform',
    'ConfigMap monitoring/ds-job-metrics',
    'ClusterRole /ds-job-metrics',
    'ClusterRoleBinding /ds-job-metrics',
    'ServiceMonitor monitoring/ds-dcgm-exporter',
    'ServiceMonitor monitoring/ds-nvidia-dcgm-exporter',
    'ServiceMonitor monitoring/ds-kueue',
    'ServiceMonitor monitoring/ds-operator',
    'ConfigMap monitoring/ds-dashboard-usage',
    'ConfigMap monitoring/ds-dashboard-hardware',
    'ConfigMap monitoring/ds-dashboard-budgets',
    'ConfigMap monitoring/ds-dashboard-satisfaction',
    'ConfigMap monitoring/ds-dashboard-operator',
  ]);
  for (const { metadata } of monitoring()) expect(metadata.labels).toMatchObject({ release: 'kube-prometheus-stack', 'app.kubernetes.io/managed-by': 'ds-platform' });
});

test('gives the same bytes each time', () => {
  expect(toYaml(monitoring())).toBe(toYaml(monitoring()));
});

test('puts the rules into a file for a Prometheus of one\'s own', () => {
  const [rules] = monitoring({ rules: 'ConfigMap', namespace: 'watch', selectorLabels: { team: 'ml' } }) as unknown as { metadata: object; data: Record<string, string> }[];
  expect(rules?.metadata).toEqual({ name: 'ds-platform', namespace: 'watch', labels: { team: 'ml', 'app.kubernetes.io/managed-by': 'ds-platform', prometheus_rule: '1' } });
  expect(rules?.data['ds-platform.yaml']).toMatch(/^groups:\n {2}- name: ds-jobs\n/);
});

test('an undefined choice is none', () => {
  expect(named({ namespace: undefined, monitors: undefined })).toEqual(named());
});

test('kube-state-metrics may see jobs and what is defined, nothing else', () => {
  const [role, binding] = monitoring({ kubeStateMetricsServiceAccount: 'ksm' }).filter(({ kind }) => kind.startsWith('ClusterRole'));
  expect(role).toMatchObject({
    rules: [
      { apiGroups: ['ds.bloomberg.com'], resources: JOB_KINDS.map(({ plural }) => plural).sort(), verbs: ['list', 'watch'] },
      { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['list', 'watch'] },
    ],
  });
  expect(binding).toMatchObject({ roleRef: { name: 'ds-job-metrics' }, subjects: [{ kind: 'ServiceAccount', name: 'ksm', namespace: 'monitoring' }] });
});

test('every kind of job is reported, with the same metrics', () => {
  const { resources } = jobMetricsConfig(JOB_KINDS).spec;
  expect(resources.map(({ groupVersionKind }) => groupVersionKind.kind)).toEqual(JOB_KINDS.map(({ kind }) => kind));
  for (const { metrics } of resources) expect(metrics.map(({ name }) => name)).toEqual(['job_info', 'job_phase', 'job_created_timestamp_seconds', 'job_start_timestamp_seconds', 'job_completion_timestamp_seconds']);
});

describe('monitors', () => {
  const monitors = (targets: string[]) => monitoring({ monitors: targets as never, scrapeIntervalSeconds: 15 }).filter(({ kind }) => kind === 'ServiceMonitor');

  test('are made for what is named, once', () => {
    expect(monitors([]).map(({ metadata }) => metadata.name)).toEqual([]);
    expect(monitors(['kube-state-metrics', 'pushgateway', 'pushgateway']).map(({ metadata }) => metadata.name)).toEqual(['ds-kube-state-metrics', 'ds-pushgateway']);
  });

  test('only what a survey pushes is taken from the pushgateway', () => {
    expect(monitors(['pushgateway'])).toMatchObject([{ spec: { endpoints: [{ metricRelabelings: [{ action: 'keep', sourceLabels: ['__name__'], regex: 'ds_nps_responses' }] }] } }]);
  });

  test('the pod of a GPU is the one that holds it, never the exporter\'s', () => {
    for (const monitor of monitors(['dcgm'])) {
      expect(monitor).toMatchObject({ spec: { endpoints: [{ honorLabels: true, relabelings: [{ action: 'labeldrop', regex: 'namespace|pod|container' }] }] } });
    }
  });
});

describe('budgets', () => {
  test('are rules beside those of the platform', () => {
    expect(compileBudgets([{ name: 's-news', budget: { gpuHoursPerMonth: 10 } }], {})).toMatchObject([{ kind: 'PrometheusRule', metadata: { name: 'ds-tenant-budgets', namespace: 'monitoring' } }]);
  });

  test('are nothing where no tenant has one', () => {
    expect(compileBudgets([{ name: 's-news' }, { name: 's-vision', budget: {} }], {})).toEqual([]);
  });
});
