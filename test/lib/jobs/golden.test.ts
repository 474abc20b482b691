import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import type { Catalog } from '../../../lib/catalog/spec';
import { compileJob, type Job } from '../../../lib/jobs/job';
import { JOB_KINDS } from '../../../lib/jobs/registry';
import { parseYaml } from '../../../lib/yaml/read';
import { toYaml } from '../../../lib/yaml/write';

const ROOT = path.resolve(__dirname, '../../..');
const GOLDEN = path.join(__dirname, 'golden');
const RENEW = process.env.RENEW_GOLDEN === '1';

const FURNISHED: Catalog = {
  ...DEFAULT_CATALOG,
  packageIndex: { url: 'https://pypi.example.com/simple/', extraUrls: ['https://wheels.example.com/simple/'], trustedHosts: ['wheels.example.com'] },
  registryMirror: 'registry.example.com/mirror',
  nodePools: {
    ...DEFAULT_CATALOG.nodePools,
    cpu: { ...DEFAULT_CATALOG.nodePools.cpu, spotPool: 'cpu-spot' },
    'cpu-spot': { labels: { 'ds.bloomberg.com/node-pool': 'cpu-spot' }, capacityType: 'spot' },
  },
  maven: { url: 'https://maven.example.com/releases/' },
  tracking: { uri: 'http://mlflow.ds-platform.svc:5000' },
};

/** Jobs as people write them, the catalog that they are compiled with, and the file of what must come out. */
const CASES: readonly (readonly [what: string, job: string, catalog: Catalog, objects: string])[] = [
  ["the talk's manifest", 'examples/tf-test.yaml', DEFAULT_CATALOG, 'tf-test.objects.yaml'],
  ['a distributed training', 'test/lib/jobs/golden/distributed.yaml', DEFAULT_CATALOG, 'distributed.objects.yaml'],
  ['a notebook', 'examples/jobs/notebook.yaml', DEFAULT_CATALOG, 'notebook.objects.yaml'],
  ['a search for parameters', 'examples/jobs/hyper-tune.yaml', DEFAULT_CATALOG, 'hyper-tune.objects.yaml'],
  ['a Spark application', 'examples/jobs/spark.yaml', { ...DEFAULT_CATALOG, engines: ['spark'] }, 'spark.objects.yaml'],
  ['a PythonJob with everything', 'test/lib/jobs/golden/everything.yaml', FURNISHED, 'everything.objects.yaml'],
  ['a JVMJob', 'test/lib/jobs/golden/jvm.yaml', FURNISHED, 'jvm.objects.yaml'],
];

const jobOf = (file: string): Job => parseYaml(fs.readFileSync(path.join(ROOT, file), 'utf8'), file)[0] as unknown as Job;

test.each(CASES)('%s gives the objects that are written down', (_what, job, catalog, objects) => {
  const file = path.join(GOLDEN, objects);
  const actual = toYaml(compileJob(jobOf(job), catalog));
  if (RENEW) fs.writeFileSync(file, actual);
  const expected = fs.readFileSync(file, 'utf8');
  if (actual !== expected) {
    const difference = firstDifference(actual, expected);
    throw new Error(`${objects} is not what ${job} gives. ${difference}\nIf the change is meant, renew it and review the difference: RENEW_GOLDEN=1 npx jest test/lib/jobs/golden`);
  }
});

test('there is one for every kind of job', () => {
  const kinds = new Set(CASES.map(([, job]) => jobOf(job).kind));
  expect([...kinds].sort()).toEqual(JOB_KINDS.map(({ kind }) => kind).sort());
});

test('the last one sets every field that a PythonJob has', () => {
  const { spec } = jobOf('test/lib/jobs/golden/everything.yaml');
  const all = Object.keys(JOB_KINDS.find(({ kind }) => kind === 'PythonJob')?.specSchema.properties ?? {});
  expect(all.filter((field) => !(field in spec))).toEqual(['suspend', 'module']);
});

/** Where two texts part, so that nobody must search a long file. */
function firstDifference(actual: string, expected: string): string {
  const [given, wanted] = [actual.split('\n'), expected.split('\n')];
  const line = given.findIndex((text, index) => text !== wanted[index]);
  const at = line < 0 ? given.length : line;
  return `Line ${at + 1} is\n  ${given[at] ?? '(the end)'}\nand should be\n  ${wanted[at] ?? '(the end)'}`;
}
