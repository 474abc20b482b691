import * as fs from 'node:fs';
import * as yaml from 'js-yaml';
import { engineOf } from '../../../lib/engines/table';
import { list, object } from '../../../lib/observed/read';
import { imageReference } from '../../../sandbox/images/catalogue';
import { Sandbox } from '../../../sandbox/sandbox';
import { messagesFile, shapeOf, type Told } from '../../support/engine-messages';
import { eventually } from '../support/cluster';

/**
 * What the engines say of what the operator and `ds explain` read out of sentences, asked of the engines themselves. RENEW_MESSAGES=1 writes it
 * down, for a version that is new.
 */

let server: Sandbox;

beforeAll(async () => {
  server = await Sandbox.up({ name: `messages-${process.pid}`, node: 'real', engines: ['jobset', 'kueue'], images: ['python'] });
  await impatient();
  await server.kubectl(['apply', '--server-side', '-f', '-'], [...QUEUES, ...['holder', 'small', 'capped', 'lost', 'stopped', 'unready', 'failing'].map((name) => jobSet(JOBS[name] as Asked, name))].map((one) => JSON.stringify(one)).join('\n---\n'));
}, 900_000);

afterAll(() => server.down(), 60_000);

/** Pods get seconds to be ready, and one more try. */
async function impatient(): Promise<void> {
  const place = ['-n', engineOf('kueue').namespace];
  const map = JSON.parse(await server.kubectl(['get', 'configmap', 'kueue-manager-config', ...place, '-o', 'json'])) as { data: Record<string, string> };
  const key = 'controller_manager_config.yaml';
  const ours = yaml.load(map.data[key] ?? '') as { waitForPodsReady: { requeuingStrategy: object } };
  const waitForPodsReady = { ...ours.waitForPodsReady, timeout: '12s', recoveryTimeout: '12s', requeuingStrategy: { ...ours.waitForPodsReady.requeuingStrategy, backoffLimitCount: 1, backoffBaseSeconds: 8 } };
  await server.kubectl(['patch', 'configmap', 'kueue-manager-config', ...place, '--type=merge', '-p', JSON.stringify({ data: { [key]: yaml.dump({ ...ours, waitForPodsReady }) } })]);
  await server.kubectl(['rollout', 'restart', 'deployment/kueue-controller-manager', ...place]);
  await server.kubectl(['rollout', 'status', 'deployment/kueue-controller-manager', ...place, '--timeout=120s']);
  const probe = JSON.stringify({ apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'ResourceFlavor', metadata: { name: 'probe' } });
  await eventually('the webhooks of Kueue answer', () => server.kubectl(['create', '--dry-run=server', '-f', '-'], probe).then(() => true, () => false), 60);
}

const kueue = (kind: string, name: string, spec: object, namespace?: string): object => ({ apiVersion: 'kueue.x-k8s.io/v1beta2', kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, spec });

const clusterQueue = (name: string, spec: object = {}): object =>
  kueue('ClusterQueue', name, { namespaceSelector: {}, resourceGroups: [{ coveredResources: ['cpu'], flavors: [{ name: 'plain', resources: [{ name: 'cpu', nominalQuota: '1' }] }] }], preemption: { withinClusterQueue: 'LowerPriority' }, ...spec });

const QUEUES = [
  kueue('ResourceFlavor', 'plain', {}),
  ...['open', 'slow'].map((name) => clusterQueue(name)),
  clusterQueue('held', { stopPolicy: 'Hold' }),
  ...['open', 'slow', 'held'].map((name) => kueue('LocalQueue', name, { clusterQueue: name }, 'default')),
  { apiVersion: 'kueue.x-k8s.io/v1beta2', kind: 'WorkloadPriorityClass', metadata: { name: 'high' }, value: 1000 },
];

interface Asked {
  readonly queue: string;
  readonly cpu?: string;
  readonly image?: string;
  readonly program?: string;
  readonly labels?: Record<string, string>;
}

const JOBS: Readonly<Record<string, Asked>> = {
  holder: { queue: 'open', cpu: '750m' },
  small: { queue: 'open', cpu: '500m' },
  capped: { queue: 'open', cpu: '3' },
  lost: { queue: 'nowhere' },
  stopped: { queue: 'held' },
  unready: { queue: 'slow', image: 'localhost/ds-platform/none:1' },
  failing: { queue: 'slow', cpu: '100m', program: 'import sys; sys.exit(3)' },
  urgent: { queue: 'open', cpu: '1', labels: { 'kueue.x-k8s.io/priority-class': 'high' } },
};

function jobSet({ queue, cpu = '250m', image = imageReference('python'), program = 'import time; time.sleep(600)', labels }: Asked, name: string): object {
  const container = { name: 'main', image, command: ['python3', '-c', program], resources: { requests: { cpu } } };
  const template = { spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers: [container] } };
  const spec = { suspend: true, failurePolicy: { maxRestarts: 0 }, replicatedJobs: [{ name: 'main', replicas: 1, template: { spec: { backoffLimit: 0, template } } }] };
  return { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', metadata: { name, namespace: 'default', labels: { 'kueue.x-k8s.io/queue-name': queue, ...labels } }, spec };
}

/** A condition of the job's Workload, or of the JobSet. */
async function condition(kind: 'workload' | 'jobset', name: string, wanted: Partial<Told>): Promise<Told> {
  let found: Told | undefined;
  await eventually(`${kind} ${name} says ${JSON.stringify(wanted)}`, async () => {
    const { items } = JSON.parse(await server.kubectl(['get', kind, '-n', 'default', '-o', 'json'])) as { items: { metadata: { name: string }; status?: object }[] };
    const own = items.find(({ metadata }) => (kind === 'jobset' ? metadata.name === name : metadata.name.startsWith(`jobset-${name}-`)));
    found = list(object(own?.status).conditions)
      .map((one) => object(one) as unknown as Told)
      .find((one) => Object.entries(wanted).every(([key, value]) => one[key as keyof Told] === value));
    return found !== undefined;
  }, 90);
  const { type, status, reason, message } = found as Told;
  return { type, status, reason, message };
}

/** What is asked for, in this order: what comes later changes what was before. */
const KUEUE: readonly (readonly [case_: string, job: string, wanted: Partial<Told>])[] = [
  ['less than is unused', 'small', { type: 'QuotaReserved', status: 'False', reason: 'Pending' }],
  ['more than the queue can ever give', 'capped', { type: 'QuotaReserved', status: 'False', reason: 'Pending' }],
  ['a queue that is not there', 'lost', { type: 'QuotaReserved', status: 'False', reason: 'Inadmissible' }],
  ['a queue that is stopped', 'stopped', { type: 'QuotaReserved', status: 'False', reason: 'Inadmissible' }],
  ['pods that are not ready in time', 'unready', { type: 'Evicted', status: 'True', reason: 'PodsReadyTimeout' }],
  ['pods that are never ready', 'unready', { type: 'Evicted', status: 'True', reason: 'DeactivatedDueToRequeuingLimitExceeded' }],
];

function compare(engine: 'kueue' | 'jobset', told: Record<string, Told>): void {
  const file = messagesFile(engine);
  if (process.env.RENEW_MESSAGES === '1') fs.writeFileSync(file, `${JSON.stringify(told, null, 2)}\n`);
  const known = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Told>;
  expect(Object.fromEntries(Object.entries(told).map(([key, one]) => [key, shapeOf(one)]))).toEqual(Object.fromEntries(Object.entries(known).map(([key, one]) => [key, shapeOf(one)])));
}

test('Kueue says of those that wait, and of those that it stops, what is written down', async () => {
  const told: Record<string, Told> = {};
  for (const [name, job, wanted] of KUEUE) told[name] = await condition('workload', job, wanted);
  await server.kubectl(['create', '-f', '-'], JSON.stringify(jobSet(JOBS.urgent as Asked, 'urgent')));
  told['a job of higher priority'] = await condition('workload', 'holder', { type: 'Evicted', status: 'True' });
  compare('kueue', told);
}, 400_000);

test('JobSet says of one that has failed what is written down', async () => {
  compare('jobset', { 'a job that fails': await condition('jobset', 'failing', { type: 'Failed', status: 'True' }) });
}, 120_000);
