import { formatFieldError } from '../../../lib';
import type { MonitoringSpec, TenantBudget } from '../../../lib/monitoring/spec';
import { validateBudgets, validateMonitoring } from '../../../lib/monitoring/validate';

test.each<[string, MonitoringSpec]>([
  ['nothing said', {}],
  ['everything said', { namespace: 'watch', selectorLabels: { a: 'b' }, rules: 'ConfigMap', scrapeIntervalSeconds: 300, kubeStateMetricsServiceAccount: 'ksm.two', monitors: ['pushgateway'] }],
])('accepts %s', (_name, spec) => {
  expect(validateMonitoring(spec)).toEqual([]);
});

test('says all that is wrong', () => {
  const spec = { namespace: 'No', selectorLabels: { '': 'b' }, rules: 'File', scrapeIntervalSeconds: 0.5, kubeStateMetricsServiceAccount: '..', monitors: ['operator', 'nagios'] } as unknown as MonitoringSpec;
  expect(validateMonitoring(spec).map(formatFieldError)).toEqual([
    expect.stringContaining('namespace: not a name (given "No").'),
    expect.stringContaining('selectorLabels: not a key (given "").'),
    'rules: unknown (given "File"). Allowed: PrometheusRule, ConfigMap. Use one of them.',
    'scrapeIntervalSeconds: not an interval (given 0.5). Allowed: whole seconds from 1 to 300. Use what Prometheus scrapes kube-state-metrics with.',
    expect.stringContaining('kubeStateMetricsServiceAccount: not a name (given "..").'),
    'monitors[1]: unknown (given "nagios"). Allowed: operator, kueue, dcgm, kube-state-metrics, pushgateway. Use one of them.',
  ]);
});

test.each<[string, TenantBudget[], string[]]>([
  ['hours below zero', [{ name: 's-a', budget: { gpuHoursPerMonth: -1 } }], ['tenants[0].budget.gpuHoursPerMonth: not a number of hours (given -1). Allowed: 0 or more. Correct it, or leave it out for no limit.']],
  ['hours that are no number', [{ name: 's-a', budget: { cpuHoursPerMonth: Number.NaN } }], [expect.stringContaining('tenants[0].budget.cpuHoursPerMonth: not a number of hours (given NaN).') as string]],
  ['a tenant twice', [{ name: 's-a' }, { name: 's-a' }], ['tenants[1].name: given twice ("s-a"). Allowed: each tenant once. Remove one of them.']],
  ['a name that would end a label', [{ name: 's"a' }], [expect.stringContaining('tenants[0].name: not a name') as string]],
  ['nothing wrong', [{ name: 's-a', budget: { gpuHoursPerMonth: 0 } }], []],
])('budgets: %s', (_name, tenants, errors) => {
  expect(validateBudgets(tenants).map(formatFieldError)).toEqual(errors);
});
