import * as fs from 'node:fs';
import * as path from 'node:path';
import { DASHBOARDS } from '../../../lib/monitoring/dashboards/all';
import type { Panel } from '../../../lib/monitoring/dashboards/dashboard';
import { JOB_METRICS_TABLE, type Metric, OPERATOR_METRICS_TABLE, RECORDED_METRICS_TABLE, SURVEY_METRICS_TABLE } from '../../../lib/monitoring/metrics';
import { withTemporaryFolder } from '../../../sandbox/images/cache';
import { Sandbox } from '../../../sandbox/sandbox';
import { pythonJob, tensorFlowJob } from '../../builders/jobs';
import { blocks, shownCommands, typeIn } from '../../support/console';
import { metricNames } from '../../support/promql';
import type { Observatory, Sample } from '../support/observatory';
import { SIMULATED_TENANT } from '../support/platform';
import { watchPlatform } from '../support/watched-platform';

const PAGE = 'docs/monitoring.md';

/** What the simulator does with a pod. @see sandbox/simulated-stages.yaml */
const simulated = (what: string, value: string) => ({ op: 'add' as const, path: `/metadata/annotations/pod-complete.stage.kwok.x-k8s.io~1${what}`, value });

const PYTHON = { size: 'SimulatedGpu' };
const named = (name: string, annotations?: Record<string, string>) => ({ name, namespace: SIMULATED_TENANT, ...(annotations && { annotations }) });

/** One job of each fate. */
const JOBS = {
  runs: tensorFlowJob(
    { size: 'SimulatedGpu', identities: [{ hadoop: { id: 'davideis' } }], replicas: { worker: { count: 2 } }, podTemplatePatches: [simulated('delay', '1h')] },
    named('runs', { 'ai.bloomberg.com/project': 'news', 'ai.bloomberg.com/experiment': 'ranking' }),
  ),
  succeeds: pythonJob({ ...PYTHON, identities: [{ hadoop: null, id: 'annab' }] }, named('succeeds')),
  fails: pythonJob({ ...PYTHON, podTemplatePatches: [simulated('exit-code', '1')] }, named('fails', { 'ai.bloomberg.com/project': 'news', 'ai.bloomberg.com/experiment': 'clicks' })),
  deleted: pythonJob({ ...PYTHON, identities: [{ hadoop: { id: 'annab' } }] }, named('deleted')),
  // The tenant has 40 GPUs.
  waits: tensorFlowJob({ size: 'SimulatedGpu', replicas: { worker: { count: 41 } } }, named('waits')),
  invalid: pythonJob({ ...PYTHON, identities: [{ id: 'one' }, { id: 'two' }] }, named('invalid')),
  held: pythonJob({ ...PYTHON, suspend: true }, named('held')),
};

/** What an exporter of NVIDIA's says of a machine with two GPUs, of which a pod holds the first. */
function gpus(): string {
  const values = { DCGM_FI_DEV_GPU_UTIL: [37, 0], DCGM_FI_DEV_FB_USED: [20_000, 0], DCGM_FI_DEV_FB_FREE: [60_000, 80_000], DCGM_FI_DEV_GPU_TEMP: [61, 30], DCGM_FI_DEV_POWER_USAGE: [412.5, 70], DCGM_FI_DEV_XID_ERRORS: [0, 0] };
  const holder = `,container="main",namespace="${SIMULATED_TENANT}",pod="runs-worker-0-0"`;
  const line = (name: string, gpu: number, value: number): string =>
    `${name}{gpu="${gpu}",UUID="GPU-${gpu}",pci_bus_id="00000000:0${gpu}:00.0",device="nvidia${gpu}",modelName="NVIDIA H100 80GB HBM3",Hostname="simulated-0"${gpu === 0 ? holder : ''}} ${value}\n`;
  return Object.entries(values).map(([name, each]) => `# TYPE ${name} gauge\n${each.map((value, gpu) => line(name, gpu, value)).join('')}`).join('');
}

/** Operator, Kueue, GPUs, kube-state-metrics and the pushgateway. */
const TARGETS = 5;

let sandbox: Sandbox;
let observatory: Observatory;
let finished: () => void;
let cleaned: Promise<void>;

beforeAll(async () => {
  sandbox = await Sandbox.up({ name: `monitoring-${process.pid}`, node: 'none', engines: ['jobset', 'kueue'], simulatedNodes: 2 });
  const ready = new Promise<void>((resolve, reject) => {
    cleaned = withTemporaryFolder(async (folder) => {
      const watched = await watchPlatform(sandbox, folder, gpus);
      observatory = watched.observatory;
      pushSurvey(folder, watched.pushgateway);
      resolve();
      await new Promise<void>((done) => (finished = done));
      await observatory.stop();
    }).catch(reject);
  });
  await ready;
  // Prometheus takes up its targets seconds after it is ready; a job is put down as submitted when it is some seconds old.
  await until('all targets are scraped', async () => ((await observatory.query('count(count_over_time(up[10m]) > 1)'))[0]?.value ?? 0) >= TARGETS);
  await kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: Object.values(JOBS) }));
  await until('the job to be deleted has ended', async () => (await observatory.query('ds_job_phase{name="deleted", phase="Succeeded"} == 1')).length > 0);
  await kubectl(['delete', 'pythonjob', 'deleted']);
  await until('all that ends has ended', async () => (await observatory.query('last_over_time(job:ds_job_ended:duration_seconds[10m])')).length === 3, 240);
  await until('a slice of the month is full', async () => ((await observatory.query('tenant:ds_gpu_budget:ratio > 0'))[0]?.value ?? 0) > 0, 180);
}, 600_000);

afterAll(async () => {
  finished?.();
  await cleaned;
  await sandbox?.down();
}, 90_000);

function kubectl(args: readonly string[], input?: string): Promise<string> {
  return sandbox.kubectl([...args, '--namespace', SIMULATED_TENANT], input);
}

async function until(what: string, check: () => Promise<boolean>, seconds = 90): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`Not so after ${seconds} s: ${what}. ${JSON.stringify(await observatory.brokenTargets())} ${observatory.log('kube-state-metrics')}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Types what the page shows, in a folder with the page's file, for the pushgateway of now. */
function pushSurvey(folder: string, pushgateway: string): void {
  fs.writeFileSync(path.join(folder, 'survey.prom'), blocks(PAGE, 'text')[0] ?? '');
  const commands = shownCommands(PAGE).map(({ command }) => command).filter((command) => command.startsWith('curl '));
  expect(commands).toHaveLength(1);
  typeIn(commands.map((command) => command.replace(/http:\/\/[^/]+/, pushgateway)), { cwd: folder, env: process.env, timeout: 30_000 });
}

/** What Grafana puts in the place of its variables. */
function filledIn(expr: string): string {
  return expr.replaceAll('$__range', '10m').replaceAll('$__interval', '10s').replaceAll('$__rate_interval', '30s').replaceAll('$tenant', '.*');
}

const value = async (expr: string): Promise<number | undefined> => (await observatory.query(filledIn(expr)))[0]?.value;

test('everything is scraped', async () => {
  expect(await observatory.brokenTargets()).toEqual([]);
});

test('every rule works', async () => {
  const rules = await observatory.rules();
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
  expect(rules.length).toBeGreaterThan(30);
});

/** What is wrong with a query: it names a metric that nobody makes, gives nothing, or lacks a label that its legend shows. */
async function problemsOf({ expr, legend, kind }: { expr: string; legend: string; kind: Panel['kind'] }): Promise<string[]> {
  const missing: string[] = [];
  for (const name of metricNames(expr)) {
    if ((await observatory.query(`count(last_over_time(${name}[10m]))`)).length === 0) missing.push(`nobody makes ${name}`);
  }
  const text = filledIn(expr);
  const series = kind === 'lines' || kind === 'bars' ? await observatory.queryRange(text) : await observatory.query(text);
  if (series.length === 0) return [...missing, 'no series'];
  const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  const unlabelled = labels.filter((label) => !series.some((one) => label in one.labels)).map((label) => `no label ${label}`);
  const unnumbered = series.every((one) => Number.isNaN(one.value)) ? ['no number'] : [];
  return [...missing, ...unlabelled, ...unnumbered];
}

const QUERIES = DASHBOARDS.flatMap((dashboard) =>
  dashboard.rows.flatMap(({ panels }) => panels.flatMap(({ title, kind, queries }) => queries.map((query, index) => ({ at: `${dashboard.title} / ${title} / ${index}`, kind, ...query })))),
);

test.each(QUERIES)('$at shows something', async (query) => {
  expect(await problemsOf(query)).toEqual([]);
}, 30_000);

test('a panel that asks for another metric is found, whichever it is', async () => {
  const unnoticed: string[] = [];
  for (const query of QUERIES) {
    for (const name of metricNames(query.expr)) {
      const problems = await problemsOf({ ...query, expr: query.expr.replaceAll(new RegExp(`(?<![\\w:])${name}(?![\\w:])`, 'g'), `${name}x`) });
      if (problems.length === 0) unnoticed.push(`${query.at}: ${name}`);
    }
  }
  expect(unnoticed).toEqual([]);
}, 120_000);

const METRICS: readonly Metric[] = [...JOB_METRICS_TABLE, ...OPERATOR_METRICS_TABLE, ...SURVEY_METRICS_TABLE, ...RECORDED_METRICS_TABLE];

/** Labels that a scrape adds, or kube-state-metrics to everything of its kind. */
const ADDED = new Set(['__name__', 'job', 'instance', 'namespace', 'service', 'pod', 'container', 'endpoint', 'customresource_group', 'customresource_version', 'customresource_kind', 'le']);

test.each(METRICS)('$name has the labels that the documentation tells', async ({ name, labels }) => {
  const series = await observatory.query(`last_over_time({__name__=~"${name}(_bucket)?"}[10m])`);
  expect(series).not.toEqual([]);
  const found = new Set(series.flatMap((one: Sample) => Object.keys(one.labels)).filter((label) => labels.includes(label) || !ADDED.has(label)));
  expect([...found].sort()).toEqual([...labels].sort());
});

test('a job is told as it was submitted', async () => {
  const [job] = await observatory.query('max by (tenant, kind, name, framework, size, queue, project, experiment, user) (ds_job_info{name="runs"})');
  expect(job?.labels).toEqual({ tenant: SIMULATED_TENANT, kind: 'TensorFlowJob', name: 'runs', framework: 'tensorflow-2-python-3', size: 'SimulatedGpu', queue: 'default', project: 'news', experiment: 'ranking', user: 'davideis' });
  expect(await value('count(ds_job_info{name="succeeds", user="annab"})')).toBe(1);
});

test.each([
  ['runs', 'Running'],
  ['succeeds', 'Succeeded'],
  ['fails', 'Failed'],
  ['waits', 'Queued'],
  ['invalid', 'Invalid'],
  ['held', 'Suspended'],
])('%s is %s', async (name, phase) => {
  expect((await observatory.query(`ds_job_phase{name="${name}"} == 1`)).map(({ labels }) => labels.phase)).toEqual([phase]);
});

test('every job is in the ledger once, and stays there', async () => {
  expect(await value('count(ds_job_info{name="deleted"})')).toBeUndefined();
  const submitted = await observatory.query('sum by (name) (count_over_time(job:ds_job_submitted:event[10m]))');
  expect(Object.fromEntries(submitted.map(({ labels, value: count }) => [labels.name, count]))).toEqual(Object.fromEntries(Object.keys(JOBS).map((name) => [name, 1])));
  const ended = await observatory.query('sum by (name, phase) (count_over_time(job:ds_job_ended:duration_seconds[10m]))');
  expect(ended.map(({ labels, value: count }) => `${labels.name} ${labels.phase} ${count}`).sort()).toEqual(['deleted Succeeded 1', 'fails Failed 1', 'succeeds Succeeded 1']);
});

test.each<[string, number]>([
  ['count(count by (user) (last_over_time(job:ds_job_submitted:event{user!=""}[$__range])))', 3],
  ['tenant:ds_gpus:allocated{tenant="s-simulated"}', 2],
  ['tenant:ds_cpus:allocated{tenant="s-simulated"}', 2],
  ['tenant:ds_gpus:allocated{tenant="s-mlplatform"}', 0],
  ['tenant:ds_quota:ratio{tenant="s-simulated", resource="nvidia.com/gpu"}', 0.05],
  ['tenant:ds_gpu_utilisation:percent', 37],
  ['gpu:ds_gpu_memory:ratio{gpu="0"}', 0.25],
  ['count(gpu:ds_gpu_utilisation:percent{tenant=""})', 1],
  ['sum(max by (node, resource) (kube_node_status_allocatable{resource=~"nvidia_com_.+"}))', 16],
])('%s is %d', async (expr, expected) => {
  expect(await value(expr)).toBeCloseTo(expected, 6);
});

test('the score is that of the documentation', async () => {
  const told = /is ([0-9-]+) with these answers/.exec(fs.readFileSync(path.join(__dirname, '../../..', PAGE), 'utf8'))?.[1];
  expect(await value('survey:ds_nps:score')).toBeCloseTo(Number(told), 6);
});

test('what uses more than its budget raises an alert; the quarter of an hour is not waited for', async () => {
  expect((await value('tenant:ds_gpu_budget:ratio')) ?? 0).toBeGreaterThan(1);
  await until('the alert is pending', async () => (await observatory.query('ALERTS{alertname="DsGpuBudgetExceeded", tenant="s-simulated"}')).length > 0);
}, 120_000);

test('kube-state-metrics may see jobs, and changes nothing', async () => {
  const mayI = async (...what: string[]): Promise<string> => (await sandbox.kubectl(['auth', 'can-i', ...what, '--all-namespaces', '--as', 'system:serviceaccount:monitoring:kube-prometheus-stack-kube-state-metrics']).catch((error: Error) => error.message)).trim();
  expect(await mayI('list', 'pythonjobs.ds.bloomberg.com')).toBe('yes');
  for (const what of [['get', 'pythonjobs.ds.bloomberg.com'], ['delete', 'pythonjobs.ds.bloomberg.com'], ['list', 'secrets'], ['list', 'configmaps'], ['list', 'jobsets.jobset.x-k8s.io']]) {
    expect([what, await mayI(...what)]).toEqual([what, expect.stringContaining('no')]);
  }
}, 60_000);
