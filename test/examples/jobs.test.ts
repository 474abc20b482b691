import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { KubeObjectOf } from '../../lib';
import { type Catalog, DEFAULT_CATALOG, JOB_KINDS, jobKind, type Job, parseYaml, validateJob } from '../../lib';

const EXAMPLES = path.resolve(__dirname, '../../examples/jobs');
const NAMES = fs.readdirSync(EXAMPLES).filter((file) => file.endsWith('.yaml')).map((file) => path.basename(file, '.yaml'));

/** The catalog of a platform that has every engine. */
const CATALOG: Catalog = { ...DEFAULT_CATALOG, engines: ['spark', 'katib'], apiServer: { cidrs: ['10.0.0.10/32'] } };

/** The objects of a manifest. */
function written(name: string): Job[] {
  return parseYaml(fs.readFileSync(path.join(EXAMPLES, `${name}.yaml`), 'utf8'), `${name}.yaml`) as unknown as Job[];
}

/** The objects that a program writes beside its platform, in this process: compiling it anew would take seconds. */
function synthesised(name: string): KubeObjectOf<unknown>[] {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-example-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => jest.requireActual(path.join(EXAMPLES, `${name}.ts`)));
    const files = fs.readdirSync(outdir).filter((file) => !file.includes('platform')).sort();
    return files.flatMap((file) => parseYaml(fs.readFileSync(path.join(outdir, file), 'utf8'), file)) as unknown as KubeObjectOf<unknown>[];
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    fs.rmSync(outdir, { recursive: true });
  }
}

test('every kind of job has an example', () => {
  const kinds = new Set(NAMES.flatMap(written).map(({ kind }) => kind));
  expect(JOB_KINDS.map(({ kind }) => kind).filter((kind) => !kinds.has(kind))).toEqual([]);
});

describe.each(NAMES)('%s', (name) => {
  test('is valid', () => {
    for (const job of written(name).filter(({ kind }) => jobKind(kind))) expect(validateJob(job, CATALOG)).toEqual([]);
  });

  test('says the same in TypeScript as in YAML', () => {
    expect(synthesised(name)).toEqual(written(name));
  });
});
