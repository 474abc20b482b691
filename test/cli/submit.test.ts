import { DEFAULT_CATALOG } from '../../lib';
import { failure, FakeCluster } from './fake-cluster';
import { ds, Files, type Outcome, pythonJob } from './run-ds';

const files = new Files();
const fake = new FakeCluster();
const CATALOG = 'GET /api/v1/namespaces/ds-platform/configmaps/ds-catalog';
const JOBS = '/apis/ds.bloomberg.com/v1/namespaces/team/pythonjobs';

beforeAll(() => fake.start());
beforeEach(() => [fake.jobs, fake.answers].forEach((map) => map.clear()));
beforeEach(() => void (fake.seen.length = 0));
afterAll(async () => {
  files.remove();
  await fake.stop();
});

function submit(stdin: string, ...words: string[]): Promise<Outcome> {
  return ds(['submit', '-f', '-', ...words], { stdin, cluster: fake.connect() });
}

function posts(): string[] {
  return fake.seen.filter(({ method }) => method === 'POST').map(({ url }) => url);
}

describe('ds submit', () => {
  test('creates a job with strict validation, as it was written', async () => {
    expect(await submit(pythonJob('a'))).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/a created\n', err: '' });
    expect(posts()).toEqual([`${JOBS}?fieldManager=ds&fieldValidation=Strict`]);
    expect(fake.seen.at(-1)?.body).toEqual({ apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', metadata: { name: 'a' }, spec: { framework: 'python-3', size: 'CpuSmall', module: 'report' } });
  });

  test('--dry-run creates nothing', async () => {
    expect(await submit(pythonJob('a'), '--dry-run')).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/a created (server dry run)\n', err: '' });
    expect(posts()).toEqual([`${JOBS}?fieldManager=ds&fieldValidation=Strict&dryRun=All`]);
    expect(fake.jobs.size).toBe(0);
  });

  test('the namespace is that of the job, else that of -n, else that of the context', async () => {
    const own = pythonJob('b').replace('name: b', 'name: b, namespace: own');
    await submit(`${pythonJob('a')}---\n${own}`);
    await submit(pythonJob('c'), '-n', 'given');
    expect([...fake.jobs.keys()]).toEqual(['team/pythonjobs/a', 'own/pythonjobs/b', 'given/pythonjobs/c']);
    const err = '-: PythonJob/b: metadata.namespace: is not the namespace of the command (given "own"). Allowed: "given", as given with -n. Remove one of the two.\n';
    expect(await submit(own, '-n', 'given')).toEqual({ code: 1, out: '', err });
  });

  test('tells all errors and asks for no job when one is wrong', async () => {
    const { code, err } = await submit(`${pythonJob('a')}---\n${pythonJob('b', ', modul: x')}`);
    expect([code, err]).toEqual([1, expect.stringMatching(/^-: PythonJob\/b: spec\.modul: unknown field/)]);
    expect(posts()).toEqual([]);
  });

  test('creates none of many when the cluster refuses one', async () => {
    fake.addJob('PythonJob', 'b');
    const { code, out, err } = await submit(`${pythonJob('a')}---\n${pythonJob('b')}`);
    expect(err).toBe(
      '-: PythonJob/b: metadata.name: is taken in namespace team (given "b"). A job\'s spec cannot be changed: give the new job another name, or delete the old one with: ds delete pythonjob/b -n team\n',
    );
    expect([code, out, [...fake.jobs.keys()]]).toEqual([1, '', ['team/pythonjobs/b']]);
  });

  test('needs a job', async () => {
    expect(await submit('')).toEqual({ code: 1, out: '', err: 'There is no job in these files.\n' });
  });
});

describe('the catalog of ds submit', () => {
  const unknown = pythonJob('a').replace('CpuSmall', 'Huge');
  const inCluster = (catalog: object): { status: number; body: object } => ({ status: 200, body: { apiVersion: 'v1', kind: 'ConfigMap', data: { 'catalog.json': JSON.stringify(catalog) } } });

  test('is that of the cluster', async () => {
    fake.answers.set(CATALOG, inCluster({ ...DEFAULT_CATALOG, sizes: { Tiny: { cpu: '1', memory: '1Gi', nodePool: 'cpu' } } }));
    expect(await submit(unknown)).toMatchObject({ code: 1, err: expect.stringContaining('PythonJob/a: spec.size: unknown size (given "Huge"). Allowed: Tiny.') });
  });

  test.each([404, 403])('is left to the API server when reading it is answered with %i', async (status) => {
    fake.answers.set(CATALOG, failure(status, 'Any', 'configmaps "ds-catalog" is forbidden'));
    expect((await submit(unknown)).code).toBe(0);
  });

  test('is left to the API server when it is of a newer platform', async () => {
    fake.answers.set(CATALOG, inCluster({ version: 2 }));
    const err = 'The catalog in the cluster (ConfigMap ds-platform/ds-catalog) is not one that this ds understands, so names of runtimes and sizes are left to the API server.\n';
    expect(await submit(unknown)).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/a created\n', err });
  });

  test('is that of --catalog', async () => {
    const file = files.write('catalog.json', JSON.stringify(DEFAULT_CATALOG));
    expect(await submit(unknown, '--catalog', file)).toMatchObject({ code: 1, err: expect.stringContaining('unknown size (given "Huge")') });
  });
});

describe('what the API server says to ds submit', () => {
  const RBAC = 'pythonjobs.ds.bloomberg.com is forbidden: User "ann" cannot create resource "pythonjobs" in API group "ds.bloomberg.com" in the namespace "team"';
  const POLICY = `pythonjobs.ds.bloomberg.com "a" is forbidden: ValidatingAdmissionPolicy 'ds-catalog' with binding 'ds-catalog' denied request: spec.size: not a size of this platform (given "Huge").`;

  test.each([
    ['401', failure(401, 'Unauthorized', 'Unauthorized'), 3, 'The cluster does not accept your credentials. Log in again, or choose another context with --context.'],
    ['no role', failure(403, 'Forbidden', RBAC), 3, `${RBAC}. Ask the owners of the namespace for the role.`],
    ['a policy', failure(422, 'Invalid', POLICY, [{ message: POLICY }]), 1, 'spec.size: not a size of this platform (given "Huge").'],
    ['a webhook', failure(403, 'Forbidden', 'admission webhook "x.y" denied the request: no\n  budget'), 1, 'no budget'],
    ['a quota', failure(403, 'Forbidden', 'pythonjobs "a" is forbidden: exceeded quota: jobs'), 1, 'pythonjobs "a" is forbidden: exceeded quota: jobs'],
    ['no namespace', failure(404, 'NotFound', 'namespaces "team" not found'), 4, "Namespace team does not exist. Give one that does with -n, or ask the platform's owners for it."],
    ['no CRD', { status: 404, body: '404 page not found\n' }, 3, 'The cluster does not know this kind of job: the platform is not installed there, or is older than this ds.'],
    ['an unknown field', failure(400, 'BadRequest', 'PythonJob in version "v1" cannot be handled: strict decoding error: unknown field "spec.new"'), 1, 'unknown field "spec.new"'],
    ['trouble', failure(503, 'ServiceUnavailable', 'etcd is down'), 3, 'The cluster could not answer: etcd is down. Try again.'],
  ])('%s', async (_title, answer, code, message) => {
    fake.answers.set(`POST ${JOBS}`, answer);
    expect(await submit(pythonJob('a'))).toEqual({ code, out: '', err: `-: PythonJob/a: ${message}\n` });
  });

  test('each field of a refusal has its line', async () => {
    const causes = [
      { field: 'spec.module', message: 'Invalid value: "x y": is wrong.' },
      { field: 'spec.size', message: 'Required value' },
    ];
    fake.answers.set(`POST ${JOBS}`, failure(422, 'Invalid', 'all of it', causes));
    expect((await submit(pythonJob('a'))).err).toBe('-: PythonJob/a: spec.module: is wrong.\n-: PythonJob/a: spec.size: Required value\n');
  });
});
