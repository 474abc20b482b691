import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_KINDS, parseYaml } from '../../lib';
import { since } from '../../cli/age';
import { exitCodesHelp } from '../../cli/exit-codes';
import { Table, trimmed } from '../../cli/table';
import { nodeTooOld, packageVersion } from '../../cli/version';
import packageJson from '../../package.json';
import { ds, DS_COMMAND, Files, pythonJob } from './run-ds';

const files = new Files();
afterAll(() => files.remove());

/** The packages that a call of ds has loaded. */
function packagesOf(words: readonly string[]): string[] {
  const script = `
    const { run } = require('./cli/program.ts');
    const { Writable } = require('node:stream');
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    run(process.argv.slice(1), { out: silent, err: silent, in: process.stdin, env: {}, now: () => new Date() }, '1.2.3').then(() => {
      process.stdout.write(JSON.stringify(Object.keys(require.cache).map((file) => file.split('/node_modules/')[1]).filter(Boolean)));
    });`;
  const { stdout } = spawnSync(process.execPath, ['-r', 'tsx/cjs', '-e', script, '--', ...words], { cwd: join(__dirname, '../..'), encoding: 'utf8' });
  return (JSON.parse(stdout) as string[]).map((file) => file.split('/').slice(0, file.startsWith('@') ? 2 : 1).join('/'));
}

describe('ds loads little', () => {
  const job = files.write('small.yaml', pythonJob('a'));

  test('--help needs what reads the command line alone', () => {
    expect(packagesOf(['--help']).filter((name) => !['commander', 'tsx', 'esbuild', 'get-tsconfig', 'resolve-pkg-maps'].includes(name))).toEqual([]);
  });

  test.each([[['--help']], [['check', '-f', job]], [['compile', '-f', job]]])('%j needs neither cdk8s nor a client library', (words) => {
    const loaded = packagesOf(words);
    expect(loaded).toContain('commander');
    expect(loaded.filter((name) => ['cdk8s', 'cdk8s-plus-27', 'constructs', '@kubernetes/client-node', 'ajv', '@pulumi/pulumi', '@grafana/grafana-foundation-sdk'].includes(name))).toEqual([]);
  });
});

describe('ds', () => {
  test('tells its version and its exit codes', async () => {
    expect(await ds(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    const { code, out } = await ds(['--help']);
    expect(out.replaceAll(/\s+/g, ' ')).toContain('Exit codes: 0 done 1 the input is refused');
    expect(code).toBe(0);
  });

  test.each(['check', 'compile', 'crds', 'submit', 'get', 'logs', 'suspend', 'resume', 'delete'])('%s --help has examples', async (command) => {
    expect(await ds([command, '--help'])).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`Examples:\\n {2}\\$ .*ds ${command}`)) });
  });

  test.each([
    [['chek'], "error: unknown command 'chek'\n(Did you mean check?)\n(see --help)\n"],
    [['check'], "error: required option '-f, --file <files...>' not specified\n(see --help)\n"],
    [['get', '--watc'], "error: unknown option '--watc'\n(Did you mean --watch?)\n(see --help)\n"],
    [['get', '-o', 'xml'], "error: option '-o, --output <format>' argument 'xml' is invalid. Allowed choices are table, yaml, json.\n(see --help)\n"],
    [['logs', 'a', '--tail', 'x'], "error: option '--tail <lines>' argument 'x' is invalid. Allowed: whole numbers from 0.\n(see --help)\n"],
  ])('%j is wrong usage', async (words, err) => {
    expect(await ds(words)).toEqual({ code: 2, out: '', err });
  });

  test('compiles jobs, all or none', async () => {
    const { code, out, err } = await ds(['compile', '-f', '-'], { stdin: `${pythonJob('a')}---\n${pythonJob('b')}` });
    expect([code, err]).toEqual([0, '']);
    expect(parseYaml(out, '')).toMatchObject([{ kind: 'JobSet', metadata: { name: 'a-py' } }, { kind: 'JobSet', metadata: { name: 'b-py' } }]);
    expect(JSON.parse((await ds(['compile', '-f', '-', '-o', 'json'], { stdin: pythonJob('a') })).out)).toMatchObject({ kind: 'List', items: [{ kind: 'JobSet' }] });
    const half = await ds(['compile', '-f', '-'], { stdin: `${pythonJob('a')}---\n${pythonJob('b').replace('CpuSmall', 'Huge')}` });
    expect(half).toEqual({ code: 1, out: '', err: expect.stringMatching(/^-: PythonJob\/b: spec\.size: unknown size \(given "Huge"\)/) });
    expect(await ds(['compile', '-f', '-'])).toMatchObject({ code: 1, err: 'There is no job in these files.\n' });
  });

  test('prints the CRDs that are in crds/', async () => {
    const names = parseYaml((await ds(['crds'])).out, '').map((crd) => (crd as { metadata: { name: string } }).metadata.name);
    expect(names).toEqual([...JOB_KINDS.map(({ plural }) => plural), 'datasets'].map((plural) => `${plural}.ds.bloomberg.com`));
  });

  test('prints stacks only when asked', async () => {
    expect((await ds(['check', '-f', '/none'])).err).toBe('/none: there is no such file.\n');
    expect((await ds(['check', '-f', '/none'], { env: { DS_DEBUG: '1' } })).err).toMatch(/CommandError: \/none: there is no such file\.\n\s+at /);
  });
});

test('docs/ds.md has the same exit codes', () => {
  const guide = readFileSync(join(__dirname, '../../docs/ds.md'), 'utf8');
  const table = [...guide.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code = '', meaning]) => `  ${code.padEnd(3)} ${meaning}`);
  expect(table.join('\n')).toBe(exitCodesHelp());
});

describe('the process', () => {
  function script(line: string): { status: number | null; stdout: string; stderr: string } {
    const command = DS_COMMAND.map((word) => `'${word}'`).join(' ');
    return spawnSync('bash', ['-c', `set -o pipefail; ds() { ${command} "$@"; }; ${line}`], { encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' } });
  }

  test('ends quietly when nobody reads on', () => {
    const file = files.write('many.yaml', Array.from({ length: 100 }, (_, index) => pythonJob(`job-${index}`)).join('---\n'));
    expect(script(`ds compile -f ${file} | head -n 1`)).toMatchObject({ status: 0, stdout: 'apiVersion: jobset.x-k8s.io/v1alpha2\n', stderr: '' });
  }, 60_000);

  test('gives its exit code to the shell', () => {
    expect(script('echo hello | ds check -f -')).toMatchObject({ status: 1, stderr: '1 job checked, 1 error. Judged by the catalog that ds carries.\n' });
    expect(script('ds --version')).toMatchObject({ status: 0, stdout: `${packageJson.version}\n` });
  }, 60_000);
});

describe('parts', () => {
  test.each([
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [150, '2m30s'],
    [7200, '120m'],
    [11_100, '3h5m'],
    [100_000, '27h'],
    [190_000, '2d4h'],
    [8_640_000, '100d'],
    [70_000_000, '2y80d'],
    [300_000_000, '9y'],
    [-5, '0s'],
  ])('%d seconds are %s', (seconds, text) => {
    const moment = new Date('2026-01-01T00:00:00Z');
    expect(since(moment.toISOString(), new Date(moment.getTime() + seconds * 1000))).toBe(text);
  });

  test('a moment that is not known has no age', () => {
    expect(since(undefined, new Date())).toBe('-');
  });

  test('tables keep their columns', () => {
    const table = new Table(['A', 'LONG', 'C'], [['x', 'y', 'z']], [3]);
    expect(table.toString()).toBe('A     LONG   C\nx     y      z\n');
    expect(table.line(['1', '2', 'wide and wider'])).toBe('1     2      wide and wider\n');
    expect([trimmed('a\n b', 5), trimmed('😀😀😀', 2)]).toEqual(['a b', '😀…']);
  });

  test.each([
    ['v20.19.0', 'ds needs Node.js 22.12 or newer (this is v20.19.0). Install one from https://nodejs.org and run ds again.'],
    ['v22.11.0', 'ds needs Node.js 22.12 or newer (this is v22.11.0). Install one from https://nodejs.org and run ds again.'],
    ['v22.12.0', undefined],
    ['v24.0.0', undefined],
  ])('Node.js %s', (version, problem) => {
    expect(nodeTooOld(version)).toBe(problem);
    expect(packageVersion()).toBe(packageJson.version);
  });
});
