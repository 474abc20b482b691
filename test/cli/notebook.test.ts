import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TOKEN_HASH } from '../builders/jobs';
import { Writable } from 'node:stream';
import { run as runDs } from '../../cli/program';
import { FakeCluster } from './fake-cluster';
import { ds, NOW, type Outcome } from './run-ds';

const fake = new FakeCluster();
const end = new AbortController();
const home = mkdtempSync(join(tmpdir(), 'ds-notebook-'));
const SPEC = { framework: 'jupyter-python-3', size: 'CpuSmall', tokenHashes: [TOKEN_HASH] };
const ENDED = { phase: 'Suspended', message: 'Ended.', conditions: [{ type: 'Admitted', status: 'False', reason: 'Ended' }] };
const NAME = 'jupyternotebook.ds.bloomberg.com/a';

beforeAll(() => fake.start());
afterAll(async () => {
  end.abort();
  await fake.stop();
  rmSync(home, { recursive: true });
});
beforeEach(() => {
  fake.jobs.clear();
  fake.pods.length = 0;
  fake.seen.length = 0;
});

function run(...words: string[]): Promise<Outcome> {
  return ds(words, { cluster: fake.connect(), env: { HOME: home } });
}

const patches = () => fake.seen.filter(({ method }) => method === 'PATCH').map(({ body }) => (body as { spec: { suspend: boolean } }).spec.suspend);

describe('ds notebook token', () => {
  test('makes a token that only its owner can read, and prints its hash', async () => {
    const { code, out } = await run('notebook', 'token');
    expect([code, out]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}\n$/)]);
    const file = join(home, '.config/ds/notebook-tokens', out.trim());
    expect(createHash('sha256').update(readFileSync(file, 'utf8')).digest('hex')).toBe(out.trim());
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await run('notebook', 'token')).out).toBe(out);
    expect((await run('notebook', 'token', '--new')).out).not.toBe(out);
  });
});

describe('ds notebook start and ds notebook stop', () => {
  test('stop one that runs, once, and start it again', async () => {
    fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: { phase: 'Running' } });
    expect(await run('notebook', 'stop', 'a')).toEqual({ code: 0, out: `${NAME} stopped\n`, err: '' });
    expect((await run('notebook', 'stop', 'a')).out).toBe(`${NAME} stopped (it was before)\n`);
    expect((await run('notebook', 'start', 'a')).out).toBe(`${NAME} started\n`);
    expect((await run('notebook', 'start', 'a')).out).toBe(`${NAME} started (it was before)\n`);
    expect(patches()).toEqual([true, false]);
  });

  test('one that has ended is held back until the operator knows, and then let go', async () => {
    const job = fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: ENDED });
    expect((await run('notebook', 'stop', 'a')).out).toBe(`${NAME} stopped (it was before)\n`);
    const started = run('notebook', 'start', 'a');
    while (patches().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    job.status = { phase: 'Suspended', conditions: [{ type: 'Admitted', status: 'False', reason: 'Suspended' }] };
    expect((await started).out).toBe(`${NAME} started\n`);
    expect(patches()).toEqual([true, false]);
  });

  test('resume and suspend take one that has failed; other kinds are never started again', async () => {
    fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: { phase: 'Failed' } });
    expect((await run('suspend', 'a')).out).toBe(`${NAME} suspended\n`);
    fake.addJob('PythonJob', 'b', { status: { phase: 'Failed' } });
    expect((await run('suspend', 'b')).code).toBe(1);
  });

  test('know notebooks alone', async () => {
    fake.addJob('PythonJob', 'a');
    expect((await run('notebook', 'start', 'a')).err).toBe('There is no JupyterNotebook "a" in namespace team. See what there is with: ds get -n team\n');
  });
});

describe('ds notebook open', () => {
  test('says why there is nothing to open', async () => {
    fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: ENDED });
    expect(await run('notebook', 'open', 'a')).toEqual({ code: 4, out: '', err: 'JupyterNotebook/a is Suspended: Ended. Start it with: ds notebook start a -n team\n' });
  });

  test('carries connections to the pod, and says when no token fits', async () => {
    const job = fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: { phase: 'Running' } });
    const pod = fake.addPod(job, 'main', 0);
    const address = await opened();
    expect(address.pathname + address.search).toBe('/team/a/lab');
    const socket = connect(Number(address.port), '127.0.0.1');
    socket.end('hello');
    expect(await text(socket)).toBe('hello');
    expect(fake.forwarded).toEqual([{ namespace: 'team', pod: pod.metadata.name, port: 8888 }]);
  });
});

/** The address that is printed; the command goes on until this file ends. */
function opened(): Promise<URL> {
  return new Promise((resolve) => {
    const out = new Writable({ write: (chunk, _encoding, done) => (resolve(new URL(String(chunk).trim())), done()) });
    const err = new Writable({ write: (_chunk, _encoding, done) => done() });
    void runDs(['notebook', 'open', 'a', '--port', '0'], { out, err, in: process.stdin, env: { HOME: home }, now: () => NOW, connect: async () => fake.connect(), signal: end.signal }, '1.2.3');
  });
}

test('ds delete --workspace deletes what a notebook would leave', async () => {
  fake.addJob('JupyterNotebook', 'a', { spec: SPEC });
  fake.addJob('PythonJob', 'b');
  const claim = 'workspace-a-nb';
  fake.answers.set(`DELETE /api/v1/namespaces/team/persistentvolumeclaims/${claim}`, { status: 200, body: {} });
  expect(await run('delete', 'a', 'b', '--workspace')).toEqual({ code: 0, out: `${NAME} deleted\npythonjob.ds.bloomberg.com/b deleted\npersistentvolumeclaim/${claim} deleted\n`, err: '' });
  fake.answers.clear();
});
