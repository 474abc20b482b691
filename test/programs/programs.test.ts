import * as fs from 'node:fs';
import * as path from 'node:path';
import { STUDY_PACKAGES } from '../../lib/jobs/tune/optuna';
import { requirementVersion } from '../../sandbox/images/versions';
import { cacheFolder } from '../../sandbox/paths';
import { run } from '../../sandbox/run';
import { pythonPackages } from '../controlplane/support/python-packages';

/** The programs that run inside pods in other languages: each is checked and tested in its own. */

const ROOT = path.resolve(__dirname, '../..');
const PROGRAMS = path.join(ROOT, 'programs');
const CONFIGURATION = path.join(PROGRAMS, 'pyproject.toml');

/** Packages are fetched once, and kept. */
const FIRST_TIME = 600_000;

/** The Python that a file is for, where it does not say. */
const OLDEST_PYTHON = '3.9';

/** What the study installs is in the package index of the sandbox, and what its tests run with. */
const STUDY_REQUIREMENTS = path.join(ROOT, 'sandbox/package-index/wheels-requirements.txt');

const linters = once(() => pythonPackages('linters', path.join(__dirname, 'linters.txt')));
const optuna = once(() => pythonPackages('optuna', STUDY_REQUIREMENTS));

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= work());
}

/** The files of a language below a folder, by their paths. */
function files(folder: string, extension: string): string[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(extension));
  return names.map((name) => path.join(folder, name)).sort();
}

const python = files(PROGRAMS, '.py');

/** Files of Python by the oldest version that they are for. */
function byOldestPython(): [string, string[]][] {
  const oldest = (file: string): string => /^"""[^]*?Python (3\.\d+) or later[^]*?"""/.exec(fs.readFileSync(file, 'utf8'))?.[1] ?? OLDEST_PYTHON;
  return [...new Set(python.map(oldest))].map((version) => [version, python.filter((file) => oldest(file) === version)]);
}

const CHECKS: Readonly<Record<string, () => Promise<unknown>>> = {
  'ruff finds no fault in them and in their tests': async () => run(path.join(await linters(), 'bin/ruff'), ['check', '--no-cache', '--config', CONFIGURATION, PROGRAMS, __dirname]),
  'ruff would write them and their tests as they are': async () => run(path.join(await linters(), 'bin/ruff'), ['format', '--check', '--no-cache', '--config', CONFIGURATION, PROGRAMS, __dirname]),
  'mypy --strict finds their types right': async () => {
    const env = { ...process.env, PYTHONPATH: [await linters(), await optuna()].join(path.delimiter) };
    await run('python3', ['-m', 'mypy', '--strict', '--config-file', CONFIGURATION, '--cache-dir', cacheFolder('mypy'), ...python], { env });
  },
  'shellcheck finds no fault in them': async () => run(path.join(await linters(), 'bin/shellcheck'), ['--external-sources', '--source-path=SCRIPTDIR', ...files(PROGRAMS, '.sh')]),
  'tsc finds the types of those in JavaScript right': async () => run(process.execPath, [require.resolve('typescript/bin/tsc'), '--project', PROGRAMS]),
};

test.concurrent.each(Object.entries(CHECKS))('%s', async (_what, check) => void (await check()), FIRST_TIME);

test.concurrent.each(byOldestPython())('those for Python %s need no later one', async (version, group) => {
  const folder = await linters();
  await run('python3', [path.join(folder, 'bin/vermin'), `--target=${version}-`, '--eval-annotations', '--no-tips', '--violations', ...group], { env: { ...process.env, PYTHONPATH: folder } });
}, FIRST_TIME);

/** Tests that need more than a machine with Python are those of the cluster. */
const TESTS = ['hyper-tune', 'spark'].flatMap((folder) => files(path.join(__dirname, folder), '.py').filter((file) => path.basename(file).startsWith('test_')));

test.concurrent.each(TESTS.map((file) => path.relative(__dirname, file)))('%s passes', async (file) => {
  const env = { ...process.env, PYTHONPATH: [path.join(PROGRAMS, path.dirname(file)), await optuna()].join(path.delimiter) };
  await run('python3', ['-B', path.join(__dirname, file)], { env });
}, FIRST_TIME);

test('every test of a program is found', () => {
  expect(TESTS.map((file) => path.basename(file))).toEqual(expect.arrayContaining(['test_run_module.py', 'test_study_server.py', 'test_worker.py']));
});

test('those of the study run with the packages that it installs', () => {
  const tested = STUDY_PACKAGES.map((pinned) => pinned.split('==')[0] ?? '').map((name) => `${name}==${requirementVersion(STUDY_REQUIREMENTS, name)}`);
  expect(tested).toEqual(STUDY_PACKAGES);
});
