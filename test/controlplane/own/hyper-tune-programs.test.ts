import * as path from 'node:path';
import { STUDY_PACKAGES } from '../../../lib/jobs/tune/optuna';
import { requirementVersion } from '../../../sandbox/images/versions';
import { run } from '../../../sandbox/run';
import { pythonPackages } from '../support/python-packages';

const REQUIREMENTS = path.resolve(__dirname, '../../../sandbox/package-index/wheels-requirements.txt');

test("the program that keeps a study holds to its own tests, with a real optuna", async () => {
  const packages = await pythonPackages('optuna', REQUIREMENTS);
  await run('python3', ['-B', path.resolve(__dirname, '../support/python/test_study.py')], { env: { ...process.env, PYTHONPATH: packages } });
}, 300_000);

test('the package index of the sandbox has what the study installs', () => {
  for (const pinned of STUDY_PACKAGES) {
    const [name = '', version] = pinned.split('==');
    expect(requirementVersion(REQUIREMENTS, name)).toBe(version);
  }
});
