import * as fs from 'node:fs';
import * as path from 'node:path';
import { load } from 'js-yaml';
import { DASHBOARDS } from '../../lib/monitoring/dashboards/all';
import { FOREIGN_METRICS, JOB_METRICS_TABLE, type Metric, OPERATOR_METRICS_TABLE, RECORDED_METRICS_TABLE, SURVEY_METRICS_TABLE } from '../../lib/monitoring/metrics';
import { ALERTS, KNOWN_METRICS, monitoring } from '../builders/monitoring';
import { blocks, ROOT, typeIn } from '../support/console';
import { tableOf } from '../support/markdown';
import { metricNames } from '../support/promql';

const PAGE = 'docs/monitoring.md';

test.each<[string, readonly Metric[]]>([
  ['of a job', JOB_METRICS_TABLE],
  ['of the operator', OPERATOR_METRICS_TABLE],
  ['of a survey', SURVEY_METRICS_TABLE],
  ['recorded', RECORDED_METRICS_TABLE],
])('the metrics %s', (title, metrics) => {
  expect(tableOf(PAGE, title).rows).toEqual(metrics.map(({ name, labels, meaning }) => [name, labels.join(', ') || '–', meaning.replaceAll('`', '')]));
});

test('the metrics of others', () => {
  expect(tableOf(PAGE, 'made by').rows).toEqual(Object.entries(FOREIGN_METRICS).map(([maker, names]) => [maker, names.join(', ')]));
});

test('the dashboards with their panels', () => {
  expect(tableOf(PAGE, 'dashboard').rows).toEqual(DASHBOARDS.map(({ title, rows }) => [title, rows.flatMap(({ panels }) => panels.map((panel) => panel.title)).join(', ')]));
});

test('the alerts', () => {
  expect(tableOf(PAGE, 'alert').rows).toEqual(ALERTS.map((rule) => [rule.alert, rule.labels.severity, rule.for, rule.annotations.description]));
});

test('the queries ask for metrics that there are', () => {
  for (const [, query = ''] of tableOf(PAGE, 'question').rows) {
    expect(metricNames(query).filter((name) => !KNOWN_METRICS.has(name))).toEqual([]);
  }
});

test('the values for kube-state-metrics mount the ConfigMap that is made', () => {
  const values = load(blocks(PAGE, 'yaml')[0] ?? '') as { 'kube-state-metrics': { extraArgs: string[]; volumeMounts: { mountPath: string }[]; volumes: { configMap: { name: string } }[] } };
  const { extraArgs, volumeMounts, volumes } = values['kube-state-metrics'];
  const made = monitoring().find(({ metadata }) => metadata.name === volumes[0]?.configMap.name) as unknown as { data: Record<string, string> };
  expect(extraArgs).toEqual(Object.keys(made.data).map((key) => `--custom-resource-state-config-file=${volumeMounts[0]?.mountPath}/${key}`));
});

test('the TypeScript compiles and makes the objects', () => {
  const file = path.join(ROOT, 'build', 'monitoring-example.ts');
  fs.writeFileSync(file, blocks(PAGE, 'ts')[0] ?? '');
  try {
    typeIn([`${path.join(ROOT, 'node_modules/.bin/tsc')} --noEmit --strict --skipLibCheck --module nodenext --target es2022 ${file}`], { cwd: ROOT, env: process.env, timeout: 60_000 });
  } finally {
    fs.rmSync(file);
  }
}, 90_000);
