import { pythonJob } from '../builders/jobs';
import { ended, jobSetOf, podsOf, says, release, removeJobs, runningPods, start, UNTIL_RELEASED } from './support/jobs';

/** The tenant's queue has one CPU of this pool: room for two such pods. */
const MEDIUM = { size: 'CpuMedium', parallelism: 2 };

const JOBS = {
  holder: pythonJob({ ...MEDIUM, parallelism: 1, script: UNTIL_RELEASED }, { name: 'queue-holder' }),
  waiter: pythonJob({ ...MEDIUM, script: 'print("my turn")' }, { name: 'queue-waiter' }),
  never: pythonJob({ ...MEDIUM, parallelism: 3, script: 'print("never")' }, { name: 'queue-never' }),
  lost: pythonJob({ script: 'print("never")', queue: 'nowhere' }, { name: 'queue-lost' }),
};

beforeAll(async () => {
  await start(JOBS.holder);
  await runningPods(JOBS.holder);
  await start(JOBS.waiter, JOBS.never, JOBS.lost);
}, 120_000);

afterAll(removeJobs, 90_000);

/** What Kueue has against each pool of the catalog; the node of the sandbox is in both, so a mark keeps the other's pods out. */
const reasons = (reason: string): string => `couldn't assign flavors to pod set main: ${reason}, untolerated taint {ds.bloomberg.com/flavor gpu NoSchedule <nil>} in flavor gpu`;

test('a job that no quota can ever hold waits, and says that it waits in vain, and why', async () => {
  const capacity = reasons('insufficient quota for cpu in flavor cpu, previously considered podsets requests (0) + current podset request (1500m) > maximum capacity (1)');
  const message = `Asks for more than queue default can ever give; it will wait until the queue or the job is changed: ${capacity}`;
  expect(await says(JOBS.never, 'Queued', message)).toEqual({ type: 'Admitted', status: 'False', reason: 'OverCapacity', message });
});

test('a job of a queue that is not there waits, and says so', async () => {
  const message = "Queue nowhere cannot take the job: LocalQueue nowhere doesn't exist";
  expect(await says(JOBS.lost, 'Queued', message)).toEqual({ type: 'Admitted', status: 'False', reason: 'Inadmissible', message });
});

test('a job waits while others hold the quota, all of its pods or none, and runs when they have ended', async () => {
  const message = `Waiting for quota in queue default: ${reasons('insufficient unused quota for cpu in flavor cpu, 500m more needed')}`;
  expect(await says(JOBS.waiter, 'Queued', message)).toEqual({ type: 'Admitted', status: 'False', reason: 'WaitingForQuota', message });
  expect(await podsOf(JOBS.waiter)).toEqual([]);
  expect((await jobSetOf(JOBS.waiter))?.spec).toMatchObject({ suspend: true });
  await release(...(await podsOf(JOBS.holder)));
  const job = await ended(JOBS.waiter);
  expect(job.status).toMatchObject({ phase: 'Succeeded', message: `Succeeded in ${job.status?.duration}.` });
  expect(Date.parse(job.status?.startTime ?? '')).toBeGreaterThanOrEqual(Date.parse((await ended(JOBS.holder)).status?.completionTime ?? ''));
}, 180_000);
