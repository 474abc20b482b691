import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../../../sandbox/run';
import { pythonPackages } from '../support/python-packages';

const REQUIREMENTS = path.resolve(__dirname, '../../../sandbox/images/jupyter-requirements.txt');
const PROGRAM = path.resolve(__dirname, '../../programs/notebook/test_server.py');

/** Each has a server of its own, and most of them wait for it to end: they wait at the same time. */
const NAMES = [...fs.readFileSync(PROGRAM, 'utf8').matchAll(/^class (\w+)|^ {4}def (test_\w+)/gm)].reduce<{ owner: string; names: string[] }>(
  ({ owner, names }, [, type, name]) => (name === undefined ? { owner: type ?? owner, names } : { owner, names: [...names, `${owner}.${name}`] }),
  { owner: '', names: [] },
).names;

test.concurrent.each(NAMES)('the server of a notebook, with the real Jupyter: %s', async (name) => {
  const packages = await pythonPackages('jupyter', REQUIREMENTS);
  await run('python3', ['-B', PROGRAM, name], { env: { ...process.env, PYTHONPATH: packages } });
}, 900_000);

test('all of its tests are found', () => {
  expect(NAMES.length).toBeGreaterThan(5);
});
