import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CATALOG, JOB_KINDS } from '../../lib';
import { ds, Files, pythonJob } from './run-ds';

const files = new Files();
afterAll(() => files.remove());

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n';
const CARRIED = ' Judged by the catalog that ds carries.\n';
const RUNTIMES = 'tensorflow-1.13-python-3, tensorflow-2-python-3, pytorch-2-python-3, python-3, jupyter-python-3';

describe('ds check', () => {
  test('jobs that are right', async () => {
    const file = files.write('right.yaml', `${pythonJob('one')}---\n${pythonJob('two')}`);
    expect(await ds(['check', '-f', file])).toEqual({ code: 0, out: '', err: `2 jobs checked, no errors.${CARRIED}` });
  });

  test('tells every error of every job of every file', async () => {
    const first = files.write('first.yaml', `${pythonJob('one').replace('python-3', 'python-4').replace('CpuSmall', 'CpuSmal')}---\n${pythonJob('two', ', modul: x')}`);
    const second = files.write('second.json', JSON.stringify({ apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJb', metadata: { name: 'three' } }));
    const { code, out, err } = await ds(['check', '-f', first, second]);
    expect(out.split('\n')).toEqual([
      `${first}: PythonJob/one: spec.framework: unknown runtime (given "python-4"). Allowed: ${RUNTIMES}. Did you mean python-3?`,
      `${first}: PythonJob/one: spec.size: unknown size (given "CpuSmal"). Allowed: CpuSmall, CpuMedium, CpuLarge, GpuSmall, GpuMedium, GpuLarge. Did you mean CpuSmall or GpuSmall?`,
      expect.stringMatching(/^.*first.yaml: PythonJob\/two: spec.modul: unknown field .* Did you mean module\?$/),
      `${second}: PythonJb/three: kind: unknown kind (given "PythonJb"). Allowed: ${JOB_KINDS.map(({ kind }) => kind).join(', ')}. Did you mean PythonJob?`,
      '',
    ]);
    expect([code, err]).toEqual([1, `3 jobs checked, 4 errors.${CARRIED}`]);
  });

  test('tells of jobs that none of the tenants beside them could ever run', async () => {
    const tenant = '- {name: team, owners: [team], quota: {cpu: {cpu: "1", memory: 4Gi}}}\n';
    const file = files.write('never.yaml', `${tenant}---\n${pythonJob('one')}---\n${pythonJob('two', ', parallelism: 2')}---\n${pythonJob('three', ', queue: nightly')}`);
    const { code, out, err } = await ds(['check', '-f', file]);
    expect(out.split('\n')).toEqual([
      expect.stringContaining('PythonJob/two: spec.size: asks for more than the job could ever get: its pods need 2 cores of node pool cpu'),
      expect.stringContaining('PythonJob/two: spec.size: asks for more than the job could ever get: its pods need 8Gi of memory'),
      expect.stringContaining('PythonJob/three: spec.queue: is no queue of tenant team (given "nightly")'),
      '',
    ]);
    expect([code, err]).toEqual([1, `3 jobs checked, 3 errors.${CARRIED}`]);
  });

  test('for machines', async () => {
    const file = files.write('machine.yaml', `${pythonJob('one')}---\n${pythonJob('two').replace('python-3', 'python-4')}`);
    const { code, out } = await ds(['check', '-o', 'json', '-f', file]);
    const reason = `unknown runtime (given "python-4"). Allowed: ${RUNTIMES}. Did you mean python-3?`;
    expect(JSON.parse(out)).toEqual([{ file, document: 2, kind: 'PythonJob', name: 'two', path: 'spec.framework', reason }]);
    expect(code).toBe(1);
    expect(JSON.parse((await ds(['check', '-o', 'json', '-f', '-'], { stdin: pythonJob('one') })).out)).toEqual([]);
  });

  test.each([
    ['another group is skipped', DEPLOYMENT, 0, `-: Deployment/web: skipped, since it is no job of this platform.\n0 jobs checked, no errors.${CARRIED}`],
    ['a core object is skipped', 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n', 0, `-: Secret/s: skipped, since it is no job of this platform.\n0 jobs checked, no errors.${CARRIED}`],
    ['a job inside a List is found', `apiVersion: v1\nkind: List\nitems: [{${pythonJob('a').trim().replaceAll('\n', ', ')}}]`, 0, `1 job checked, no errors.${CARRIED}`],
  ])('%s', async (_title, stdin, code, err) => {
    expect(await ds(['check', '-f', '-'], { stdin })).toEqual({ code, out: '', err });
  });

  test.each([
    ['a group spelled wrong', pythonJob('a').replace('bloomberg', 'blomberg'), '-: PythonJob/a: apiVersion: unknown API version (given "ds.blomberg.com/v1"). Allowed: ds.bloomberg.com/v1. Correct it.\n'],
    ['a kind of ours without a group', pythonJob('a').replace('ds.bloomberg.com/', ''), '-: PythonJob/a: apiVersion: unknown API version (given "v1"). Allowed: ds.bloomberg.com/v1. Correct it.\n'],
    ['no manifest', 'hello', '-: document 1: is no manifest (given something other than a mapping). Allowed: a mapping with apiVersion, kind, metadata and spec. Write one.\n'],
    ['a job given twice', `${pythonJob('a')}---\n${pythonJob('a')}`, '-: PythonJob/a: metadata.name: is given twice (first in document 1 of -). Allowed: one PythonJob of a name. Rename one, or remove it.\n'],
    ['a job without a name', pythonJob('a').replace('{name: a}', '{}'), expect.stringMatching(/^-: PythonJob \(document 1\): metadata.name: is missing\. /)],
    ['no YAML', 'a: [', expect.stringMatching(/^-: line 1, column \d+: is not YAML: /)],
  ])('refuses %s', async (_title, stdin, out) => {
    expect(await ds(['check', '-f', '-'], { stdin })).toMatchObject({ code: 1, out });
  });

  test('names every file that cannot be read', async () => {
    const folder = mkdtempSync(join(files.folder, 'empty-'));
    const err = `${files.folder}/none: there is no such file.\n${folder}: holds no manifests. Allowed: files that end in .json, .yaml, .yml; with -R, those of its folders too. Name another.\n`;
    expect(await ds(['check', '-f', folder, `${files.folder}/none`])).toEqual({ code: 2, out: '', err });
  });
});

describe('ds check reads as kubectl does', () => {
  const line = (field: string): string => pythonJob('a', `, ${field}`);

  test.each([
    ['words that are booleans', line('env: [{name: SHUFFLE, value: yes}]'), /spec\.env\[0\]\.value: has the wrong type \(given true\)/],
    ['an argument that is one', line('args: [--shuffle, on]'), /spec\.args\[1\]: has the wrong type \(given true\)/],
    ['a number in base 8', line('backoffLimit: 0777'), /spec\.backoffLimit: .*given 511/],
    ['a label with a number', pythonJob('a').replace('{name: a}', '{name: a, labels: {run: 010}}'), /metadata\.labels\.run: has the wrong type \(given 8\)/],
    ['a field of the metadata that is not known', pythonJob('a').replace('{name: a}', '{name: a, lables: {run: a}}'), /metadata\.lables: unknown field \(given "lables"\)\. .* Did you mean labels\?/],
    ['the same of another', pythonJob('a').replace('{name: a}', '{name: a, namspace: team}'), /metadata\.namspace: unknown field .* Did you mean namespace\?/],
  ])('%s', async (_title, stdin, out) => {
    expect(await ds(['check', '-f', '-'], { stdin })).toMatchObject({ code: 1, out: expect.stringMatching(out) });
  });

  test('merge keys, and what a server has written', async () => {
    const merged = `apiVersion: ds.bloomberg.com/v1\nkind: PythonJob\nmetadata: {name: a, uid: x, creationTimestamp: null, managedFields: []}\nspec: {<<: {framework: python-3, size: CpuLarge}, size: CpuSmall, module: report}\n`;
    expect(await ds(['check', '-f', '-'], { stdin: merged })).toMatchObject({ code: 0, out: '' });
  });
});

describe('a name that the cluster makes', () => {
  const generated = (base: string): string => pythonJob('a').replace('{name: a}', `{generateName: ${JSON.stringify(base)}}`);

  test('will do, any number of times', async () => {
    expect(await ds(['check', '-f', '-'], { stdin: `${generated('nightly-')}---\n${generated('nightly-')}` })).toEqual({ code: 0, out: '', err: `2 jobs checked, no errors.${CARRIED}` });
  });

  test.each([
    ['Nightly-', /metadata\.generateName: .*given "Nightly-xxxxx"/],
    ['1-', /metadata\.generateName: /],
    ['n'.repeat(50), /metadata\.generateName: is too long .* With the five characters that the cluster adds\. Shorten it/],
    ['', /metadata\.name: is missing/],
  ])('is judged as the longest that it may be: %j', async (base, out) => {
    expect(await ds(['check', '-f', '-'], { stdin: generated(base) })).toMatchObject({ code: 1, out: expect.stringMatching(out) });
  });
});

describe('the catalog of ds check', () => {
  const catalog = files.write('catalog.yaml', JSON.stringify({ ...DEFAULT_CATALOG, sizes: { Tiny: { cpu: '1', memory: '1Gi', nodePool: 'cpu' } } }));
  const refusal = '-: PythonJob/a: spec.size: unknown size (given "CpuSmall"). Allowed: Tiny. Use one of them, or ask the platform\'s owners to add it to the catalog.\n';

  test('is the one given, else that of DS_CATALOG', async () => {
    const stdin = pythonJob('a');
    expect((await ds(['check', '-f', '-', '--catalog', catalog], { stdin, env: { DS_CATALOG: 'none' } })).out).toBe(refusal);
    expect((await ds(['check', '-f', '-'], { stdin, env: { DS_CATALOG: catalog } })).out).toBe(refusal);
  });

  test('may come in its ConfigMap', async () => {
    const map = files.write('map.yaml', JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', data: { 'catalog.json': JSON.stringify(DEFAULT_CATALOG) } }));
    expect((await ds(['check', '-f', '-', '--catalog', map], { stdin: pythonJob('a') })).code).toBe(0);
  });

  test('is checked itself', async () => {
    const wrong = files.write('wrong.yaml', JSON.stringify({ ...DEFAULT_CATALOG, sizes: { Tiny: { cpu: '1', memory: '1Gi', nodePool: 'gpus' } } }));
    const err = `${wrong}: catalog: sizes.Tiny.nodePool: not a node pool of the catalog (given "gpus"). Allowed: cpu, gpu. Did you mean gpu or cpu?\n`;
    expect(await ds(['check', '-f', '-', '--catalog', wrong], { stdin: pythonJob('a') })).toEqual({ code: 1, out: '', err });
    const untyped = files.write('untyped.yaml', 'runtimes: 3\nsizes: {}\nnodePools: {}\n');
    expect(await ds(['check', '-f', '-', '--catalog', untyped])).toMatchObject({ code: 1, err: expect.stringContaining('untyped.yaml: catalog: runtimes: has the wrong type (given 3).') });
  });
});
