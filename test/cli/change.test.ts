import { FakeCluster } from './fake-cluster';
import { ds, type Outcome } from './run-ds';

const fake = new FakeCluster();
beforeAll(() => fake.start());
afterAll(() => fake.stop());
beforeEach(() => {
  fake.jobs.clear();
  fake.seen.length = 0;
});

function run(...words: string[]): Promise<Outcome> {
  return ds(words, { cluster: fake.connect() });
}

describe('ds delete', () => {
  test('deletes the very jobs it found, in the background', async () => {
    fake.addJob('PythonJob', 'a');
    fake.addJob('TensorFlowJob', 'b');
    expect(await run('delete', 'a', 'tfj/b', '--wait')).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/a deleted\ntensorflowjob.ds.bloomberg.com/b deleted\n', err: '' });
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', preconditions: { uid: 'uid-a' } };
    expect(fake.seen.find(({ method }) => method === 'DELETE')).toEqual({ method: 'DELETE', url: '/apis/ds.bloomberg.com/v1/namespaces/team/pythonjobs/a', body });
    expect(fake.jobs.size).toBe(0);
  });

  test('deletes the rest when one is not there', async () => {
    fake.addJob('PythonJob', 'a');
    const err = 'There is no job "gone" in namespace team. See what there is with: ds get -n team\n';
    expect(await run('delete', 'gone', 'a')).toEqual({ code: 4, out: 'pythonjob.ds.bloomberg.com/a deleted\n', err });
  });

  test('deletes nothing when a name means two jobs', async () => {
    fake.addJob('PythonJob', 'a');
    fake.addJob('PythonJob', 'twice');
    fake.addJob('TensorFlowJob', 'twice');
    const err = 'twice is both a TensorFlowJob and a PythonJob. Say which: tensorflowjob/twice or pythonjob/twice.\n';
    expect(await run('delete', 'a', 'twice')).toEqual({ code: 2, out: '', err });
    expect(fake.jobs.size).toBe(3);
  });

  test('takes KIND NAME... as well', async () => {
    fake.addJob('PythonJob', 'a');
    fake.addJob('TensorFlowJob', 'a');
    expect((await run('delete', 'pythonjobs', 'a')).out).toBe('pythonjob.ds.bloomberg.com/a deleted\n');
    expect([...fake.jobs.keys()]).toEqual(['team/tensorflowjobs/a']);
  });
});

describe('ds suspend and ds resume', () => {
  test('patch spec.suspend, once', async () => {
    const job = fake.addJob('PythonJob', 'a');
    expect(await run('suspend', 'a')).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/a suspended\n', err: '' });
    expect(fake.seen.at(-1)).toMatchObject({ method: 'PATCH', body: { spec: { suspend: true } } });
    expect((await run('suspend', 'a')).out).toBe('pythonjob.ds.bloomberg.com/a suspended (it was before)\n');
    expect((await run('resume', 'a')).out).toBe('pythonjob.ds.bloomberg.com/a resumed\n');
    expect(job.spec).toMatchObject({ suspend: false });
  });

  test('refuse a job that has ended', async () => {
    fake.addJob('PythonJob', 'a', { status: { phase: 'Failed' } });
    const err = 'PythonJob/a has ended (Failed), so it can neither be suspended nor resumed. Submit it anew under another name.\n';
    expect(await run('resume', 'a')).toEqual({ code: 1, out: '', err });
    expect((await run('suspend', 'none')).code).toBe(4);
  });
});
