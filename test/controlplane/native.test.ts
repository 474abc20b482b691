import { JOB_KINDS, validateJob, type Job } from '../../lib';
import { jupyterNotebook } from '../builders/jobs';
import { bothWays, waitingExamples } from './support/native';
import { removeJobs, start } from './support/jobs';
import { testCatalog } from './support/platform';
import { runsHere } from './support/runners';

/**
 * A job that the operator runs and the same job expanded when it was written give the same objects: compared as the API server
 * stores them, after its defaults and the webhooks of the engines. Those of engines that are not here are compared where they are.
 */
const JOBS: readonly Job[] = [...waitingExamples(), jupyterNotebook({ users: ['alice'], queue: 'nowhere' }, { name: 'native-users' })].filter((job) => validateJob(job, testCatalog()).length === 0);

beforeAll(() => start(...JOBS), 60_000);
afterAll(removeJobs, 90_000);

test('there is a job of every kind that can run on this platform', () => {
  expect([...new Set(JOBS.map(({ kind }) => kind))].sort()).toEqual(JOB_KINDS.filter(runsHere).map(({ kind }) => kind).sort());
});

test.each(JOBS.map((job) => [job.kind, job] as const))('%s', async (_kind, job) => {
  const { made, written } = await bothWays(job, testCatalog());
  expect(written).toEqual(made);
}, 120_000);
