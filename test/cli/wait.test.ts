import type { ServerResponse } from 'node:http';
import { FakeCluster, type Item } from './fake-cluster';
import { ds, type Outcome } from './run-ds';

const fake = new FakeCluster();
const PATH = '/apis/ds.bloomberg.com/v1/namespaces/team/pythonjobs';
const NAME = 'pythonjob.ds.bloomberg.com/a';
let job: Item;
beforeAll(() => fake.start());
afterAll(() => fake.stop());
beforeEach(() => {
  for (const map of [fake.jobs, fake.answers, fake.events, fake.watches]) map.clear();
  fake.seen.length = 0;
  job = fake.addJob('PythonJob', 'a', { status: { phase: 'Running', message: 'Running.' } });
});

function wait(...words: string[]): Promise<Outcome> {
  return ds(['wait', ...words], { cluster: fake.connect() });
}

const become = (phase: string): object => ({ type: 'MODIFIED', object: { ...job, metadata: { ...job.metadata, resourceVersion: '8' }, status: { phase, message: `${phase}.` } } });

describe('ds wait', () => {
  test.each([
    ['Succeeded', [], 0, 'ended', ''],
    ['Failed', [], 5, '', 'PythonJob/a is Failed: Failed.\n'],
    ['Succeeded', ['--for', 'succeeded'], 0, 'succeeded', ''],
    ['Failed', ['--for', 'phase=Succeeded'], 5, '', 'PythonJob/a is Failed: Failed.\n'],
    ['Failed', ['--for=Failed'], 0, 'failed', ''],
    ['Succeeded', ['--for=Failed'], 1, '', 'PythonJob/a is Succeeded: Succeeded.\n'],
    ['Succeeded', ['--for=Pending'], 0, 'pending', ''],
    ['Invalid', [], 1, '', 'PythonJob/a is Invalid: Invalid.\n'],
  ])('for a job that becomes %s, with %j, ends with %i', async (phase, words, code, out, err) => {
    fake.events.set(PATH, [become('Running'), become(phase)]);
    expect(await wait('a', ...words)).toEqual({ code, out: out === '' ? '' : `${NAME} ${out}\n`, err });
    expect(fake.seen.find(({ url }) => url.includes('watch=true'))?.url).toContain('resourceVersion=7&fieldSelector=metadata.name%3Da');
  });

  test('ends at once where it has come to it before', async () => {
    job.status = { phase: 'Succeeded' };
    expect(await wait('pyj/a', '--for', 'Ended')).toMatchObject({ code: 0 });
    expect(fake.seen.some(({ url }) => url.includes('watch'))).toBe(false);
  });

  test('tells by its exit code that the time is over', async () => {
    const err = 'Waited in vain for Ended. PythonJob/a is Running: Running.\n';
    expect(await wait('a', '--timeout', '50ms')).toEqual({ code: 6, out: '', err });
    expect(await wait('a', '--timeout', '0')).toEqual({ code: 6, out: '', err });
    expect(await wait('a', '--timeout', 'soon')).toMatchObject({ code: 2 });
    expect(await wait('a', '--for', 'never')).toMatchObject({ code: 2, err: expect.stringContaining('Allowed: Ended, Succeeded, Failed') });
  });

  test('for what is deleted meanwhile', async () => {
    fake.events.set(PATH, [{ type: 'DELETED', object: job }]);
    expect(await wait('a')).toEqual({ code: 4, out: '', err: 'PythonJob/a was deleted.\n' });
    expect(await wait('a', '--for', 'delete')).toEqual({ code: 0, out: `${NAME} deleted\n`, err: '' });
    expect(await wait('none')).toMatchObject({ code: 4 });
  });

  test('goes on when the connection is lost, the server is busy, or it has forgotten from where to go on', async () => {
    const lost: ((response: ServerResponse) => void)[] = [
      (response) => void response.socket?.destroy(),
      (response) => void response.writeHead(503).end('{"message": "busy"}'),
      (response) => void response.end(`${JSON.stringify({ type: 'ERROR', object: { code: 410, message: 'too old' } })}\n`),
      (response) => void response.end(`${JSON.stringify(become('Succeeded'))}\n`),
    ];
    fake.watches.set(PATH, (response) => (lost.shift() as (answer: ServerResponse) => void)(response));
    expect(await wait('a')).toEqual({ code: 0, out: `${NAME} ended\n`, err: '' });
    expect(lost).toEqual([]);
  });

  test('ends when one may not look any more', async () => {
    fake.watches.set(PATH, (response) => void response.writeHead(401).end('{}'));
    expect(await wait('a')).toMatchObject({ code: 3 });
  });

  test('for several waits for all', async () => {
    const other = fake.addJob('PythonJob', 'b', { status: { phase: 'Succeeded' } });
    job.status = { phase: 'Succeeded' };
    expect((await wait('a', 'pyj/b')).out).toBe(`${NAME} ended\n${NAME.replace('/a', '/b')} ended\n`);
    other.status = { phase: 'Failed', message: 'Failed.' };
    expect(await wait('a', 'pyj/b')).toMatchObject({ code: 5 });
  });
});
