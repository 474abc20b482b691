import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { PythonJobSpec } from '../../../../lib/jobs/python/spec';
import { environmentOf, pythonJob } from '../../../builders/jobs';
import { variablesOf, wordsOf } from '../../../builders/kubelet';

/** What the container that installs packages does, with a real pip: wheels lie in a folder, and the image carries some packages. */

const WRONG = '0'.repeat(64);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ds-environment-'));
const [wheels, image] = ['wheels', 'image'].map((name) => path.join(folder, name)) as [string, string];
const hashes: Record<string, string> = {};

function wheel(name: string, version: string, ...requirements: string[]): void {
  hashes[`${name}==${version}`] = execFileSync('python3', [path.join(__dirname, 'wheels.py'), wheels, name, version, ...requirements], { encoding: 'utf8' }).trim();
}

/** Line of a lock with the right hash, or another. */
function locked(requirement: string, hash = hashes[requirement]): string {
  return `${requirement} \\\n    --hash=sha256:${hash}\n    # via -r requirements.in`;
}

beforeAll(() => {
  fs.mkdirSync(wheels);
  wheel('carried', '1.0');
  wheel('base', '1.0');
  wheel('above', '1.0', 'base', 'besides>=2');
  wheel('besides', '2.0');
  for (const name of ['carried', 'base']) execFileSync('python3', ['-m', 'zipfile', '-e', path.join(wheels, `${name}-1.0-py3-none-any.whl`), image]);
  fs.rmSync(path.join(wheels, 'base-1.0-py3-none-any.whl'));
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

let runs = 0;

/** Runs the container of a job: what it says, what is installed, and what a program finds. */
function install(spec: Partial<PythonJobSpec>) {
  const target = path.join(folder, `environment-${(runs += 1)}`);
  const env = [
    { name: 'PIP_FIND_LINKS', value: wheels },
    { name: 'PIP_NO_INDEX', value: '1' },
  ];
  const container = environmentOf(pythonJob({ ...spec, env })) ?? { name: 'none' };
  const words = wordsOf(container).map((word) => (word === '/opt/ds/environment' ? target : word));
  const variables = { PATH: process.env.PATH ?? '', PYTHONPATH: image, ...variablesOf(container), HOME: folder };
  const { status, stdout, stderr } = spawnSync(words[0] as string, words.slice(1), { env: variables, encoding: 'utf8' });
  const library = path.join(target, 'lib');
  const files = fs.readdirSync(library).flatMap((python) => fs.readdirSync(path.join(library, python, 'site-packages')));
  const installed = files.filter((file) => file.endsWith('.dist-info')).map((file) => path.basename(file, '.dist-info'));
  const finds = (module: string): boolean => spawnSync(path.join(target, 'bin/python'), ['-c', `import ${module}`], { env: { PYTHONPATH: image } }).status === 0;
  return { status, said: `${stdout}${stderr}`, installed, finds };
}

describe('packages of a lock', () => {
  test('are installed whatever the image carries, and what the image carries stays', () => {
    const { status, said, installed, finds } = install({ lock: { packages: [locked('carried==1.0'), locked('above==1.0'), locked('besides==2.0')] } });
    expect([status, said]).toEqual([0, expect.any(String)]);
    expect(installed).toEqual(expect.arrayContaining(['carried-1.0', 'above-1.0', 'besides-2.0']));
    expect(installed).not.toContain('base-1.0');
    expect([finds('base'), finds('above')]).toEqual([true, true]);
  }, 120_000);

  test('with a wrong hash are refused, also where the image carries the very version', () => {
    const { status, said, installed } = install({ lock: { packages: [locked('carried==1.0', WRONG)] } });
    expect(status).not.toBe(0);
    expect(said).toContain('THESE PACKAGES DO NOT MATCH THE HASHES');
    expect(installed).not.toContain('carried-1.0');
  }, 120_000);

  test('that need what is neither locked nor in the image are refused', () => {
    const { status, said } = install({ lock: { packages: [locked('above==1.0')] } });
    expect(status).not.toBe(0);
    expect(said).toMatch(/besides/);
  }, 120_000);
});

test('packages without a lock are those that fit, with what they need', () => {
  const { status, installed } = install({ pipPackages: ['above>=1', 'carried ; python_version >= "3"'] });
  expect(status).toBe(0);
  expect(installed).toEqual(expect.arrayContaining(['above-1.0', 'besides-2.0']));
}, 120_000);
