import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import { compileJob, validateJob, validateSchema } from '../../../lib/jobs/job';
import type { Json } from '../../../lib/k8s/object';
import { texts } from '../../builders/errors';
import { hyperTune, jupyterNotebook, pythonJob, tensorFlowJob } from '../../builders/jobs';

const errorsOf = (job: object): string[] => texts(validateJob(job as never, DEFAULT_CATALOG));
const large = (bytes: number) => Array.from({ length: Math.ceil(bytes / 30_000) }, (_, index) => ({ name: `V${index}`, value: 'x'.repeat(30_000) }));

test('a job that is too large is refused before anything else is done, with its size and the bound', () => {
  const message = /^spec: is too large \(given 8\d{5} bytes as JSON\)\. Allowed: at most 786432 bytes\./;
  expect(errorsOf(pythonJob({ env: large(840_000) }))).toEqual([expect.stringMatching(message)]);
  expect(texts(validateSchema(pythonJob({ env: large(840_000) }) as unknown as Json))).toEqual([expect.stringMatching(message)]);
  expect(errorsOf(pythonJob({ env: large(400_000) }))).toEqual([]);
});

test('bytes are counted, not characters', () => {
  expect(errorsOf(pythonJob({ env: large(300_000).map(({ name, value }) => ({ name, value: value.replaceAll('x', '語') })) }))).toEqual([expect.stringMatching(/^spec: is too large/)]);
});

test.each([65, 100_000])('a job that is nested %d levels deep is refused', (depth) => {
  let value: Json = 'x';
  for (let level = 0; level < depth; level += 1) value = [value];
  expect(errorsOf(pythonJob({ args: value as never }))).toEqual(['spec: is nested too deeply (given more than 64 levels). Allowed: at most 64 lists and mappings inside of each other. Flatten it.']);
});

test('a job that holds itself is refused', () => {
  const spec: { [key: string]: unknown } = { framework: 'python-3' };
  spec.args = [spec];
  expect(errorsOf({ ...pythonJob(), spec })).toEqual([expect.stringMatching(/^spec: is nested too deeply/)]);
});

test('objects that no API server would keep are told of when the job is checked, with size and limit', () => {
  const job = tensorFlowJob({ env: large(300_000), replicas: { chief: {}, worker: { count: 2 }, ps: { count: 1 }, evaluator: {} } });
  const message = /^spec: makes the JobSet news-tf too large \(given 1[12]\d{5} bytes\)\. Allowed: at most 1048576/;
  expect(errorsOf(job)).toEqual([expect.stringMatching(message)]);
  expect(() => compileJob(job, DEFAULT_CATALOG)).toThrow('makes the JobSet news-tf too large');
  expect(errorsOf(tensorFlowJob({ env: large(300_000) }))).toEqual([]);
});

test.each(['ai.bloomberg.com/project', 'ai.bloomberg.com/experiment'])('%s is as long as a label at most', (key) => {
  const named = (name: string) => pythonJob({}, { annotations: { [key]: name } });
  expect(errorsOf(named('n'.repeat(63)))).toEqual([]);
  expect(errorsOf(named('n'.repeat(64)))).toEqual([`metadata.annotations.${key}: is too long (given 64 bytes). Allowed: at most 63. Shorten it, and keep the long text in an annotation of your own.`]);
});

test('many mistakes cost no more than those that are told', () => {
  const spec = Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`field${index}`, 1]));
  expect(validateJob({ ...pythonJob(), spec } as never, DEFAULT_CATALOG).length).toBeLessThanOrEqual(200);
  expect(errorsOf(pythonJob({ args: Array.from({ length: 100_000 }, () => 1) as never }))[0]).toBe('spec.args: has too many entries (given 100000). Allowed: at most 1024. Remove 98976.');
});

test('a notebook keeps neither a queue nor a disk to itself', () => {
  const errors = (spec: object, limits?: object): string[] => texts(validateJob(jupyterNotebook(spec), { ...DEFAULT_CATALOG, limits }));
  expect(errors({ idleTimeoutSeconds: 86_400, workspaceVolume: { size: '1Ti' } })).toEqual([]);
  expect(errors({ idleTimeoutSeconds: 86_401, workspaceVolume: { size: '2Ti' } })).toEqual([
    'spec.idleTimeoutSeconds: is too long on this platform (given 86401). Allowed: at most 86400 (limits.idleTimeoutSeconds of the catalog). Use 86400 or less; what is in the workspace stays.',
    'spec.workspaceVolume.size: is too large on this platform (given "2Ti"). Allowed: at most 1Ti (limits.workspaceSize of the catalog). Lower it, or keep data in datasets.',
  ]);
  expect(errors({ idleTimeoutSeconds: 604_800, workspaceVolume: { size: '2Ti' } }, { idleTimeoutSeconds: 604_800, workspaceSize: '2Ti' })).toEqual([]);
});

test('a study has a volume no larger than a workspace', () => {
  const errors = (size: string): string[] => texts(validateJob(hyperTune({ studyVolume: { size } }), DEFAULT_CATALOG));
  expect(errors('1Ti')).toEqual([]);
  expect(errors('2Ti')).toEqual(['spec.studyVolume.size: is too large on this platform (given "2Ti"). Allowed: at most 1Ti (limits.workspaceSize of the catalog). Lower it, or keep data in datasets.']);
});

test('names that every object inherits are names like others', () => {
  const runtimes = { ...DEFAULT_CATALOG.runtimes, constructor: { image: 'registry.test/python', language: 'python' as const, version: '3' } };
  expect(errorsOf(pythonJob({ framework: 'constructor' }))).toEqual([expect.stringMatching(/^spec\.framework: unknown runtime/)]);
  expect(errorsOf(pythonJob({ size: 'toString' }))).toEqual([expect.stringMatching(/^spec\.size: unknown size/)]);
  expect(errorsOf(pythonJob({ priority: 'constructor' }))).toEqual([expect.stringMatching(/^spec\.priority: unknown priority/)]);
  expect(validateJob(pythonJob({ framework: 'constructor' }), { ...DEFAULT_CATALOG, runtimes })).toEqual([]);
  expect(texts(validateSchema(JSON.parse('{"apiVersion":"ds.bloomberg.com/v1","kind":"PythonJob","metadata":{"name":"a"},"spec":{"framework":"python-3","size":"CpuSmall","module":"a","__proto__":{"suspend":true}}}') as Json))).toEqual([
    expect.stringMatching(/^spec\.__proto__: unknown field/),
  ]);
});
