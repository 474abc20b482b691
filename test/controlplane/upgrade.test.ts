import { ANNOTATIONS, compileJob, JOB_API_VERSION, type Job } from '../../lib';
import { blocks } from '../support/console';
import { eventually, find, kubectl, list, sandbox } from './support/cluster';
import { SIMULATED_TENANT, testCatalog } from './support/platform';

/** Jobs that run while operator and catalog are replaced. */
const JOBS = 200;

/** Jobs that an operator called by Metacontroller has left. */
const LEFT = ['upgrade-left-runs', 'upgrade-left-ended'];

const PLATFORM = ['--namespace=ds-platform'];

const names = Array.from({ length: JOBS }, (_, index) => `upgrade-${String(index).padStart(3, '0')}`);

/** One small pod on simulated nodes, which runs for an hour. */
function job(name: string, seconds = 3600): Job {
  const spec = {
    framework: 'python-3',
    size: 'SimulatedPart',
    script: 'print(1)',
    podTemplatePatches: [{ op: 'add', path: '/metadata/annotations/pod-complete.stage.kwok.x-k8s.io~1delay', value: `${seconds}s` }],
  };
  return { apiVersion: JOB_API_VERSION, kind: 'PythonJob', metadata: { name, namespace: SIMULATED_TENANT, annotations: { [ANNOTATIONS.project]: 'upgrade' } }, spec } as Job;
}

interface Live {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
  readonly status?: { readonly phase?: string; readonly startTime?: string };
}

const jobs = async (): Promise<Live[]> => (JSON.parse(await kubectl(['get', 'pythonjobs', '-o', 'json'], undefined, SIMULATED_TENANT)) as { items: Live[] }).items.filter(({ metadata }) => metadata.name.startsWith('upgrade-'));
const running = async (): Promise<number> => (await jobs()).filter(({ status }) => status?.phase === 'Running').length;

/** What runs: pods and JobSets by name, and what tells one from another of the name. */
async function natives(): Promise<string[]> {
  const kinds = await Promise.all(['pods', 'jobsets'].map((kind) => list<Live>(kind, 'ds.bloomberg.com/job-kind=PythonJob', SIMULATED_TENANT)));
  return kinds.flat().filter(({ metadata }) => metadata.name.startsWith('upgrade-')).map(({ metadata }) => `${metadata.name} ${metadata.uid}`).sort();
}

async function operatorPods(replicas: number): Promise<void> {
  await sandbox().kubectl(['scale', 'deployment/ds-operator', `--replicas=${replicas}`, ...PLATFORM]);
  await eventually('the operator has as many pods', async () => (await list('pods', 'app.kubernetes.io/name=ds-operator', 'ds-platform')).length === replicas, 120);
  if (replicas > 0) await sandbox().kubectl(['rollout', 'status', 'deployment/ds-operator', '--timeout=120s', ...PLATFORM]);
}

/** A job and its JobSet as the operator left them when Metacontroller called it: with its label, its annotation, and statuses of its own. */
async function leave(name: string): Promise<void> {
  const made = job(name);
  await kubectl(['create', '-f', '-'], JSON.stringify(made), SIMULATED_TENANT);
  const { metadata } = (await find<Live>('pythonjob', name, SIMULATED_TENANT)) as Live;
  const [jobSet] = compileJob(made, testCatalog());
  const owner = { apiVersion: JOB_API_VERSION, kind: 'PythonJob', name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
  const left = {
    ...jobSet,
    metadata: { ...jobSet?.metadata, labels: { ...jobSet?.metadata.labels, 'controller-uid': metadata.uid }, annotations: { 'metacontroller.k8s.io/last-applied-configuration': JSON.stringify(jobSet) }, ownerReferences: [owner] },
  };
  await kubectl(['create', '-f', '-'], JSON.stringify(left), SIMULATED_TENANT);
}

const CONTROLLERS = ['compositecontrollers', 'controllerrevisions', 'decoratorcontrollers'].map((plural) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.metacontroller.k8s.io`, annotations: { 'api-approved.kubernetes.io': 'unapproved, test' } },
  spec: {
    group: 'metacontroller.k8s.io',
    scope: plural === 'controllerrevisions' ? 'Namespaced' : 'Cluster',
    names: { plural, singular: plural.slice(0, -1), kind: plural },
    versions: [{ name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
}));

beforeAll(async () => {
  await kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: names.map((name) => job(name)) }), SIMULATED_TENANT);
  await eventually('all jobs run', async () => (await running()) === JOBS, 300);
}, 400_000);

afterAll(async () => {
  await operatorPods(2);
  await kubectl(['delete', 'pythonjobs', '--all', '--wait=true', '--timeout=240s'], undefined, SIMULATED_TENANT);
  await sandbox().kubectl(['delete', 'crd', '--ignore-not-found', ...CONTROLLERS.map(({ metadata }) => metadata.name)]);
}, 400_000);

test(`${JOBS} running jobs do not notice another operator and another catalog: the same pods, the same JobSets, and no status is written`, async () => {
  const before = await natives();
  const statuses = await jobs();
  expect(before).toHaveLength(2 * JOBS);
  const catalog = JSON.parse(await sandbox().kubectl(['get', 'configmap', 'ds-catalog', '-o', 'json', ...PLATFORM])) as { data: Record<string, string> };
  const text = catalog.data['catalog.json'] ?? '';
  // Without the runtime and the size that the jobs run with.
  const changed = JSON.parse(text) as { runtimes: Record<string, object>; sizes: Record<string, object> };
  delete changed.runtimes['python-3'];
  delete changed.sizes.SimulatedPart;
  const use = (written: string) => sandbox().kubectl(['patch', 'configmap', 'ds-catalog', '--type=merge', '-p', JSON.stringify({ data: { 'catalog.json': written } }), ...PLATFORM]);
  await use(JSON.stringify(changed));
  try {
    await sandbox().kubectl(['rollout', 'restart', 'deployment/ds-operator', ...PLATFORM]);
    await sandbox().kubectl(['rollout', 'status', 'deployment/ds-operator', '--timeout=180s', ...PLATFORM]);
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    expect(await natives()).toEqual(before);
    expect(await jobs()).toEqual(statuses);
  } finally {
    await use(text);
  }
}, 400_000);

test('what an operator that Metacontroller called has left is taken over as it is, and the commands of docs/operator.md remove what called it', async () => {
  await operatorPods(0);
  await sandbox().kubectl(['create', '-f', '-'], CONTROLLERS.map((definition) => JSON.stringify(definition)).join('\n---\n'));
  await eventually('the kinds are served', async () => (await sandbox().kubectl(['get', 'compositecontrollers.metacontroller.k8s.io']).catch(() => 'not yet')) !== 'not yet');
  const controller = { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'compositecontrollers', metadata: { name: 'ds-pythonjobs', labels: { 'app.kubernetes.io/managed-by': 'ds-platform' } }, spec: {} };
  await sandbox().kubectl(['create', '-f', '-'], JSON.stringify(controller));
  for (const name of ['clusterrole/metacontroller', 'clusterrole/aggregate-metacontroller-edit', 'clusterrole/aggregate-metacontroller-view']) await sandbox().kubectl(['create', 'clusterrole', name.split('/')[1] ?? '', '--verb=get', '--resource=pods']);
  await sandbox().kubectl(['create', 'clusterrolebinding', 'metacontroller', '--clusterrole=metacontroller', '--serviceaccount=metacontroller:metacontroller']);
  await sandbox().kubectl(['create', 'namespace', 'metacontroller']);
  for (const name of LEFT) await leave(name);
  const pods = async () => (await list<Live>('pods', 'ds.bloomberg.com/job-kind=PythonJob', SIMULATED_TENANT)).filter(({ metadata }) => metadata.name.startsWith('upgrade-left-'));
  await eventually('their pods are there', async () => (await pods()).length === LEFT.length, 120);
  const before = await natives();

  await operatorPods(2);
  await eventually('both are known to run', async () => (await jobs()).filter(({ metadata, status }) => LEFT.includes(metadata.name) && status?.phase === 'Running').length === LEFT.length, 60);
  const [commands = ''] = blocks('docs/operator.md', 'console');
  for (const line of commands.trim().split('\n')) {
    expect(line).toMatch(/^\$ kubectl /);
    await sandbox().kubectl(line.replace('$ kubectl ', '').split(' '));
  }
  expect(await natives()).toEqual(before);
  await kubectl(['delete', 'pythonjob', LEFT[0] ?? '', '--wait=true'], undefined, SIMULATED_TENANT);
  await eventually('what ran of it goes with it', async () => (await pods()).length === 1, 60);
}, 400_000);
