import * as fs from 'node:fs';
import * as path from 'node:path';
import type { V1Endpoints, V1Pod } from '@kubernetes/client-node';
import { App, Chart, Yaml } from 'cdk8s';
import { BatchQueueing, CustomResourceDefinitions, Operator, PlatformCatalog, PlatformNamespace, Tenant } from '../../../constructs';
import type { Catalog } from '../../../lib';
import type { JobStatus } from '../../../lib/jobs/common/status';
import { sandboxCatalog } from '../../../sandbox/catalog';
import { Sandbox } from '../../../sandbox/sandbox';
import { binFolder, blocks, shownCommands, typeIn } from '../../support/console';
import { eventually } from '../support/cluster';
import { applyPlatform } from '../support/install';

const TENANT = 's-spark';
const EXAMPLES = 'local:///opt/spark/examples';
const SIZE = { framework: 'spark-4', size: 'CpuMedium' };
/** Room for one application with two executors of that size. */
const QUOTA = { cpu: { cpu: '1500m', memory: '3Gi' } };

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = fs.mkdtempSync('/var/tmp/ds-spark-');
  sandbox = await Sandbox.up({ name: `spark-${process.pid}`, node: 'real', engines: ['jobset', 'kueue', 'metacontroller', 'spark-operator'], images: ['python', 'node', 'spark'], networkPolicies: true });
  const catalog = await catalogOf();
  fs.writeFileSync(path.join(folder, 'catalog.yaml'), JSON.stringify(catalog));
  await applyPlatform(sandbox, platformOf(catalog));
}, 900_000);

afterAll(async () => {
  await sandbox?.down();
  fs.rmSync(folder, { recursive: true });
}, 60_000);

/** Definitions, the platform and its tenant, in the order in which they are applied. */
function platformOf(catalog: Catalog): string[] {
  const app = new App();
  const definitions = new Chart(app, 'definitions');
  new CustomResourceDefinitions(definitions, 'jobs');
  const platform = new Chart(app, 'platform');
  new PlatformNamespace(platform, 'namespace');
  new PlatformCatalog(platform, 'catalog', { catalog });
  new BatchQueueing(platform, 'queueing');
  new Operator(platform, 'operator');
  const tenants = new Chart(app, 'tenants');
  new Tenant(tenants, 'spark', { name: TENANT, owners: ['owners'], quota: QUOTA });
  return [definitions, platform, tenants].map((chart) => Yaml.stringify(...(chart.toJson() as object[])));
}

/** The sandbox's catalog on a platform with Spark: drivers reach the API server at its Service and at the address behind it. */
async function catalogOf(): Promise<Catalog> {
  const { subsets = [] } = JSON.parse(await sandbox.kubectl(['get', 'endpoints', 'kubernetes', '-n', 'default', '-o', 'json'])) as V1Endpoints;
  const service = await sandbox.kubectl(['get', 'service', 'kubernetes', '-n', 'default', '-o', 'jsonpath={.spec.clusterIP}']);
  const addresses = [service, ...subsets.flatMap(({ addresses: found = [] }) => found.map(({ ip }) => ip))];
  return { ...(sandboxCatalog() as Catalog), engines: ['spark'], apiServer: { cidrs: addresses.map((ip) => `${ip}/32`) } };
}

function kubectl(...args: string[]): Promise<string> {
  return sandbox.kubectl([...args, '-n', TENANT]);
}

async function submit(name: string, spec: object): Promise<void> {
  await sandbox.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'ds.bloomberg.com/v1', kind: 'SparkJob', metadata: { name, namespace: TENANT }, spec: { ...SIZE, ...spec } }));
}

async function statusOf(name: string): Promise<JobStatus> {
  return (JSON.parse(await kubectl('get', 'sparkjob', name, '-o', 'json')) as { status?: JobStatus }).status ?? {};
}

/** Waits for one of the phases. */
async function reached(name: string, ...phases: string[]): Promise<JobStatus> {
  let last: JobStatus = {};
  const there = async (): Promise<boolean> => phases.includes((last = await statusOf(name)).phase ?? '');
  await eventually('', there, 420).catch(() => {
    throw new Error(`${name} is not ${phases.join(' or ')}: ${JSON.stringify(last)}`);
  });
  return last;
}

function ds(...commands: string[]): string {
  const env = { ...process.env, KUBECONFIG: sandbox.kubeconfig, PATH: `${binFolder(folder)}:${process.env.PATH}` };
  return typeIn(commands, { cwd: folder, env, timeout: 60_000 });
}

async function podsOf(name: string): Promise<V1Pod[]> {
  return (JSON.parse(await kubectl('get', 'pods', '-l', `ds.bloomberg.com/job-name=${name}`, '-o', 'json')) as { items: V1Pod[] }).items;
}

test('docs/spark.md: the job that it shows is valid, and runs to its end in Python on two executors', async () => {
  fs.writeFileSync(path.join(folder, 'job.yaml'), blocks('docs/spark.md', 'yaml')[0] ?? '');
  ds(...shownCommands('docs/spark.md').map(({ command }) => command));
  await sandbox.kubectl(['create', '-n', TENANT, '-f', path.join(folder, 'job.yaml')]);
  expect(await reached('pi', 'Succeeded', 'Failed')).toMatchObject({ phase: 'Succeeded', engine: { kind: 'SparkApplication', name: 'pi-sp' }, restarts: 0 });
  expect(ds(`ds logs pi --namespace ${TENANT}`)).toContain('Pi is roughly 3.1');
  expect(ds(`ds logs pi --role executor --index 1 --namespace ${TENANT}`)).toMatch(/executor|Spark/i);
  const pods = await podsOf('pi');
  expect(pods.map(({ metadata }) => metadata?.labels?.['spark-role']).sort()).toEqual(['driver', 'executor', 'executor']);
}, 600_000);

test('the queue has counted exactly what the pods ask for', async () => {
  const requests = (await podsOf('pi')).map(({ spec }) => spec?.containers[0]?.resources?.requests);
  expect(requests).toEqual(Array(3).fill({ cpu: '500m', memory: '1Gi' }));
  const usage = await kubectl('get', 'workloads', '-o', 'jsonpath={.items[0].status.admission.podSetAssignments[*].resourceUsage}');
  expect(usage).toBe('{"cpu":"500m","memory":"1Gi"} {"cpu":"1","memory":"2Gi"}');
});

test('for the JVM: held back, it has no application; released, it runs to its end on two executors', async () => {
  await submit('words', { mainApplicationFile: `${EXAMPLES}/jars/word-count.jar`, mainClass: 'WordCount', args: '2 a b a c', executor: { instances: 2 }, suspend: true });
  await reached('words', 'Suspended');
  expect(await kubectl('get', 'sparkapplications', 'words-sp', '--ignore-not-found')).toBe('');
  await kubectl('patch', 'sparkjob', 'words', '--type=merge', '-p', '{"spec":{"suspend":false}}');
  await reached('words', 'Succeeded', 'Failed');
  expect(ds(`ds logs words --namespace ${TENANT}`)).toContain('a 2\nb 1\nc 1\n');
}, 600_000);

test('one that fails says why, and one beyond the quota waits for its end', async () => {
  await submit('broken', { mainApplicationFile: `${EXAMPLES}/jars/word-count.jar`, mainClass: 'WordCount', args: 'many words', executor: { instances: 2 } });
  await reached('broken', 'Pending', 'Running');
  await submit('elastic', { mainApplicationFile: `${EXAMPLES}/src/main/python/pi.py`, args: '4', dynamicAllocation: { maxExecutors: 2 }, sparkConf: { 'spark.dynamicAllocation.executorIdleTimeout': '5s' } });
  expect((await reached('elastic', 'Queued')).message).toMatch(/quota/);
  const { message, conditions } = await reached('broken', 'Failed', 'Succeeded');
  expect(message).toMatch(/^Class WordCount failed in pod broken-sp-driver: exit code 1: /);
  expect(conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'ModuleFailed' });
  expect(ds(`ds logs broken --namespace ${TENANT}`)).toContain('NumberFormatException: For input string: "many"');
  expect(await reached('elastic', 'Succeeded', 'Failed')).toMatchObject({ phase: 'Succeeded' });
}, 600_000);
