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
    fake.addJob('PythonJob', 'b', { spec: { framework: 'python-3', size: 'CpuSmall', module: 'other' } });
    const { code, out, err } = await submit(`${pythonJob('a')}---\n${pythonJob('b')}`);
    expect(err).toBe(
      '-: PythonJob/b: metadata.name: is taken in namespace team (given "b"). It is another job, and a job\'s spec cannot be changed: give the new one another name with --name, or delete the old one with: ds delete pythonjob/b -n team\n',
    );
    expect([code, out, [...fake.jobs.keys()]]).toEqual([1, '', ['team/pythonjobs/b']]);
  });

  test('is the same however often it is said', async () => {
    await submit(pythonJob('a'));
    expect(await submit(pythonJob('a'))).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/a unchanged\n', err: '' });
    expect(await submit(`${pythonJob('a')}---\n${pythonJob('b')}`)).toMatchObject({ code: 0, out: 'pythonjob.ds.bloomberg.com/a unchanged\npythonjob.ds.bloomberg.com/b created\n' });
    expect(fake.seen.filter(({ method }) => method === 'PATCH')).toEqual([]);
  });

  test('leaves what others have done to the job, as kubectl apply does', async () => {
    const stored = fake.addJob('PythonJob', 'a', { spec: { suspend: true, framework: 'python-3', size: 'CpuSmall', module: 'report', args: null } });
    Object.assign(stored.metadata, { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' }, labels: { team: 'news' } });
    expect(await submit(pythonJob('a'))).toMatchObject({ code: 0, out: 'pythonjob.ds.bloomberg.com/a unchanged\n' });
    expect(await submit(pythonJob('a', ', suspend: false'))).toMatchObject({ code: 0, out: 'pythonjob.ds.bloomberg.com/a configured\n' });
    expect(fake.seen.at(-1)).toMatchObject({ method: 'PATCH', body: { spec: { suspend: false } } });
    await submit(pythonJob('a').replace('{name: a}', '{name: a, labels: {team: news, run: one}}'));
    expect(fake.seen.at(-1)).toMatchObject({ method: 'PATCH', body: { metadata: { labels: { run: 'one' } } } });
  });

  test('--name runs a job once more', async () => {
    await submit(pythonJob('a'));
    expect(await submit(pythonJob('a'), '--name', 'a-2')).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/a-2 created\n', err: '' });
    expect(await submit(pythonJob('a'), '--name', 'A')).toMatchObject({ code: 1, err: expect.stringContaining('metadata.name: ') });
    expect(await submit(`${pythonJob('a')}---\n${pythonJob('b')}`, '--name', 'c')).toMatchObject({ code: 2, err: expect.stringContaining('--name is for one job (given 2).') });
  });

  test('leaves a name to the cluster', async () => {
    const stdin = pythonJob('a').replace('{name: a}', '{generateName: nightly-}');
    expect(await submit(stdin)).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/nightly-1 created\n', err: '' });
    expect((await submit(`${stdin}---\n${stdin}`)).out).toBe('pythonjob.ds.bloomberg.com/nightly-2 created\npythonjob.ds.bloomberg.com/nightly-3 created\n');
    expect(await submit(stdin, '--name', 'now')).toMatchObject({ out: 'pythonjob.ds.bloomberg.com/now created\n' });
  });

  describe('with a Dataset in the same files', () => {
    const dataset = 'apiVersion: ds.bloomberg.com/v1\nkind: Dataset\nmetadata: {name: news}\nspec: {version: v1, uri: "hdfs://nn/news"}\n';
    const both = `${pythonJob('a', ', datasets: [{name: news}]')}---\n${dataset}`;
    const DATASETS = JOBS.replace('pythonjobs', 'datasets');
    const created = 'dataset.ds.bloomberg.com/news created\npythonjob.ds.bloomberg.com/a created\n';
    const unchanged = created.replaceAll('created', 'unchanged');

    test('submits that first, and both however often', async () => {
      expect(await submit(both)).toEqual({ code: 0, out: created, err: '' });
      expect(await submit(both)).toEqual({ code: 0, out: unchanged, err: '' });
      expect(await submit(dataset)).toEqual({ code: 0, out: 'dataset.ds.bloomberg.com/news unchanged\n', err: '' });
      expect(await submit(both, '--name', 'b', '--dry-run')).toMatchObject({ out: expect.stringContaining('pythonjob.ds.bloomberg.com/b created (server dry run)') });
    });

    test('does not change one that is there, nor submits the job then', async () => {
      await submit(dataset);
      const { code, err } = await submit(both.replace('/news"', '/other"'));
      expect([code, err]).toEqual([1, expect.stringMatching(/^-: Dataset\/news: metadata\.name: is taken in namespace team \(given "news"\)\. It is another Dataset\./)]);
      expect([...fake.jobs.keys()]).toEqual(['team/datasets/news']);
    });

    test('goes on where one may not write it and it is there', async () => {
      fake.answers.set(`POST ${DATASETS}`, failure(403, 'Forbidden', 'datasets is forbidden: User "ann" cannot create resource "datasets"'));
      expect(await submit(both)).toMatchObject({ code: 3, err: expect.stringContaining('Dataset/news: datasets is forbidden') });
      fake.jobs.set('team/datasets/news', { apiVersion: 'ds.bloomberg.com/v1', kind: 'Dataset', metadata: { name: 'news', namespace: 'team' }, spec: { version: 'v1', uri: 'hdfs://nn/news' } });
      expect(await submit(both)).toMatchObject({ code: 0, out: created.replace('created', 'unchanged') });
    });
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

  test('is not that of the files, which is told of', async () => {
    fake.answers.set(CATALOG, inCluster(DEFAULT_CATALOG));
    const beside = JSON.stringify(inCluster({ ...DEFAULT_CATALOG, sizes: {} }).body).replace('"kind":', '"metadata":{"name":"ds-catalog"},"kind":');
    expect(await submit(`${pythonJob('a')}---\n${beside}`)).toEqual({ code: 0, out: 'pythonjob.ds.bloomberg.com/a created\n', err: '-: ConfigMap/ds-catalog: skipped, since it is no job of this platform.\n' });
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
