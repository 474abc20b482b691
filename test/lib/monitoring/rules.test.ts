import { RECORDED_METRICS_TABLE } from '../../../lib/monitoring/metrics';
import { budgetGroup } from '../../../lib/monitoring/rules/budgets';
import { ruleGroups } from '../../../lib/monitoring/rules/groups';
import { timing } from '../../../lib/monitoring/timing';
import { ALERTS, KNOWN_METRICS, RECORDINGS } from '../../builders/monitoring';
import { metricNames } from '../../support/promql';

test.each([...RECORDINGS.map((rule) => [rule.record, rule.expr]), ...ALERTS.map((rule) => [rule.alert, rule.expr])])('%s asks for metrics that there are', (_name, expr = '') => {
  const names = metricNames(expr);
  expect(names.filter((name) => !KNOWN_METRICS.has(name))).toEqual([]);
  if (expr !== 'month()') expect(names).not.toEqual([]);
});

test('every recorded series is in the table of metrics, and there is no other', () => {
  const budgets = budgetGroup([{ name: 's-news', budget: { gpuHoursPerMonth: 1, cpuHoursPerMonth: 1 } }], timing(30)).rules;
  const recorded = [...RECORDINGS, ...budgets].map((rule) => ('record' in rule ? rule.record : ''));
  expect(recorded.sort()).toEqual(RECORDED_METRICS_TABLE.map(({ name }) => name).sort());
});

test('a rule sees only what is recorded before it, or in another group', () => {
  for (const { rules } of ruleGroups(timing(30))) {
    const own = rules.flatMap((rule) => ('record' in rule ? [rule.record] : []));
    rules.forEach((rule, index) => {
      const later = rules.slice(index).flatMap((other) => ('record' in other ? [other.record] : []));
      expect(metricNames(rule.expr).filter((name) => own.includes(name) && later.includes(name))).toEqual([]);
    });
  }
});

test.each(ALERTS.map((rule) => [rule.alert, rule] as const))('%s says what it is, what it means and what to do', (name, rule) => {
  expect(name).toMatch(/^Ds[A-Z][A-Za-z]+$/);
  expect(['critical', 'warning', 'info']).toContain(rule.labels.severity);
  expect(rule.annotations.summary).toMatch(/\.$/);
  expect(rule.annotations.description).toMatch(/\.$/);
  expect(rule.annotations.runbook).toMatch(/^1\. .* 2\. /);
});

test('no alert has the name of another', () => {
  expect(new Set(ALERTS.map((rule) => rule.alert)).size).toBe(ALERTS.length);
});

describe('the windows of events', () => {
  test.each([1, 15, 30, 60])('touch, and close after two more scrapes, at %d s', (scrape) => {
    const { interval, lookback, event } = timing(scrape);
    expect(event.to - event.from).toBe(interval);
    expect(event.from).toBeGreaterThanOrEqual(2 * scrape);
    expect(lookback).toBeGreaterThan(event.to);
  });
});

test.each([1, 30, 60, 300])('series have no gaps for who reads them, scraped every %d s', (scrape) => {
  const { interval, lookback, event, seldom } = timing(scrape);
  expect(Math.max(interval, seldom)).toBeLessThan(300);
  expect(event.from).toBeGreaterThanOrEqual(scrape);
  expect(lookback).toBeGreaterThan(event.to);
});

describe('the budgets of tenants', () => {
  test('are recorded in the order of their names, nothing for no limit', () => {
    const tenants = [{ name: 's-vision', budget: { gpuHoursPerMonth: 0.5, cpuHoursPerMonth: 0 } }, { name: 's-free' }, { name: 's-news', budget: { gpuHoursPerMonth: 100 } }];
    expect(budgetGroup(tenants, timing(30)).rules).toEqual([
      { record: 'tenant:ds_gpu_hours:budget', expr: 'vector(100)', labels: { tenant: 's-news' } },
      { record: 'tenant:ds_gpu_hours:budget', expr: 'vector(0.5)', labels: { tenant: 's-vision' } },
      { record: 'tenant:ds_cpu_hours:budget', expr: 'vector(0)', labels: { tenant: 's-vision' } },
    ]);
  });
});

describe('metricNames', () => {
  test.each([
    ['sum by (tenant, kind) (rate(a_total{x="y_total", z=~"b{1}"}[5m])) / on (t) group_left (p) c:d:e > 0.5', ['a_total', 'c:d:e']],
    ['x offset 1h unless on () count(y) > 0 or absent(z)', ['x', 'y', 'z']],
    ['month() == m @ end()', ['m']],
    ['label_replace(a, "tenant", "$1", "b", "(.+)")', ['a']],
    ['1e3 * f[$__range]', ['f']],
  ])('%s', (expr, names) => {
    expect(metricNames(expr)).toEqual(names);
  });
});
