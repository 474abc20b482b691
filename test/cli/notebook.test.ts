import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DEFAULT_CATALOG } from '../../lib';
import { NOTEBOOK_GATEWAY } from '../builders/catalog';
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
  fake.forwarded.length = 0;
});

function run(...words: string[]): Promise<Outcome> {
  return ds(words, { cluster: fake.connect(), env: { HOME: home } });
}

const patches = () => fake.seen.filter(({ method }) => method === 'PATCH').map(({ body }) => (body as { spec: { suspend: boolean } }).spec.suspend);

describe('ds notebook token', () => {
  test('is one for each notebook, from a secret that only its owner can read', async () => {
    const { code, out } = await run('notebook', 'token', 'a');
    expect([code, out]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}\n$/)]);
    expect(statSync(join(home, '.config/ds/notebook-secret')).mode & 0o777).toBe(0o600);
    expect((await run('notebook', 'token', 'a')).out).toBe(out);
    expect((await run('notebook', 'token', 'a', '-n', 'team')).out).toBe(out);
    expect((await run('notebook', 'token', 'b')).out).not.toBe(out);
    expect((await run('notebook', 'token', 'a', '-n', 'other')).out).not.toBe(out);
  });

  test('another one is kept beside it', async () => {
    const { out } = await run('notebook', 'token', 'a', '--new');
    const file = join(home, '.config/ds/notebook-tokens', out.trim());
    expect(createHash('sha256').update(readFileSync(file, 'utf8')).digest('hex')).toBe(out.trim());
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('ds notebook resume and ds notebook suspend', () => {
  test('suspend one that runs, once, and start it again', async () => {
    fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: { phase: 'Running' } });
    expect(await run('notebook', 'suspend', 'a')).toEqual({ code: 0, out: `${NAME} suspended\n`, err: '' });
    expect((await run('notebook', 'suspend', 'a')).out).toBe(`${NAME} suspended (it was before)\n`);
    expect((await run('notebook', 'resume', 'a')).out).toBe(`${NAME} resumed\n`);
    expect((await run('notebook', 'resume', 'a')).out).toBe(`${NAME} resumed (it was before)\n`);
    expect(patches()).toEqual([true, false]);
  });

  test('one that has ended is held back until the operator knows, and then let go', async () => {
    const job = fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: ENDED });
    expect((await run('notebook', 'suspend', 'a')).out).toBe(`${NAME} suspended (it was before)\n`);
    const started = run('notebook', 'resume', 'a');
    while (patches().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    job.status = { phase: 'Suspended', conditions: [{ type: 'Admitted', status: 'False', reason: 'Suspended' }] };
    expect((await started).out).toBe(`${NAME} resumed\n`);
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
    expect((await run('notebook', 'resume', 'a')).err).toBe('There is no JupyterNotebook "a" in namespace team. See what there is with: ds get -n team\n');
  });
});

describe('a notebook without tokens', () => {
  const PLAIN = { framework: 'jupyter-python-3', size: 'CpuSmall' };
  const ADDED = 'names no tokenHashes: the hash of your token for it is added, and that token alone opens it.';
  const manifest = JSON.stringify({ apiVersion: 'ds.bloomberg.com/v1', kind: 'JupyterNotebook', metadata: { name: 'a' }, spec: PLAIN });
  const submit = (...words: string[]): Promise<Outcome> => ds(['submit', '-f', '-', ...words], { stdin: manifest, cluster: fake.connect(), env: { HOME: home } });
  const own = async (): Promise<string> => (await run('notebook', 'token', 'a')).out.trim();

  test('is given that of whoever submits it', async () => {
    expect(await submit()).toEqual({ code: 0, out: `${NAME} created\n`, err: `-: JupyterNotebook/a ${ADDED}\n` });
    expect(fake.jobs.get('team/jupyternotebooks/a')?.spec).toEqual({ ...PLAIN, tokenHashes: [await own()] });
  });

  test('is left as it is by a dry run', async () => {
    expect(await submit('--dry-run')).toEqual({ code: 0, out: `${NAME} created (server dry run)\n`, err: '' });
    expect(fake.seen.find(({ method }) => method === 'POST')?.body).toMatchObject({ spec: PLAIN });
  });

  test('is not opened, and starts anew with that of whoever starts it', async () => {
    const job = fake.addJob('JupyterNotebook', 'a', { spec: PLAIN, status: { phase: 'Running' } });
    fake.addPod(job, 'main', 0);
    expect(await run('notebook', 'open', 'a')).toEqual({ code: 1, out: '', err: 'JupyterNotebook/a knows no token (spec.tokenHashes), so nobody gets in. Start it anew with yours: ds resume jnb/a -n team\n' });
    const started = run('notebook', 'resume', 'a');
    while (patches().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    job.status = { phase: 'Suspended', conditions: [{ type: 'Admitted', status: 'False', reason: 'Suspended' }] };
    expect(await started).toEqual({ code: 0, out: `${NAME} resumed\n`, err: `JupyterNotebook/a ${ADDED}\n` });
    expect(job.spec).toEqual({ ...PLAIN, suspend: false, tokenHashes: [await own()] });
  });
});

describe('a notebook with users', () => {
  const FOR_ALICE = { framework: 'jupyter-python-3', size: 'CpuSmall', users: ['alice'] };
  const AT_GATEWAY = { phase: 'Running', url: 'https://a--team.notebooks.example.com/' };

  test('needs no token, and is given none', async () => {
    const stdin = JSON.stringify({ apiVersion: 'ds.bloomberg.com/v1', kind: 'JupyterNotebook', metadata: { name: 'a' }, spec: FOR_ALICE });
    const catalog = join(home, 'catalog.json');
    writeFileSync(catalog, JSON.stringify({ ...DEFAULT_CATALOG, notebookGateway: NOTEBOOK_GATEWAY }));
    expect(await ds(['submit', '-f', '-', '--catalog', catalog], { stdin, cluster: fake.connect(), env: { HOME: home } })).toEqual({ code: 0, out: `${NAME} created\n`, err: '' });
    expect(fake.jobs.get('team/jupyternotebooks/a')?.spec).toEqual(FOR_ALICE);
    fake.addJob('JupyterNotebook', 'a', { spec: FOR_ALICE, status: { phase: 'Running' } });
    expect((await run('notebook', 'resume', 'a')).out).toBe(`${NAME} resumed (it was before)\n`);
  });

  test('is open at the gateway, unless a token of mine opens it here too', async () => {
    const job = fake.addJob('JupyterNotebook', 'a', { spec: FOR_ALICE, status: AT_GATEWAY });
    fake.addPod(job, 'main', 0);
    expect(await run('notebook', 'open', 'a')).toEqual({ code: 0, out: 'https://a--team.notebooks.example.com/lab\n', err: "JupyterNotebook/a is open for alice at the platform's gateway.\n" });
    Object.assign(job, { spec: { ...FOR_ALICE, tokenHashes: [(await run('notebook', 'token', 'a')).out.trim()] } });
    const { address } = await opened();
    expect(address.hostname).toBe('a--team.localhost');
  });
});

describe('ds notebook open', () => {
  test('says why there is nothing to open', async () => {
    fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: ENDED });
    expect(await run('notebook', 'open', 'a')).toEqual({ code: 4, out: '', err: 'JupyterNotebook/a is Suspended: Ended. Start it with: ds resume jnb/a -n team\n' });
  });

  test('carries connections to the pod, and says when no token fits', async () => {
    const job = fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: { phase: 'Running' } });
    const pod = fake.addPod(job, 'main', 0);
    const { address, err } = await opened();
    expect(address.hostname + address.pathname + address.search).toBe('a--team.localhost/lab');
    expect(await echoed(address)).toBe('hello');
    expect(fake.forwarded).toEqual([{ namespace: 'team', pod: pod.metadata.name, port: 8888 }]);
    expect(err()).toMatch(/^None of your tokens opens this notebook\./);
  });

  test('leads to the new pod of a notebook that was started again, and says once why it leads nowhere', async () => {
    const job = fake.addJob('JupyterNotebook', 'a', { spec: SPEC, status: { phase: 'Running' } });
    const pod = fake.addPod(job, 'main', 0);
    const { address, err } = await opened();
    const said = (): string => err().split('\n').slice(1).join('\n');
    fake.lost.add(pod.metadata.name);
    expect(await echoed(address)).toBe('');
    expect(said()).toBe('A connection to the notebook failed: it is lost. May you use pods/portforward in namespace team?\n');
    job.status = ENDED;
    expect([await echoed(address), await echoed(address)]).toEqual(['', '']);
    expect(said().split('\n').slice(1)).toEqual(['JupyterNotebook/a is Suspended: Ended. Start it with: ds resume jnb/a -n team', '']);
    job.status = { phase: 'Running' };
    fake.addPod(job, 'main', 0, { name: 'anew', created: '2026-01-01T00:10:00Z' });
    expect([await echoed(address), await echoed(address)]).toEqual(['hello', 'hello']);
    expect(said().split('\n').slice(2)).toEqual(['The notebook was started again: connections lead to its new pod anew.', '']);
  });
});

/** What comes back of what is sent there. */
async function echoed({ port }: URL): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  socket.end('hello');
  return text(socket);
}

/** The address that is printed, and what is said; the command goes on until this file ends. */
function opened(): Promise<{ address: URL; err: () => string }> {
  let said = '';
  return new Promise((resolve) => {
    const out = new Writable({ write: (chunk, _encoding, done) => (resolve({ address: new URL(String(chunk).trim()), err: () => said }), done()) });
    const err = new Writable({ write: (chunk, _encoding, done) => ((said += String(chunk)), done()) });
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

describe('a notebook is suspended and resumed', () => {
  test.each([
    ['suspend', 'resume'],
    ['notebook suspend', 'notebook resume'],
    ['notebook stop', 'notebook start'],
  ])('by ds %s and ds %s alike, also when it has ended', async (suspend, resume) => {
    const job = fake.addJob('JupyterNotebook', 'a', { spec: { ...SPEC, suspend: false }, status: { phase: 'Running' } });
    expect((await run(...suspend.split(' '), 'a')).out).toBe(`${NAME} suspended\n`);
    expect((await run(...resume.split(' '), 'a')).out).toBe(`${NAME} resumed\n`);
    job.status = ENDED;
    const again = run(...resume.split(' '), 'a');
    while (patches().length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    job.status = { phase: 'Suspended', conditions: [{ type: 'Admitted', status: 'False', reason: 'Suspended' }] };
    expect((await again).out).toBe(`${NAME} resumed\n`);
    expect(patches()).toEqual([true, false, true, false]);
  });
});
