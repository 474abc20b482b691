import { CommandError } from '../../cli/command-error';
import { EXIT } from '../../cli/exit-codes';
import { DEFAULT_CATALOG, parseYaml } from '../../lib';
import { failure, FakeCluster } from './fake-cluster';
import { ds, Files, pythonJob } from './run-ds';

const files = new Files();
afterAll(() => files.remove());

const TINY = { ...DEFAULT_CATALOG, sizes: { Tiny: { cpu: '500m', memory: '1Gi', nodePool: 'cpu' }, Twin: { cpu: '8', memory: '32Gi', gpus: 2, nodePool: 'gpu' } } };
const IN_CLUSTER = 'GET /api/v1/namespaces/ds-platform/configmaps/ds-catalog';

/** The ConfigMap by which a platform carries a catalog. */
function configMap(catalog: object, name = 'ds-catalog'): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'ds-platform' }, data: { 'catalog.json': JSON.stringify(catalog) } };
}

const OTHER = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop' }, data: { 'catalog.json': 'shoes' } };

const yaml = (...documents: object[]): string => documents.map((document) => JSON.stringify(document)).join('\n---\n');

describe('ds catalog', () => {
  const file = files.write('tiny.json', JSON.stringify(TINY));
  const platform = files.write('platform.yaml', yaml(OTHER, configMap(TINY)));

  test('lists runtimes and sizes, and says whose', async () => {
    const { code, out, err } = await ds(['catalog', '--catalog', file]);
    expect([code, err]).toEqual([0, `From the catalog in ${file}.\n`]);
    const [runtimes = '', sizes = ''] = out.split('\n\n');
    expect(runtimes).toMatch(/^RUNTIME +LANGUAGE +FRAMEWORK +VERSION +KINDS +IMAGE\n/);
    expect(runtimes).toMatch(/^python-3 +python +- +3\.13 +(\w+,)*PythonJob(,\w+)* +docker\.io\/library\/python:3\.13-slim-bookworm$/m);
    expect(sizes).toBe('SIZE   CPU    MEMORY   GPUS   POOL\nTiny   500m   1Gi      0      cpu\nTwin   8      32Gi     2      gpu\n');
  });

  test('or one part, or one entry, in each form', async () => {
    const out = async (...words: string[]): Promise<string> => (await ds(['catalog', ...words, '--catalog', file])).out;
    expect(await out('sizes')).toMatch(/^SIZE .*\nTiny .*\nTwin .*\n$/);
    expect(await out('size', 'Twin')).toBe('SIZE   CPU   MEMORY   GPUS   POOL\nTwin   8     32Gi     2      gpu\n');
    expect(await out('sizes', '-o', 'name')).toBe('size/Tiny\nsize/Twin\n');
    expect(await out('runtimes', 'spark-4', '-o', 'name')).toBe('runtime/spark-4\n');
    const twin = { name: 'Twin', cpu: '8', memory: '32Gi', gpus: 2, nodePool: 'gpu' };
    expect(JSON.parse(await out('sizes', 'Twin', '-o', 'json'))).toEqual(twin);
    expect(parseYaml(await out('sizes', 'Twin', '-o', 'yaml'), 'out')).toEqual([twin]);
    expect(JSON.parse(await out('-o', 'json'))).toMatchObject({ runtimes: expect.any(Array), sizes: [{ name: 'Tiny' }, twin] });
    expect((await out('-o', 'name')).split('\n')).toEqual(expect.arrayContaining(['runtime/python-3', 'size/Tiny']));
  });

  test.each([
    ['a part', ['runtime-s'], 2, 'The catalog has no part of that name (given "runtime-s"). Allowed: runtimes, sizes. Did you mean runtimes?\n'],
    ['a name', ['sizes', 'Twim'], 4, 'There is no size "Twim" in the catalog. Allowed: Tiny, Twin. Did you mean Twin?\n'],
    ['an inherited name', ['sizes', 'constructor'], 4, 'There is no size "constructor" in the catalog. Allowed: Tiny, Twin. Choose one of them.\n'],
  ])('does not know %s', async (_title, words, code, err) => {
    expect(await ds(['catalog', ...words, '--catalog', file])).toEqual({ code, out: '', err });
  });

  test('finds the catalog among the objects of a platform', async () => {
    const { out, err } = await ds(['catalog', 'sizes', '-o', 'name', '-f', platform]);
    expect([out, err]).toEqual(['size/Tiny\nsize/Twin\n', `From the catalog in ${platform}.\n`]);
    expect((await ds(['catalog', 'sizes', '-o', 'name', '--catalog', platform])).out).toBe(out);
    expect(await ds(['catalog', '-f', '-'], { stdin: yaml(OTHER) })).toMatchObject({ code: 4, err: expect.stringContaining('There is no catalog in these files') });
  });

  test('is that of DS_CATALOG, unless another is named', async () => {
    const env = { DS_CATALOG: file };
    expect((await ds(['catalog', 'sizes'], { env })).err).toBe(`From the catalog in ${file}, which DS_CATALOG names.\n`);
    expect((await ds(['catalog', 'sizes', '-f', platform], { env })).err).toBe(`From the catalog in ${platform}.\n`);
  });

  test('says that two are named', async () => {
    expect((await ds(['catalog', '--catalog', file, '-f', platform])).code).toBe(EXIT.usage);
  });
});

describe('ds catalog in a cluster', () => {
  const fake = new FakeCluster();
  beforeAll(() => fake.start());
  afterAll(() => fake.stop());
  const seen = (...words: string[]) => ds(['catalog', ...words], { cluster: fake.connect() });

  test('shows what that offers', async () => {
    fake.answers.set(IN_CLUSTER, { status: 200, body: configMap(TINY) });
    expect(await seen('sizes', '-o', 'name')).toEqual({ code: 0, out: 'size/Tiny\nsize/Twin\n', err: 'From the catalog of the cluster (ConfigMap ds-platform/ds-catalog).\n' });
  });

  test('whoever names a cluster means it, whatever DS_CATALOG says', async () => {
    fake.answers.set(IN_CLUSTER, { status: 200, body: configMap(TINY) });
    expect((await ds(['catalog', 'sizes', '--context', 'prod'], { cluster: fake.connect(), env: { DS_CATALOG: 'none' } })).code).toBe(0);
  });

  test.each([
    [403, 3, /^You may not read the catalog of the cluster \(ConfigMap ds-platform\/ds-catalog\)\./],
    [404, 4, /^There is no catalog in the cluster /],
  ])('says so when it is answered with %d, and shows no other', async (status, code, err) => {
    fake.answers.set(IN_CLUSTER, failure(status, 'Any', 'configmaps "ds-catalog" is forbidden'));
    expect(await seen()).toEqual({ code, out: '', err: expect.stringMatching(err) });
  });

  test('one that this ds does not understand', async () => {
    fake.answers.set(IN_CLUSTER, { status: 200, body: configMap({ version: 2 }) });
    expect(await seen()).toMatchObject({ code: 1, err: expect.stringMatching(/^The catalog of the cluster is not one that this ds understands:\nConfigMap ds-platform\/ds-catalog: /) });
  });

  test('without a cluster it is the one that ds carries, and says so; a cluster that was named must be there', async () => {
    const none = new CommandError(EXIT.cluster, 'There is no kubeconfig, so no cluster is known.');
    const without = (words: readonly string[], env = {}) => ds(['catalog', ...words], { env, connect: () => Promise.reject(none) });
    expect(await without(['sizes', '-o', 'name'])).toMatchObject({ code: 0, err: 'From the catalog that ds carries: There is no kubeconfig, so no cluster is known.\n' });
    expect(await without(['--context', 'prod'])).toMatchObject({ code: 3, out: '' });
    expect(await without([], { KUBECONFIG: 'somewhere' })).toMatchObject({ code: 3, out: '' });
  });
});

describe('the catalog among the files of ds check', () => {
  const job = pythonJob('a');
  const refusal = /^-: PythonJob\/a: spec\.size: unknown size \(given "CpuSmall"\)\. Allowed: Tiny, Twin\. /;
  const check = (stdin: string, ...words: string[]) => ds(['check', '-f', '-', ...words], { stdin });

  test.each([
    ['as the ConfigMap that a platform writes', yaml(OTHER, configMap(TINY))],
    ['as a file', yaml(TINY)],
    ['in a List, as kubectl get prints it', yaml({ apiVersion: 'v1', kind: 'List', items: [configMap(TINY)] })],
  ])('judges, %s', async (_title, catalog) => {
    expect(await check(`${catalog}\n---\n${job}`)).toMatchObject({ code: 1, out: expect.stringMatching(refusal), err: expect.stringContaining('1 job checked, 1 error. Judged by the catalog in -.\n') });
    expect(await check(`${job.replace('CpuSmall', 'Tiny')}---\n${catalog}`)).toMatchObject({ code: 0, err: expect.stringContaining('1 job checked, no errors. Judged by the catalog in -.\n') });
  });

  test('comes before that of DS_CATALOG and behind that of --catalog', async () => {
    const file = files.write('default.json', JSON.stringify(DEFAULT_CATALOG));
    const stdin = `${yaml(TINY)}\n---\n${job}`;
    expect((await ds(['check', '-f', '-'], { stdin, env: { DS_CATALOG: file } })).out).toMatch(refusal);
    expect(await check(stdin, '--catalog', file)).toMatchObject({ code: 0, err: `1 job checked, no errors. Judged by the catalog in ${file}.\n` });
  });

  test('judges the tenants beside it', async () => {
    const tenant = { name: 'team', owners: ['team'], quota: { cpu: { cpu: '1', memory: '1Gi' }, tpu: { cpu: '1', memory: '1Gi' } } };
    expect((await check(yaml(TINY, [tenant]))).out).toMatch(/quota\.tpu: not a node pool of the catalog/);
  });

  test('with errors is told of, and judges nothing', async () => {
    const wrong = { ...TINY, sizes: { Tiny: { cpu: '1', memory: '1Gi', nodePool: 'cpus' } } };
    const { code, out, err } = await check(`${yaml(configMap(wrong))}\n---\n${job}`);
    expect([code, out]).toEqual([1, '-: ConfigMap/ds-catalog: sizes.Tiny.nodePool: not a node pool of the catalog (given "cpus"). Allowed: cpu, gpu. Did you mean cpu or gpu?\n']);
    expect(err).toBe('1 job checked, 1 error. Judged by the schemas alone, since there is no catalog that counts.\n');
  });

  test('is known by its parts, also where they are of the wrong type', async () => {
    expect((await check(`runtimes: 3\nsizes: {}\n---\n${job}`)).out).toMatch(/^-: catalog \(document 1\): nodePools: is missing.*\n-: catalog \(document 1\): runtimes: has the wrong type \(given 3\)/);
    expect((await check(`${yaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ds-catalog' }, data: { 'catalog.json': '{' } })}\n---\n${job}`)).out).toMatch(/^-: ConfigMap\/ds-catalog: catalog: /);
  });

  test('is one: several are named', async () => {
    const other = files.write('other.json', JSON.stringify(DEFAULT_CATALOG));
    expect(await ds(['check', '-f', '-', other], { stdin: `${job}---\n${yaml(configMap(TINY))}` })).toMatchObject({
      code: 1,
      out: `-: ConfigMap/ds-catalog: is one of 2 catalogs among these files (document 2 of -, document 1 of ${other}). Allowed: one. Leave the others out, or say with --catalog which one counts.\n`,
    });
  });

  test('compiles too', async () => {
    const { code, out } = await ds(['compile', '-f', '-'], { stdin: `${yaml(TINY)}\n---\n${job.replace('CpuSmall', 'Tiny')}` });
    expect([code, /cpu: 500m/.test(out)]).toEqual([0, true]);
  });
});
