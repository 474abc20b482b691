import { Testing } from 'cdk8s';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { PlatformCatalog } from '../../constructs/catalog';
import { JobFile, type JobFileProps } from '../../constructs/job-file';
import { catalog } from '../builders/catalog';
import { chart, names } from '../builders/charts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-job-file-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  const target = path.join(folder, 'jobs.yaml');
  fs.writeFileSync(target, text);
  return target;
};

const job = (name: string, rest = ''): string => `apiVersion: ds.bloomberg.com/v1
kind: PythonJob
metadata: {name: ${name}${rest}}
spec: {framework: python-3, size: CpuSmall, module: a}
`;

function synth(text: string, props: Partial<JobFileProps> = {}): { made: JobFile; objects: string[] } {
  const platform = chart();
  const made = new JobFile(platform, 'jobs', { file: file(text), ...props });
  return { made, objects: names(platform) };
}

test('writes every job of the file', () => {
  expect(synth(`${job('a')}---\n---\n${job('b')}`).objects).toEqual(['PythonJob/elsewhere/a', 'PythonJob/elsewhere/b']);
});

test("puts a job into the chart's namespace, unless it names one", () => {
  const { made, objects } = synth(`${job('a')}---\n${job('b', ', namespace: own')}`);
  expect(objects).toEqual(['PythonJob/elsewhere/a', 'PythonJob/own/b']);
  expect(made.manifests.map(({ metadata }) => metadata)).toEqual([
    { name: 'a', namespace: 'elsewhere' },
    { name: 'b', namespace: 'own' },
  ]);
});

test('writes jobs as they are in the file', () => {
  const platform = chart();
  new JobFile(platform, 'jobs', { file: file(job('a')) });
  expect(Testing.synth(platform)).toEqual([
    { apiVersion: 'ds.bloomberg.com/v1', kind: 'PythonJob', metadata: { name: 'a', namespace: 'elsewhere' }, spec: { framework: 'python-3', size: 'CpuSmall', module: 'a' } },
  ]);
});

test("expand 'synth' writes native objects", () => {
  expect(synth(job('a'), { expand: 'synth' }).objects).toEqual(['JobSet/elsewhere/a-py']);
});

test('checks jobs against the catalog of its place', () => {
  const platform = chart();
  const { python } = { python: catalog().runtimes['tensorflow-2-python-3'] as never };
  new PlatformCatalog(platform, 'catalog', { catalog: catalog({ runtimes: { 'tensorflow-2-python-3': python } }) });
  expect(() => new JobFile(platform, 'jobs', { file: file(job('a')) })).toThrow('PythonJob/a: 1 error\n  spec.framework: unknown runtime (given "python-3"). Allowed: tensorflow-2-python-3.');
});

test.each<[string, string, string | RegExp]>([
  ['is not YAML', 'a: [', /jobs\.yaml: 1 error\n {2}line \d+, column \d+: is not YAML/],
  ['holds something else', 'apiVersion: v1\nkind: Secret\n', /jobs\.yaml: 2 errors\n {2}apiVersion: unknown API version \(given "v1"\).*\n {2}kind: unknown kind \(given "Secret"\)/],
  ['holds a job that is wrong', job('a').replace('size', 'sizes'), /1 error|2 errors/],
])('refuses a file that %s', (_what, text, message) => {
  expect(() => synth(text)).toThrow(message);
});

test('two jobs of one kind and name are a mistake', () => {
  expect(() => synth(`${job('a')}---\n${job('a')}`)).toThrow("There is already a Construct with name 'PythonJob-a'");
});

test('a file that is not there is told by its name', () => {
  expect(() => new JobFile(chart(), 'jobs', { file: path.join(folder, 'gone.yaml') })).toThrow('gone.yaml');
});
