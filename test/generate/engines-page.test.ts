import * as fs from 'node:fs';
import * as path from 'node:path';
import { TESTED } from '../../generate/engines-page';
import { DEFAULT_RUNTIMES } from '../../lib/catalog/runtimes';
import type { EngineName } from '../../lib/engines/engine';
import { ENGINES, engineOf } from '../../lib/engines/table';
import { DEFINITIONS } from '../../sandbox/engines/definitions';
import { SPARK_VERSION } from '../../sandbox/images/spark';
import { imageReference } from '../../sandbox/images/catalogue';
import { goModuleVersion } from '../../sandbox/images/versions';
import { CHARTS_IN_MODULES } from '../support/chart-modules';

const ROOT = path.join(__dirname, '..', '..');

const RUN = Object.values(DEFINITIONS).flatMap(({ installation }) => (typeof installation === 'string' ? [] : [installation.engine]));

describe('the page of engines says what tests do', () => {
  test.each(ENGINES.map(({ name }) => name))('with %s', (name) => {
    const known = (CHARTS_IN_MODULES as Partial<Record<EngineName, readonly [string, string, string]>>)[name];
    const version = known && versionOf(known);
    const same = version === engineOf(name).chart.version.replace(/^v/, '');
    expect(TESTED[name]).toBe(known === undefined ? 'untested' : !same ? 'otherVersion' : RUN.includes(name) ? 'runs' : 'rendered');
  });
});

/** A module that is replaced by another has no version that says anything. */
function versionOf([folder, module]: readonly [string, string, string]): string | undefined {
  try {
    return goModuleVersion(folder, module);
  } catch {
    return undefined;
  }
}

describe('the runtimes', () => {
  const source = fs.readFileSync(path.join(ROOT, 'lib/catalog/runtimes.ts'), 'utf8');
  const { customManagers } = JSON.parse(fs.readFileSync(path.join(ROOT, 'renovate.json'), 'utf8')) as { customManagers: { matchStrings: string[]; managerFilePatterns: string[] }[] };

  test('are all found by the robot, but for the one that stays', () => {
    const found = [...source.matchAll(new RegExp(customManagers[0]?.matchStrings[0] ?? '', 'g'))].map(({ groups = {} }) => `${groups.depName}:${groups.currentValue}`);
    expect(found).toEqual(Object.entries(DEFAULT_RUNTIMES).flatMap(([name, { image }]) => (name === 'tensorflow-1.13-python-3' ? [] : [image])));
    expect(new RegExp((customManagers[0]?.managerFilePatterns[0] ?? '').slice(1, -1)).test('lib/catalog/runtimes.ts')).toBe(true);
  });

  test('say the versions of their images', () => {
    expect(Object.fromEntries(Object.entries(DEFAULT_RUNTIMES).map(([name, { version }]) => [name, version]))).toMatchObject({ 'tensorflow-1.13-python-3': '1.13.2', 'jupyter-python-3': '3.13', 'jvm-17': '17' });
    for (const { image, version } of Object.values(DEFAULT_RUNTIMES)) expect(image.slice(image.lastIndexOf(':'))).toContain(version);
  });

  test('are those that the sandbox tries: the same TensorFlow, and a Spark that is not older', () => {
    expect(imageReference('tensorflow')).toMatch(new RegExp(`:${DEFAULT_RUNTIMES['tensorflow-2-python-3']?.version}$`));
    const [ours = 0, theirs = 0] = [DEFAULT_RUNTIMES['spark-4']?.version, SPARK_VERSION].map((version) => Number(version?.split('.').slice(0, 2).join('.')));
    expect(Math.trunc(ours)).toBe(Math.trunc(theirs));
    expect(theirs).toBeGreaterThanOrEqual(ours);
  });
});
