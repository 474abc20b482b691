import fc from 'fast-check';
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { DEFAULT_CATALOG } from '../../../lib';
import { validateJob } from '../../../lib/jobs/job';
import { description } from '../../../lib/jobs/tune/description';
import { readSummary } from '../../../lib/jobs/tune/report';
import { gridPoints } from '../../../lib/jobs/tune/space';
import { ARBITRARY_STUDY } from '../../builders/arbitrary-spaces';
import { texts } from '../../builders/errors';
import { pythonPackages } from '../support/python-packages';

const REQUIREMENTS = path.resolve(__dirname, '../../../sandbox/package-index/wheels-requirements.txt');
const PROGRAM = path.resolve(__dirname, '../support/python/study_spaces.py');

/** How many studies are made up; `DS_STUDY_SEED` makes those of an earlier run up again. */
const STUDIES = Number(process.env.DS_STUDY_SPACES ?? 240);
const SEED = Number(process.env.DS_STUDY_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Milliseconds for a study, on a slow machine. */
const PATIENCE = 3000;

const studies = fc.sample(ARBITRARY_STUDY, { numRuns: STUDIES, seed: SEED });

test(`studies that are made up with DS_STUDY_SEED=${SEED} are valid`, () => {
  expect(studies.flatMap((study) => texts(validateJob(study, DEFAULT_CATALOG)).map((text) => `${JSON.stringify(study.spec.parameters)}: ${text}`))).toEqual([]);
});

test(`each keeps to its space and its count, goes on where it was, and tells what is read, with a real optuna (DS_STUDY_SEED=${SEED})`, async () => {
  const packages = await pythonPackages('optuna', REQUIREMENTS);
  const cases = studies.map(({ spec }) => ({ study: description(spec), points: gridPoints(spec.parameters) }));
  const running = promisify(execFile)('python3', ['-B', PROGRAM], { env: { ...process.env, PYTHONPATH: packages }, maxBuffer: 2 ** 28 });
  running.child.stdin?.end(JSON.stringify(cases.map((one) => ({ ...one, points: Number.isFinite(one.points) ? one.points : 0 }))));
  const told = JSON.parse((await running).stdout) as string[];
  expect(told).toHaveLength(STUDIES);
  for (const words of told) {
    const { trials, bestTrial } = JSON.parse(words) as { trials: object; bestTrial?: object };
    expect(readSummary(words)?.status).toEqual({ trials, ...(bestTrial && { bestTrial }) });
  }
}, 120_000 + STUDIES * PATIENCE);
