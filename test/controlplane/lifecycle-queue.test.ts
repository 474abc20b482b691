import { pythonJob } from '../builders/jobs';
import { ended, jobSetOf, nativeObjects, podsOf, reached, release, removeJobs, runningPods, start, UNTIL_RELEASED } from './support/jobs';

/** The queue of the pool has one CPU: two pods of this size fill it. */
const FULL = { size: 'CpuMedium', parallelism: 2 };

const JOBS = {
  holder: pythonJob({ ...FULL, script: UNTIL_RELEASED }, { name: 'queue-holder' }),
  waiter: pythonJob({ ...FULL, script: 'print("my turn")' }, { name: 'queue-waiter' }),
  never: pythonJob({ ...FULL, parallelism: 3, script: 'print("never")' }, { name: 'queue-never' }),
  lost: pythonJob({ script: 'print("never")', queue: 'nowhere' }, { name: 'queue-lost' }),
};

beforeAll(async () => {
  await start(JOBS.holder);
  await runningPods(JOBS.holder, 2);
  await start(JOBS.waiter, JOBS.never, JOBS.lost);
}, 120_000);

afterAll(removeJobs, 90_000);

test('a job that no quota can ever hold waits, and says that it waits in vain, and why', async () => {
  const { status } = await reached(JOBS.never, 'Queued');
  expect(status?.message).toBe('');
});

test('a job of a queue that is not there waits, and says so', async () => {
  const { status } = await reached(JOBS.lost, 'Queued');
  expect(status?.message).toBe('');
});

test('a job waits while others hold the quota, all of its pods or none, and runs when they have ended', async () => {
  const { status } = await reached(JOBS.waiter, 'Queued');
  expect(status?.message).toBe('');
  expect(await podsOf(JOBS.waiter)).toEqual([]);
  expect((await jobSetOf(JOBS.waiter))?.spec).toMatchObject({ suspend: true });
  await release(...(await podsOf(JOBS.holder)));
  const job = await ended(JOBS.waiter);
  expect(job.status).toMatchObject({ phase: 'Succeeded', message: `Succeeded in ${job.status?.duration}.` });
  expect(Date.parse(job.status?.startTime ?? '')).toBeGreaterThanOrEqual(Date.parse((await ended(JOBS.holder)).status?.completionTime ?? ''));
  expect(await nativeObjects(JOBS.never)).toHaveLength(2);
}, 180_000);
