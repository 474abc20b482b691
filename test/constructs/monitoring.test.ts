import { Testing } from 'cdk8s';
import { Monitoring } from '../../constructs/monitoring';
import { TenantBudgets } from '../../constructs/tenant-budgets';
import { chart, names } from '../builders/charts';

test('Monitoring keeps its objects in the namespace of Prometheus, whatever the chart\'s', () => {
  const made = chart();
  new Monitoring(made, 'monitoring');
  expect(names(made).slice(0, 4)).toEqual(['PrometheusRule/monitoring/ds-platform', 'ConfigMap/monitoring/ds-job-metrics', 'ClusterRole//ds-job-metrics', 'ClusterRoleBinding//ds-job-metrics']);
  expect(made.node.findChild('monitoring').node.defaultChild).toMatchObject({ kind: 'PrometheusRule' });
});

test('Monitoring refuses a spec with every error', () => {
  expect(() => new Monitoring(chart(), 'monitoring', { namespace: 'No', scrapeIntervalSeconds: -1 })).toThrow('Monitoring: 2 errors\n  namespace: not a name');
});

test('TenantBudgets records what tenants may use', () => {
  const made = chart();
  new TenantBudgets(made, 'budgets', { namespace: 'watch', tenants: [{ name: 's-news', budget: { gpuHoursPerMonth: 100 } }, { name: 's-free' }] });
  expect(Testing.synth(made)).toMatchObject([
    { metadata: { name: 'ds-tenant-budgets', namespace: 'watch' }, spec: { groups: [{ name: 'ds-tenant-budgets', interval: '240s', rules: [{ record: 'tenant:ds_gpu_hours:budget', expr: 'vector(100)' }] }] } },
  ]);
});

test('TenantBudgets refuses a budget that is none', () => {
  expect(() => new TenantBudgets(chart(), 'budgets', { tenants: [{ name: 's-news', budget: { gpuHoursPerMonth: -1 } }] })).toThrow('tenants[0].budget.gpuHoursPerMonth');
});
