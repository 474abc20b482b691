import { setTimeout as sleep } from 'node:timers/promises';
import { reachOf } from '../../../lib/queues/capacity';
import type { CohortSpec } from '../../../lib/queues/spec';
import { binaries } from '../../../sandbox/binaries';
import { Sandbox } from '../../../sandbox/sandbox';
import { platformWith } from '../../builders/tenants';
import { shownCommands, typeIn } from '../../support/console';
import { eventually } from '../support/cluster';
import { catalogWith, Gangs, gpuTenant } from '../support/gangs';

const COHORTS: Record<string, CohortSpec> = {
  borrowing: {},
  reclaiming: {},
  sharing: { quota: { gpu: { cpu: '64', memory: '256Gi', gpus: 8 } } },
};

/** Two tenants and more for each cohort, and one without. */
const TENANTS = [
  gpuTenant('b-red', 4, { cohortName: 'borrowing' }),
  gpuTenant('b-blue', 4, { cohortName: 'borrowing' }, { lendingLimit: { gpus: 3 } }),
  gpuTenant('b-small', 0, { cohortName: 'borrowing' }, { borrowingLimit: { gpus: 1 } }),
  gpuTenant('alone', 4),
  gpuTenant('r-red', 4, { cohortName: 'reclaiming' }),
  gpuTenant('r-blue', 4, { cohortName: 'reclaiming' }),
  gpuTenant('s-red', 0, { cohortName: 'sharing', fairSharing: { weight: 1 } }),
  gpuTenant('s-blue', 0, { cohortName: 'sharing', fairSharing: { weight: 3 } }),
];

const CATALOG = catalogWith({ cohorts: COHORTS, fairSharing: true });

let server: Sandbox;
let gangs: Gangs;

beforeAll(async () => {
  server = await Sandbox.up({ name: `queueing-${process.pid}`, node: 'none', engines: ['jobset', 'kueue'], simulatedNodes: 5, gpus: 8 });
  gangs = new Gangs(server, CATALOG);
  const [definitions = '', platform = '', tenants = ''] = platformWith(TENANTS, CATALOG);
  for (const yaml of [definitions, platform, tenants]) await server.kubectl(['apply', '--server-side', '-f', '-'], yaml);
  await server.kubectl(['wait', '--for=condition=Active', '--timeout=60s', 'clusterqueues', '--all']);
}, 600_000);

afterAll(() => server.down(), 60_000);

/** Waits until just these gangs of a namespace run, each with so many pods. */
async function runs(namespace: string, wanted: Record<string, number>): Promise<void> {
  let last: Record<string, number> = {};
  const same = async (): Promise<boolean> => {
    last = await gangs.running(namespace);
    return JSON.stringify(Object.entries(last).sort()) === JSON.stringify(Object.entries(wanted).sort());
  };
  await eventually('', same, 60).catch(() => {
    throw new Error(`In ${namespace} there run ${JSON.stringify(last)}, not ${JSON.stringify(wanted)}.`);
  });
}

/** Waits until Kueue has refused a gang, with these words. */
async function refused(namespace: string, name: string, words: string): Promise<void> {
  let last = '';
  await eventually('', async () => (last = await gangs.refusal(namespace, name)).includes(words), 60).catch(() => {
    throw new Error(`${namespace}/${name} is not refused with '${words}', but with '${last}'.`);
  });
}

describe('borrowing', () => {
  const reach = reachOf(TENANTS, COHORTS, 'gpu');

  test.each([
    ['alone', 4],
    ['b-red', 7],
    ['b-blue', 8],
    ['b-small', 1],
  ])('%s runs a gang of %d GPUs, and never a larger one, as was computed without a cluster', async (tenant, most) => {
    expect(String(reach.get(tenant)?.gpus)).toBe(String(most));
    await gangs.submit(tenant, 'largest', most);
    await runs(tenant, { largest: most });
    await gangs.end(tenant, 'largest');
    await gangs.submit(tenant, 'too-large', most + 1);
    await refused(tenant, 'too-large', 'insufficient quota for nvidia.com/gpu in flavor gpu');
    expect(await gangs.running(tenant)).toEqual({});
    await gangs.end(tenant, 'too-large');
  }, 180_000);
});

describe('preemption', () => {
  test('a tenant gets back what it has lent; the job that had borrowed waits, whole, and runs again later', async () => {
    await gangs.submit('r-red', 'own', 4);
    await runs('r-red', { own: 4 });
    await gangs.submit('r-red', 'borrowed', 3);
    await runs('r-red', { own: 4, borrowed: 3 });
    await gangs.submit('r-blue', 'owner', 4);
    await runs('r-blue', { owner: 4 });
    await runs('r-red', { own: 4 });
    expect(await gangs.evictions('r-red', 'borrowed')).toEqual(['Evicted/Preempted', 'Preempted/InCohortReclamation']);
    await gangs.end('r-blue', 'owner');
    await runs('r-red', { own: 4, borrowed: 3 });
    await gangs.end('r-red', 'borrowed');
    await gangs.end('r-red', 'own');
  }, 240_000);

  test('within a queue a job of higher priority takes the place of one of lower', async () => {
    await gangs.submit('alone', 'patient', 3, 'low');
    await runs('alone', { patient: 3 });
    await gangs.submit('alone', 'equal', 2, 'low');
    await refused('alone', 'equal', 'insufficient unused quota for nvidia.com/gpu in flavor gpu, 1 more needed');
    await gangs.submit('alone', 'pressing', 2, 'high');
    await runs('alone', { pressing: 2, equal: 2 });
    expect(await gangs.evictions('alone', 'patient')).toEqual(['Evicted/Preempted', 'Preempted/InClusterQueue']);
  }, 240_000);
});

describe('fair sharing', () => {
  const jobs = Array.from({ length: 8 }, (_, index) => `job-${index}`);
  const count = async (tenant: string): Promise<number> => Object.keys(await gangs.running(tenant)).length;

  test('two tenants share what belongs to nobody by their weights, whoever came first', async () => {
    for (const name of jobs) await gangs.submit('s-red', name, 1);
    await eventually('the first tenant has all 8 GPUs while nobody else wants them', async () => (await count('s-red')) === 8);
    for (const name of jobs) await gangs.submit('s-blue', name, 1);
    await eventually('the GPUs are shared out 2 to 6', async () => (await count('s-red')) === 2 && (await count('s-blue')) === 6, 120);
    await sleep(3000);
    expect([await count('s-red'), await count('s-blue')]).toEqual([2, 6]);
    const evicted = (await Promise.all(jobs.map((name) => gangs.evictions('s-red', name)))).filter((reasons) => reasons.length > 0);
    expect(new Set(evicted.flat())).toEqual(new Set(['Evicted/Preempted', 'Preempted/InCohortFairSharing']));
    expect(evicted).toHaveLength(6);
  }, 240_000);
});

test('every command of docs/queueing.md works', async () => {
  const env = { ...process.env, KUBECONFIG: server.kubeconfig, PATH: `${await binaries('kubernetes')}:${process.env.PATH}`, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' };
  const out = typeIn(shownCommands('docs/queueing.md').map(({ command }) => command.replace('s-news', 's-red')), { cwd: '/', env, timeout: 60_000 });
  expect(out).toContain('clusterqueue.kueue.x-k8s.io/s-blue');
  expect(out).toContain('cohort.kueue.x-k8s.io/sharing');
  expect(out).toContain('workloadpriorityclass.kueue.x-k8s.io/high');
}, 90_000);
