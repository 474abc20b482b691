import * as fs from 'node:fs';
import * as path from 'node:path';
import type { KubeObject } from '../../../lib';
import { compileBudgets } from '../../../lib/monitoring/compile';
import { programsOf } from '../../../sandbox/debian';
import { withTemporaryFolder } from '../../../sandbox/images/cache';
import { run } from '../../../sandbox/run';
import { ALERTS, monitoring } from '../../builders/monitoring';

const FOLDER = path.join(__dirname, 'promtool');
const CASES = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.yaml')).sort();

let promtool: string;

beforeAll(async () => {
  promtool = path.join(await programsOf('prometheus'), 'promtool');
}, 120_000);

/** The rules as files, as a Prometheus of one's own mounts them. */
function ruleFiles(): Record<string, string> {
  const budgets = [{ name: 's-news', budget: { gpuHoursPerMonth: 200, cpuHoursPerMonth: 400 } }, { name: 's-vision', budget: { gpuHoursPerMonth: 1000 } }];
  const [rules, limits] = [monitoring({ rules: 'ConfigMap' })[0], compileBudgets(budgets, { rules: 'ConfigMap' })[0]];
  return { 'rules.yaml': dataOf(rules, 'ds-platform.yaml'), 'budgets.yaml': dataOf(limits, 'ds-tenant-budgets.yaml') };
}

function dataOf(object: KubeObject | undefined, key: string): string {
  return (object as unknown as { data: Record<string, string> }).data[key] ?? '';
}

async function inFolder<T>(work: (folder: string) => Promise<T>, files: Record<string, string> = ruleFiles()): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    return work(folder);
  });
}

test('promtool accepts every rule', async () => {
  const said = await inFolder((folder) => run(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', path.join(folder, 'rules.yaml'), path.join(folder, 'budgets.yaml')]));
  expect(said.match(/SUCCESS: \d+ rules found/g)).toHaveLength(2);
}, 60_000);

test.each(CASES)('%s holds', async (name) => {
  await inFolder(async (folder) => {
    const text = fs.readFileSync(path.join(FOLDER, name), 'utf8');
    fs.writeFileSync(path.join(folder, 'test.yaml'), text);
    await run(promtool, ['test', 'rules', path.join(folder, 'test.yaml')]);
  });
}, 120_000);

test('a rule that asks for another metric is found', async () => {
  const files = ruleFiles();
  const broken = { ...files, 'rules.yaml': (files['rules.yaml'] ?? '').replaceAll('ds_job_created_timestamp_seconds', 'ds_job_creation_timestamp_seconds') };
  await inFolder(async (folder) => {
    fs.copyFileSync(path.join(FOLDER, 'jobs.yaml'), path.join(folder, 'test.yaml'));
    await expect(run(promtool, ['test', 'rules', path.join(folder, 'test.yaml')])).rejects.toThrow('job:ds_job_submitted:event');
  }, broken);
}, 60_000);

test('every alert is tried', () => {
  const tried = CASES.map((name) => fs.readFileSync(path.join(FOLDER, name), 'utf8')).join('\n');
  const names = ALERTS.map(({ alert }) => alert);
  expect(names.filter((name) => !matches(tried, name))).toEqual([]);
});

/** An alert may be named by a pattern. */
function matches(text: string, name: string): boolean {
  const patterns = [...text.matchAll(/alertname(?:=~?"|: )([\w.+|]+)/g)].map(([, pattern = '']) => new RegExp(`^(?:${pattern})$`));
  return patterns.some((pattern) => pattern.test(name));
}
