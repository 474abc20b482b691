import { execFile, type ExecFileException } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.resolve(__dirname, '../..');
const MEBIBYTE = 1024 * 1024;

const { version, devDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string; devDependencies: Record<string, string> };

/** The Node.js that runs this test, for programs that look for `node`. */
const PATH = [path.dirname(process.execPath), process.env.PATH].join(path.delimiter);

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever that is. */
async function run(cwd: string, program: string, ...words: string[]): Promise<Outcome> {
  // What npm tells to the scripts that it runs is not meant for an npm of another project.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_(config|package|lifecycle)_|NODE_OPTIONS)/i.test(name) || name.toLowerCase() === 'npm_config_registry'));
  try {
    return { code: 0, ...(await promisify(execFile)(program, words, { cwd, env: { ...env, PATH }, maxBuffer: 16 * MEBIBYTE })) };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as ExecFileException & Partial<Outcome>;
    return { code: Number(code), stdout, stderr };
  }
}

const PROGRAM = `\
import { App, Chart, Duration } from 'cdk8s';
import { type Catalog, ComputeSize, EnvValue, PlatformCatalog, PlatformError, PythonJob, Runtime, TensorFlowJob } from 'ds-platform';
import { compileJob, DEFAULT_CATALOG, type KubeObject, type PythonJobSpec } from 'ds-platform/lib';

const app = new App({ outdir: 'dist' });
const own: Runtime = Runtime.custom({ name: 'own', image: 'registry.example.com/own:1', language: 'python', version: '1' });
const catalog: Catalog = new PlatformCatalog(new Chart(app, 'platform'), 'catalog', { runtimes: [own] }).catalog;
const chart = new Chart(app, 'jobs', { namespace: 'news' });
const env = { MODE: EnvValue.fromValue('fast') };
const job = new PythonJob(chart, 'index', { metadata: { name: 'index' }, framework: own, size: ComputeSize.CPU_SMALL, module: 'news.index', activeDeadline: Duration.hours(1), env });
new TensorFlowJob(chart, 'train', { framework: Runtime.TENSORFLOW_2_PYTHON_3, size: ComputeSize.GPU_SMALL, module: 'news.train', replicas: { chief: {}, worker: { count: 2 } } });
const objects: KubeObject[] = compileJob(job.manifest, catalog);
const spec: PythonJobSpec = { framework: 'python-3', size: 'Huge', module: 'a' };
let refusal = '';
try {
  compileJob({ ...job.manifest, spec }, DEFAULT_CATALOG);
} catch (error) {
  if (error instanceof PlatformError) refusal = error.errors.map(({ path }) => path).join();
}
app.synth();
console.log(JSON.stringify({ objects: objects.map(({ kind, metadata }) => kind + '/' + metadata.name), refusal }));
`;

const COMPILER_OPTIONS = { target: 'es2023', module: 'nodenext', moduleResolution: 'nodenext', strict: true, exactOptionalPropertyTypes: false, skipLibCheck: false, types: ['node'], outDir: 'out' };

describe('the package', () => {
  let folder = '';
  let packed: { filename: string; size: number; unpackedSize: number; files: { path: string }[] };
  let installed: Outcome;

  beforeAll(async () => {
    if (!fs.existsSync(path.join(ROOT, 'build/cli/main.js'))) throw new Error('build/ is missing. Run `npm run build` first.');
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-package-'));
    // What is built is packed as it is: building it anew would change it under other tests.
    const { stdout } = await run(ROOT, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
    const report = JSON.parse(stdout) as typeof packed[] | Record<string, typeof packed>;
    packed = Object.values(report)[0] as typeof packed;
    const dependencies = Object.fromEntries(['cdk8s', 'cdk8s-plus-27', 'constructs', 'typescript', '@types/node'].map((name) => [name, devDependencies[name]]));
    const manifest = { name: 'fresh', private: true, dependencies: { ...dependencies, 'ds-platform': `file:${packed.filename}` } };
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    installed = await run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel', 'error');
  }, 240_000);

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  const compile = (name: string, text: string): Promise<Outcome> => {
    fs.writeFileSync(path.join(folder, `${name}.ts`), text);
    fs.writeFileSync(path.join(folder, `tsconfig.${name}.json`), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: [`${name}.ts`] }));
    return run(folder, 'npx', 'tsc', '-p', `tsconfig.${name}.json`);
  };

  test('holds what was built, the CRDs and the documents, and nothing else', () => {
    const files = packed.files.map((file) => file.path);
    const top = new Set(files.map((file) => file.split('/')[0]));
    expect([...top].filter((name) => !['build', 'crds', 'docs', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'].includes(name ?? ''))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['build/constructs/index.js', 'build/constructs/index.d.ts', 'build/lib/index.d.ts', 'build/cli/main.js', 'build/operator.js.br', 'build/operator-start.js', 'crds/tensorflowjobs.ds.bloomberg.com.yaml']));
    expect(files.filter((file) => (file.endsWith('.ts') && !file.endsWith('.d.ts')) || /(^|\/)(test|sandbox|bench|generate|examples)\/|\.test\.|tsbuildinfo$/.test(file.replace(/^docs\//, '')))).toEqual([]);
  });

  test('is small', () => {
    expect(packed.size).toBeLessThan(MEBIBYTE);
    expect(packed.unpackedSize).toBeLessThan(4 * MEBIBYTE);
  });

  test('installs into a fresh project', () => {
    expect(installed).toMatchObject({ code: 0 });
    expect(fs.existsSync(path.join(folder, 'node_modules/ds-platform/build/lib/index.js'))).toBe(true);
  });

  test('has types with which a program compiles strictly, and then runs', async () => {
    expect(await compile('program', PROGRAM)).toEqual({ code: 0, stdout: '', stderr: expect.any(String) });
    const { stdout, stderr } = await run(folder, process.execPath, 'out/program.js');
    expect({ result: JSON.parse(stdout || 'null') as unknown, stderr }).toEqual({ result: { objects: ['JobSet/index-py'], refusal: 'spec.size' }, stderr: '' });
    expect(fs.readdirSync(path.join(folder, 'dist')).sort()).toEqual(['jobs.k8s.yaml', 'platform.k8s.yaml']);
  }, 120_000);

  test('has types that refuse a runtime and a size that nobody knows, and a field that is misspelled', async () => {
    const wrong = `\
import { Chart, App } from 'cdk8s';
import { ComputeSize, PythonJob, Runtime } from 'ds-platform';
const chart = new Chart(new App(), 'jobs');
new PythonJob(chart, 'a', { framework: Runtime.PYTHON_2, size: ComputeSize.CPU_SMALL, module: 'a' });
new PythonJob(chart, 'b', { framework: Runtime.PYTHON_3, size: ComputeSize.CPU_HUGE, module: 'a' });
new PythonJob(chart, 'c', { framework: Runtime.PYTHON_3, size: ComputeSize.CPU_SMALL, modul: 'a' });
new PythonJob(chart, 'd', { framework: 'python-3', size: ComputeSize.CPU_SMALL, module: 'a' });
`;
    const { code, stdout } = await compile('wrong', wrong);
    expect(code).not.toBe(0);
    const errors = stdout.split('\n').filter((line) => line.startsWith('wrong.ts'));
    expect(errors.map((line) => /\((\d+),.*error (TS\d+)/.exec(line)?.slice(1).join(' '))).toEqual(['4 TS2551', '5 TS2339', '6 TS2561', '7 TS2322']);
    expect(errors[0]).toContain("Property 'PYTHON_2' does not exist on type 'typeof Runtime'");
  }, 120_000);

  test('brings the command', async () => {
    expect(await run(folder, 'npx', 'ds', '--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
    const good = path.join(ROOT, 'examples/tf-test.yaml');
    expect(await run(folder, 'npx', 'ds', 'check', '-f', good)).toMatchObject({ code: 0, stderr: expect.stringContaining('1 job checked, no errors.') });
    const wrong = path.join(folder, 'wrong.yaml');
    fs.writeFileSync(wrong, fs.readFileSync(good, 'utf8').replace('GpuLarge', 'GpuLarg'));
    const { code, stdout } = await run(folder, 'npx', 'ds', 'check', '-f', wrong);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toContain('unknown size (given "GpuLarg")');
  }, 60_000);
});

test('a fresh clone that was built has the command too', async () => {
  const { code, stdout } = await run(ROOT, 'npx', 'ds', '--help');
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: ds');
}, 30_000);
