import { JOB_KINDS } from '../../lib';
import { FakeCluster } from './fake-cluster';
import { ds, type Outcome } from './run-ds';

const fake = new FakeCluster();
beforeAll(() => fake.start());
afterAll(() => fake.stop());

beforeEach(() => {
  fake.jobs.clear();
  fake.seen.length = 0;
  const training = { framework: 'tensorflow-2-python-3', size: 'GpuLarge', queue: 'nightly', module: 'm' };
  fake.addJob('TensorFlowJob', 'train', { spec: training, status: { phase: 'Running', message: 'Running.', startTime: '2026-01-01T00:25:00Z' } });
  fake.addJob('PythonJob', 'report', { status: { phase: 'Succeeded', message: 'Succeeded in\n 1m.', duration: '1m', startTime: '2026-01-01T00:00:00Z' } });
  fake.addJob('PythonJob', 'train', { status: { phase: 'Queued', message: `Waiting ${'x'.repeat(100)}` } });
  fake.addJob('PythonJob', 'far', { namespace: 'other' });
});

function get(...words: string[]): Promise<Outcome> {
  return ds(['get', ...words], { cluster: fake.connect() });
}

const TRAIN = 'train    TensorFlowJob   Running     tensorflow-2-python-3   GpuLarge   nightly   30m   5m         Running.';
const REPORT = 'report   PythonJob       Succeeded   python-3                CpuSmall   default   30m   1m         Succeeded in 1m.';

describe('ds get', () => {
  test('lists the jobs of all kinds in a table', async () => {
    const { code, out, err } = await get();
    expect(out.split('\n')).toEqual([
      'NAME     KIND            PHASE       FRAMEWORK               SIZE       QUEUE     AGE   DURATION   MESSAGE',
      REPORT,
      `train    PythonJob       Queued      python-3                CpuSmall   default   30m   -          Waiting ${'x'.repeat(71)}…`,
      TRAIN,
      '',
    ]);
    expect([code, err]).toEqual([0, '']);
  });

  test.each(['tensorflowjobs', 'tensorflowjob', 'TensorFlowJob', 'tfj', 'TFJ', 'tensorflowjob.ds.bloomberg.com'])('takes %s for the kind', async (word) => {
    expect((await get(word)).out.split('\n').slice(1).map((line) => line.split(/\s+/).slice(0, 2).join(' '))).toEqual(['train TensorFlowJob', '']);
  });

  test('finds a name in any kind, in one kind, or with its kind', async () => {
    const names = async (...words: string[]): Promise<string[]> => (await get(...words)).out.split('\n').slice(1, -1).map((line) => line.split(/\s+/).slice(0, 2).join(' '));
    expect(await names('train')).toEqual(['train TensorFlowJob', 'train PythonJob']);
    expect(await names('pyj', 'train')).toEqual(['train PythonJob']);
    expect(await names('tfj/train', 'report')).toEqual(['train TensorFlowJob', 'report PythonJob']);
  });

  test('lists all namespaces', async () => {
    const { out } = await get('-A', 'pyj');
    expect(out.split('\n').map((line) => line.split(/\s+/).slice(0, 2).join(' '))).toEqual(['NAMESPACE NAME', 'other far', 'team report', 'team train', '']);
    expect(await get('-n', 'empty')).toEqual({ code: 0, out: '', err: 'There are no jobs in namespace empty.\n' });
  });

  test('prints one object as it is, many as a List', async () => {
    const one = JSON.parse((await get('report', '-o', 'json')).out);
    expect(one).toMatchObject({ apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', metadata: { name: 'report' } });
    expect(one.metadata).not.toHaveProperty('managedFields');
    const many = JSON.parse((await get('pyj', '-o', 'json')).out);
    expect([many.kind, many.items.map((item: { kind: string }) => item.kind)]).toEqual(['List', ['PythonJob', 'PythonJob']]);
    expect((await get('far', '-n', 'other', '-o', 'yaml')).out).toMatch(/^apiVersion: ds\.bloomberg\.com\/v1\nkind: PythonJob\n/);
  });

  test.each([
    [['nope'], 4, 'There is no job "nope" in namespace team. See what there is with: ds get -n team\n'],
    [['tfj', 'report'], 4, 'There is no TensorFlowJob "report" in namespace team. See what there is with: ds get -n team\n'],
    [['tfjob/train'], 2, `Unknown kind of job (given "tfjob"). Allowed: ${JOB_KINDS.map(({ singular, shortNames }) => `${singular} or ${shortNames.join(' or ')}`).join(', ')}. Did you mean tfj?\n`],
    [['tfj/'], 2, 'tfj/ names no job. Allowed: KIND/NAME. Add the name.\n'],
    [['train', '-A'], 2, "A name is one namespace's. Allowed: names or --all-namespaces. Leave one out.\n"],
    [['-w', '-o', 'json'], 2, 'Changes are told as lines of a table (given -o json). Allowed: --watch with -o table. Leave one out.\n'],
  ])('%j', async (words, code, err) => {
    expect(await get(...words)).toEqual({ code, out: '', err });
  });

  test('passes over a kind that the cluster does not know yet', async () => {
    fake.answers.set('GET /apis/ds.bloomberg.com/v1/namespaces/team/pythonjobs', { status: 404, body: '404 page not found' });
    expect((await get()).out).toMatch(/train.*\n$/);
    for (const { plural } of JOB_KINDS) fake.answers.set(`GET /apis/ds.bloomberg.com/v1/namespaces/team/${plural}`, { status: 404, body: '404 page not found' });
    expect(await get()).toMatchObject({ code: 3, err: 'The cluster does not know this kind of job: the platform is not installed there, or is older than this ds.\n' });
    fake.answers.clear();
  });
});

describe('ds get --watch', () => {
  const PATH = '/apis/ds.bloomberg.com/v1/namespaces/team/pythonjobs';
  const job = (phase: string, message: string): object => ({
    metadata: { name: 'report', namespace: 'team', uid: 'uid-report', resourceVersion: '8', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { framework: 'python-3', size: 'CpuSmall', module: 'report' },
    status: { phase, message },
  });

  test('adds a line for each change that a table shows, in the same columns', async () => {
    fake.events.set(PATH, [
      { type: 'MODIFIED', object: job('Running', 'Running.') },
      { type: 'MODIFIED', object: job('Running', 'Running.') },
      { type: 'BOOKMARK', object: { metadata: { resourceVersion: '9' } } },
      { type: 'DELETED', object: job('Running', 'Running.') },
      { type: 'ERROR', object: { code: 500, message: 'enough' } },
    ]);
    const { code, out, err } = await get('-w', 'report');
    expect(out.split('\n')).toEqual([
      'NAME     KIND              PHASE       FRAMEWORK   SIZE       QUEUE     AGE     DURATION   MESSAGE',
      'report   PythonJob         Succeeded   python-3    CpuSmall   default   30m     1m         Succeeded in 1m.',
      'report   PythonJob         Running     python-3    CpuSmall   default   30m     -          Running.',
      'report   PythonJob         Running     python-3    CpuSmall   default   30m     -          Deleted.',
      '',
    ]);
    expect([code, err]).toEqual([3, 'The cluster could not answer: enough. Try again.\n']);
  });

  test('tells all jobs again when the server has forgotten where it was', async () => {
    fake.events.set(PATH, [{ type: 'ERROR', object: { code: 410, reason: 'Expired', message: 'too old' } }]);
    const outcome = get('-w', 'pyj', 'report');
    while (fake.seen.filter(({ url }) => url.startsWith(PATH) && url.includes('watch')).length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    fake.events.set(PATH, [{ type: 'ERROR', object: { code: 500, message: 'enough' } }]);
    expect((await outcome).out.split('\n')).toHaveLength(3);
  });
});
