import { setTimeout as sleep } from 'node:timers/promises';
import { Sandbox } from '../../../sandbox/sandbox';
import { DISASTERS } from '../support/chaos/disasters';
import { isDecisive, realJobs, simulatedJobs, type ChaosJob } from '../support/chaos/jobs';
import { Random } from '../support/chaos/random';
import { Witness } from '../support/chaos/witness';
import { eventually } from '../support/cluster';
import { installPlatform } from '../support/install';
import { SIMULATED_TENANT, TENANT } from '../support/platform';

const ROUNDS = Number(process.env.DS_CHAOS_ROUNDS ?? 8);
const JOBS = Number(process.env.DS_CHAOS_JOBS ?? 60);
const SEED = Number(process.env.DS_CHAOS_SEED ?? Date.now() % 1_000_000);

/** A sandbox of this name is used, and left there. @default - one of this test's own */
const KEPT = process.env.DS_CHAOS_SANDBOX;

/** One job in five runs in containers, but not more than a dozen: the real node is small. */
const REAL = Math.min(12, Math.floor(JOBS / 5));

/** Limits for a loaded machine, in seconds; nothing here is about time. What has failed often is tried again within five minutes. */
const AFTERWARDS = 420;
const CALM = 120;

const jobs: readonly ChaosJob[] = [...simulatedJobs(JOBS - REAL), ...realJobs(REAL)];
const names = jobs.map(({ job }) => `${job.metadata.namespace}/${job.metadata.name}`).sort();

const KINDS = [...new Set(jobs.map(({ job }) => `${job.kind.toLowerCase()}s`))].join();

let sandbox: Sandbox;
let witness: Witness;
const story: string[] = [];

beforeAll(async () => {
  sandbox = await Sandbox.up({ name: KEPT ?? `chaos-${process.pid}`, node: 'real' });
  await installPlatform(sandbox);
  // Of a run before this one.
  await Promise.all([TENANT, SIMULATED_TENANT].map((namespace) => sandbox.kubectl(['delete', KINDS, '--all', '-n', namespace, '--cascade=foreground', '--timeout=120s'])));
  witness = new Witness(sandbox, [TENANT, SIMULATED_TENANT], [...new Set(jobs.map(({ job }) => job.kind))]);
  await rage(new Random(SEED));
  await eventually(`all jobs have ended (seed ${SEED})`, async () => witness.phases('Succeeded', 'Failed') === jobs.length, AFTERWARDS).catch((error: Error) => story.push(error.message));
  await eventually('the platform is whole again', whole, CALM);
  // Whatever would be started once more is started now.
  await sleep(5000);
  const { again, anew } = witness.losses;
  process.stderr.write(`Chaos with seed ${SEED}: ${story.join('; ')}. Watches were gone on with ${again} times and begun anew ${anew} times.\n`);
}, 3_600_000);

afterAll(async () => {
  witness?.stop();
  if (KEPT === undefined) await sandbox?.down();
}, 120_000);

/** Round after round something goes down, while more and more jobs are submitted. Every kind of disaster has its turn before one has another. */
async function rage(random: Random): Promise<void> {
  const order = Array.from({ length: Math.ceil(ROUNDS / DISASTERS.length) }, () => random.shuffled(DISASTERS)).flat().slice(0, ROUNDS);
  const left = random.shuffled(jobs);
  const batch = Math.ceil(jobs.length / (ROUNDS + 1));
  await submit(left.splice(0, batch));
  for (const { name, strike } of order) {
    await sleep(random.between(1000, 6000));
    story.push(name);
    // Some are submitted while it is down: what is not taken then is submitted again.
    await Promise.all([strike(sandbox, random), submit(left.splice(0, batch))]);
  }
}

/** As a person or a pipeline does: until it is taken. */
async function submit(batch: readonly ChaosJob[]): Promise<void> {
  if (batch.length === 0) return;
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: batch.map(({ job }) => job) });
  await eventually('jobs are taken', () => sandbox.kubectl(['apply', '--server-side', '--request-timeout=10s', '-f', '-'], list).then(() => true, () => false), CALM);
}

/** Whether what was killed works again. */
async function whole(): Promise<boolean> {
  const { daemons, engines } = await sandbox.status();
  const rolled = await sandbox.kubectl(['rollout', 'status', 'deployment/ds-operator', '-n', 'ds-platform', '--timeout=5s']).then(() => true, () => false);
  return rolled && daemons.every(({ running }) => running) && engines.every(({ ready }) => ready);
}

async function list<T>(resource: string, namespace: string): Promise<T[]> {
  return (JSON.parse(await sandbox.kubectl(['get', resource, '-n', namespace, '-o', 'json'])) as { items: T[] }).items;
}

interface Listed {
  readonly metadata: { readonly name: string; readonly ownerReferences?: readonly { readonly uid: string }[] };
  readonly status?: { readonly phase?: string; readonly message?: string; readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

test(`none of ${JOBS} jobs is lost or stuck though ${ROUNDS} times something is killed: all have succeeded`, async () => {
  const found = (await Promise.all([TENANT, SIMULATED_TENANT].map((namespace) => list<Listed>(KINDS, namespace)))).flat();
  const others = found.filter(({ status }) => status?.phase !== 'Succeeded').map(({ metadata, status }) => `${metadata.name} ${status?.phase}: ${status?.message}`);
  expect(others).toEqual([]);
  expect(found.map(({ metadata }) => metadata.name).sort()).toEqual(jobs.map(({ job }) => job.metadata.name).sort());
});

test('no status has gone back', () => {
  expect(witness.stepsBack).toEqual([]);
});

test('every job had one JobSet, which nobody deleted, and its status names that one', () => {
  expect([...witness.jobSets.keys()].map((key) => key.replace(/-[a-z]+$/, '')).sort()).toEqual(names);
  expect([...witness.jobSets].filter(([, uids]) => uids.size !== 1)).toEqual([]);
  expect(witness.deletedJobSets).toEqual([]);
  const named = [...witness.jobs.values()].map(({ status }) => status?.engine?.uid ?? '');
  expect(named.sort()).toEqual([...witness.jobSets.values()].flatMap((uids) => [...uids]).sort());
});

/**
 * Whose answer is lost when it makes a pod may make another, and removes one of the two as soon as it sees both: that is Kubernetes' own
 * Job controller. @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
 */
test('at every place that decides of its job one pod has ended well, and nowhere two', () => {
  expect(witness.places.size).toBe(jobs.reduce((sum, { pods }) => sum + pods, 0));
  expect([...witness.places.keys()].filter(isDecisive).filter((place) => witness.endedWell.get(place)?.size !== 1)).toEqual([]);
  expect([...witness.endedWell].filter(([, uids]) => uids.size > 1)).toEqual([]);
  expect([...witness.places].filter(([, uids]) => uids.size > 2)).toEqual([]);
});

/** containerd writes the logs: lines that a container says while it is killed are lost. */
test('every container has run once: it says nothing twice', async () => {
  const places = [...witness.places.keys()].filter((place) => place.startsWith(`${TENANT}/`));
  expect(places).toHaveLength(REAL);
  expect(places.filter((place) => witness.containers.get(place)?.size !== 1)).toEqual([]);
  const pods = (await list<Listed>('pods', TENANT)).filter(({ metadata }) => metadata.name.startsWith('chaos-real-'));
  expect(pods).toHaveLength(REAL);
  const logs = await Promise.all(pods.map(async ({ metadata }) => ({ name: metadata.name, lines: (await sandbox.kubectl(['logs', metadata.name, '-n', TENANT, '--container', 'main'])).trim().split('\n') })));
  expect(logs.filter(({ lines }) => new Set(lines).size < lines.length)).toEqual([]);
  expect(logs.filter(({ lines }) => lines.includes('ended')).length).toBeGreaterThan(0);
});

test('no Workload is left admitted, or without its JobSet', async () => {
  const known = new Set([...witness.jobSets.values()].flatMap((uids) => [...uids]));
  const workloads = (await Promise.all([TENANT, SIMULATED_TENANT].map((namespace) => list<Listed>('workloads', namespace)))).flat();
  const orphans = workloads.filter(({ metadata }) => !metadata.ownerReferences?.some(({ uid }) => known.has(uid)));
  const open = workloads.filter(({ status }) => !status?.conditions?.some(({ type, status: state }) => type === 'Finished' && state === 'True'));
  expect([...orphans, ...open].map(({ metadata }) => metadata.name)).toEqual([]);
  expect(workloads).toHaveLength(jobs.length);
});

test('the queues have all of their quota back', async () => {
  interface Queue {
    readonly status: { readonly admittedWorkloads: number; readonly reservingWorkloads: number; readonly pendingWorkloads: number; readonly flavorsUsage: readonly { readonly resources: readonly { readonly total: string }[] }[] };
  }
  const { items } = JSON.parse(await sandbox.kubectl(['get', 'clusterqueues', '-o', 'json'])) as { items: Queue[] };
  for (const { status } of items) {
    expect(status).toMatchObject({ admittedWorkloads: 0, reservingWorkloads: 0, pendingWorkloads: 0 });
    expect(new Set(status.flavorsUsage.flatMap(({ resources }) => resources.map(({ total }) => total)))).toEqual(new Set(['0']));
  }
});
