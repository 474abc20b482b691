import { DEFAULT_CATALOG } from '../../lib';
import { failure, FakeCluster } from './fake-cluster';
import { ds, pythonJob } from './run-ds';

/** What `ds submit` and `ds check --cluster` say of jobs that the queues of a cluster could never let in. */

const KUEUE = '/apis/kueue.x-k8s.io/v1beta2';

let fake: FakeCluster;

beforeEach(async () => {
  fake = new FakeCluster();
  await fake.start();
  give('/api/v1/namespaces/ds-platform/configmaps/ds-catalog', { apiVersion: 'v1', kind: 'ConfigMap', data: { 'catalog.json': JSON.stringify(DEFAULT_CATALOG) } });
  queues();
});

afterEach(() => fake.stop());

function give(path: string, body: object): void {
  fake.answers.set(`GET ${path}`, { status: 200, body });
}

/** The queues of the namespace, and the ClusterQueue behind them, as Kueue 0.19 writes it. */
function queues({ names = ['default'], quota = '2', cohortName, borrowingLimit }: { names?: string[]; quota?: string; cohortName?: string; borrowingLimit?: string } = {}): void {
  give(`${KUEUE}/namespaces/team/localqueues`, { items: names.map((name) => ({ metadata: { name }, spec: { clusterQueue: 'team-queue' } })) });
  const resources = [{ name: 'cpu', nominalQuota: quota, borrowingLimit }, { name: 'memory', nominalQuota: '64Gi' }, { name: 'nvidia.com/gpu', nominalQuota: '0' }];
  give(`${KUEUE}/clusterqueues/team-queue`, { metadata: { name: 'team-queue' }, spec: { cohortName, resourceGroups: [{ coveredResources: ['cpu', 'memory', 'nvidia.com/gpu'], flavors: [{ name: 'cpu', resources }] }] } });
}

const submit = (stdin: string, ...words: string[]) => ds(['submit', '-f', '-', ...words], { stdin, cluster: fake.connect() });
const check = (stdin: string, ...words: string[]) => ds(['check', '-f', '-', ...words], { stdin, cluster: fake.connect() });
const THREE = pythonJob('a', ', parallelism: 3');

describe('ds submit refuses, before it asks for anything,', () => {
  test.each<[string, string, string]>([
    ['more than the quota', THREE, 'spec.size: asks for more than the job could ever get: its pods need 3 cores of node pool cpu at the same time (given "CpuSmall"). Allowed: at most 2 in tenant team'],
    ['a queue that is not there', pythonJob('a', ', queue: defaul'), 'spec.queue: is no queue of tenant team (given "defaul"), so the job would wait for ever. Allowed: default. Did you mean default?'],
    ['a pool of which the queue has nothing', pythonJob('a').replace('CpuSmall', 'GpuSmall'), 'spec.size: runs on node pool gpu, of which tenant team has nothing (given "GpuSmall"). Allowed: sizes of cpu.'],
  ])('%s', async (_what, job, expected) => {
    const { code, out, err } = await submit(job);
    expect([code, out, err]).toEqual([1, '', expect.stringContaining(`-: PythonJob/a: ${expected}`)]);
    expect(fake.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('a namespace without queues', async () => {
    queues({ names: [] });
    expect((await submit(pythonJob('a'))).err).toBe('-: PythonJob/a: metadata.namespace: has no queue (given "team"), so the job would wait for ever. Allowed: namespaces of tenants. Choose one with -n, or ask the platform\'s owners for it.\n');
  });
});

describe('ds submit lets pass', () => {
  test.each<[string, Parameters<typeof queues>[0]]>([
    ['what fits', { quota: '3' }],
    ['what a limit on borrowing allows', { cohortName: 'research', borrowingLimit: '1' }],
    ['what the cohort might lend, since others are not seen', { cohortName: 'research' }],
  ])('%s', async (_what, parts) => {
    queues(parts);
    expect(await submit(THREE)).toMatchObject({ code: 0, out: 'pythonjob.ds.bloomberg.com/a created\n' });
  });

  test('but no more than that', async () => {
    queues({ cohortName: 'research', borrowingLimit: '500m' });
    expect((await submit(THREE)).err).toContain('Allowed: at most 2500m in tenant team');
  });

  test.each([403, 404, 500])('what it may not see: answered with %d', async (status) => {
    fake.answers.set(`GET ${KUEUE}/clusterqueues/team-queue`, failure(status, 'Any', 'clusterqueues "team-queue" is forbidden'));
    expect((await submit(THREE)).code).toBe(0);
    fake.answers.set(`GET ${KUEUE}/namespaces/team/localqueues`, failure(status, 'Any', 'localqueues is forbidden'));
    expect((await submit(pythonJob('b', ', queue: other'))).code).toBe(0);
  });
});

describe('ds check with a cluster', () => {
  test.each([[['--cluster']], [['-n', 'team']], [['--context', 'prod']]])('judges by its catalog and queues: %j', async (words) => {
    const { code, out, err } = await check(`${THREE}---\n${pythonJob('b')}`, ...words);
    expect(out).toMatch(/^-: PythonJob\/a: spec\.size: asks for more than the job could ever get: its pods need 3 cores.*\n$/);
    expect([code, err]).toEqual([1, '2 jobs checked, 1 error. Judged by the catalog of the cluster and its queues.\n']);
  });

  test('tells errors of the jobs themselves first', async () => {
    expect((await check(THREE.replace('CpuSmall', 'CpuSmal'), '--cluster')).out).toMatch(/^-: PythonJob\/a: spec\.size: unknown size[^\n]*\n$/);
  });

  test('says that it has no catalog, and does without', async () => {
    fake.answers.clear();
    const judge = 'the schemas alone, since the catalog of the cluster (ConfigMap ds-platform/ds-catalog) cannot be read';
    expect(await check(THREE.replace('CpuSmall', 'Huge'), '--cluster')).toEqual({ code: 0, out: '', err: `1 job checked, no errors. Judged by ${judge}.\n` });
  });

  test('takes one catalog', async () => {
    expect(await check(THREE, '--cluster', '--catalog', 'catalog.yaml')).toEqual({ code: 2, out: '', err: 'Two catalogs are named, by --catalog and as that of the cluster. Allowed: one. Leave one out.\n' });
  });
});
