import { failure, FakeCluster, type Item } from './fake-cluster';
import { ds } from './run-ds';

/** `ds explain` of SparkJobs that are tried again, on pods as Spark 4.2 makes them and its operator 2.5 labels them. */

const APPLICATION = '/apis/sparkoperator.k8s.io/v1beta2/namespaces/team/sparkapplications/index-sp';

let fake: FakeCluster;

beforeEach(async () => {
  fake = new FakeCluster();
  await fake.start();
  fake.answers.set('GET /api/v1/namespaces/team/events', { status: 200, body: { items: [] } });
});

afterEach(() => fake.stop());

function sparkJob(): Item {
  const engine = { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication', name: 'index-sp', uid: 'uid-of-the-application' };
  const status = { phase: 'Running', message: 'Running.', engine, startTime: '2026-01-01T00:20:00Z', restarts: 1 };
  return fake.addJob('SparkJob', 'index', { spec: { framework: 'spark-4', size: 'CpuSmall', mainApplicationFile: 'local:///a.py' }, status });
}

function application(submissionID: string, uid = 'uid-of-the-application'): void {
  fake.answers.set(`GET ${APPLICATION}`, { status: 200, body: { metadata: { name: 'index-sp', uid }, status: { submissionID } } });
}

/** A pod of an attempt. */
function pod(submission: string, name: string, phase: string, minute: number): void {
  const role = name.includes('driver') ? 'driver' : 'executor';
  const labels = { 'sparkoperator.k8s.io/submission-id': submission, 'spark-role': role, 'spark-app-selector': `spark-${submission}` };
  fake.addPod([...fake.jobs.values()][0] as Item, role, 0, { name, created: `2026-01-01T00:${minute}:00Z`, labels, status: { phase } });
}

async function explained(): Promise<string> {
  const { code, out, err } = await ds(['explain', 'index'], { cluster: fake.connect() });
  expect([code, err]).toEqual([0, '']);
  return out.trimEnd();
}

/** A first attempt that has failed, and a second one that runs. */
function twoAttempts(): void {
  sparkJob();
  pod('first', 'index-sp-driver', 'Failed', 20);
  pod('first', 'index-1-exec-1', 'Failed', 21);
  pod('first', 'index-1-exec-2', 'Failed', 21);
  pod('second', 'index-sp-driver-2', 'Running', 25);
  pod('second', 'index-2-exec-1', 'Pending', 26);
}

test('pods of an earlier attempt do not count', async () => {
  twoAttempts();
  application('second');
  expect(await explained()).toContain('Its pods: 1 running, 1 pending.');
});

test('nor do they while the next attempt has none', async () => {
  sparkJob();
  pod('first', 'index-sp-driver', 'Failed', 20);
  application('second');
  expect(await explained()).toContain('It has no pods yet.');
});

test.each([
  ['may not be read', () => fake.answers.set(`GET ${APPLICATION}`, failure(403, 'Forbidden', 'forbidden'))],
  ['is that of an earlier job of the name', () => application('first', 'another')],
])('where the application %s, the latest attempt counts', async (_title, give) => {
  twoAttempts();
  give();
  expect(await explained()).toContain('Its pods: 1 running, 1 pending.');
});
