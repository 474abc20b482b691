import { ANNOTATIONS, JOB_API_VERSION } from '../../lib';
import { eventually, kubectl, list, sandbox } from './support/cluster';
import { SIMULATED_TENANT } from './support/platform';
import { Census } from './support/census';

const JOBS = 200;
const ROOM = { jobs: 20, pods: 40 };

/** Jobs that have ended when the operator is ended. */
const MIDDLE = 60;

/** Limit for a loaded machine; nothing here is about time. */
const SECONDS = 480;

const names = Array.from({ length: JOBS }, (_, index) => `scale-${String(index).padStart(3, '0')}`);

describe(`${JOBS} jobs in a queue with room for ${ROOM.jobs}, whose operator is ended in the middle`, () => {
  let census: Census;
  let killed: string[];
  let endedBefore: number;

  beforeAll(async () => {
    census = await Census.begin(sandbox(), SIMULATED_TENANT, 'scale-');
    await kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: names.map(job) }), SIMULATED_TENANT);
    await eventually(`${MIDDLE} jobs have succeeded`, async () => census.phases('Succeeded') >= MIDDLE, SECONDS);
    killed = await killControllers();
    endedBefore = census.phases('Succeeded');
    await eventually('all jobs have ended', async () => census.phases('Succeeded') + census.phases('Failed') === JOBS, SECONDS);
    await eventually('the controllers are back', async () => (await controllers('Ready')).length >= killed.length);
    // Whatever would be started once more is started now.
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }, 2 * SECONDS * 1000);

  afterAll(async () => {
    census?.stop();
    await kubectl(['delete', 'tensorflowjobs', '--all', '--wait=true', '--timeout=120s'], undefined, SIMULATED_TENANT);
  }, 180_000);

  test('was watched without a gap', () => {
    expect(census.broken).toEqual([]);
  });

  test('was in the middle when every pod of the operator was ended, and new ones came', async () => {
    expect(killed.length).toBeGreaterThanOrEqual(2);
    expect(endedBefore).toBeLessThan(JOBS);
    expect((await controllers()).filter((uid) => killed.includes(uid))).toEqual([]);
  });

  test('never ran more than the quota', () => {
    const { admittedWorkloads, runningJobSets, placedPods } = census.most;
    expect(admittedWorkloads).toBeLessThanOrEqual(ROOM.jobs);
    expect(runningJobSets).toBeLessThanOrEqual(ROOM.jobs);
    expect(placedPods).toBeLessThanOrEqual(ROOM.pods);
    // How much of the quota is used at one time is up to the machine; but that it was seen at all is not.
    expect(Math.min(admittedWorkloads, runningJobSets, placedPods)).toBeGreaterThan(0);
  });

  test('all jobs have succeeded', () => {
    expect(census.phases('Succeeded')).toBe(JOBS);
  });

  test('every job had one JobSet, which nobody deleted, and its status names that one', () => {
    expect([...census.jobSets.keys()].sort()).toEqual(names.map((name) => `${name}-tf`));
    expect([...census.jobSets.values()].filter(({ size }) => size !== 1)).toEqual([]);
    expect(census.deletedJobSets).toEqual([]);
    expect(names.map((name) => census.engineOf(name))).toEqual(names.map((name) => [...(census.jobSets.get(`${name}-tf`) ?? [])][0]));
  });

  test('every place of every job had one pod', () => {
    const places = names.flatMap((name) => [0, 1].map((index) => `${name}-tf-worker-0/${index}`));
    expect([...census.pods.keys()].sort()).toEqual(places);
    expect([...census.pods.entries()].filter(([, uids]) => uids.size !== 1)).toEqual([]);
  });
});

/** Two workers on simulated GPUs, each of which runs for five seconds. */
function job(name: string): object {
  const spec = {
    framework: 'tensorflow-2-python-3',
    size: 'SimulatedGpu',
    module: 'train',
    replicas: { worker: { count: 2 } },
    podTemplatePatches: [{ op: 'add', path: '/metadata/annotations/pod-complete.stage.kwok.x-k8s.io~1delay', value: '5s' }],
  };
  return { apiVersion: JOB_API_VERSION, kind: 'TensorFlowJob', metadata: { name, namespace: SIMULATED_TENANT, annotations: { [ANNOTATIONS.project]: 'scale' } }, spec };
}

const CONTROLLERS = [
  { namespace: 'ds-platform', selector: 'app.kubernetes.io/name=ds-operator' },
];

interface ControllerPod {
  readonly metadata: { readonly uid: string; readonly deletionTimestamp?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** UIDs of the pods of the operator; of those that are ready, when so asked. */
async function controllers(condition?: string): Promise<string[]> {
  const pods = await Promise.all(CONTROLLERS.map(({ namespace, selector }) => list<ControllerPod>('pods', selector, namespace)));
  return pods
    .flat()
    .filter(({ metadata, status }) => condition === undefined || (metadata.deletionTimestamp === undefined && status.conditions?.some(({ type, status: state }) => type === condition && state === 'True')))
    .map(({ metadata }) => metadata.uid);
}

/** Ends all of them at once, as a node that fails would. */
async function killControllers(): Promise<string[]> {
  const uids = await controllers();
  await Promise.all(CONTROLLERS.map(({ namespace, selector }) => kubectl(['delete', 'pods', '--selector', selector, '--force', '--grace-period=0', '--wait=false'], undefined, namespace)));
  return uids;
}
