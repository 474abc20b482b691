import { pythonJob } from '../builders/jobs';
import { eventually, sandbox } from './support/cluster';
import { ended, jobSetOf, live, reached, removeJobs, start, stays } from './support/jobs';

const JOBS = {
  succeeded: pythonJob({ script: 'print("done")' }, { name: 'rest-succeeded' }),
  failed: pythonJob({ script: 'raise SystemExit(3)' }, { name: 'rest-failed' }),
  queued: pythonJob({ script: 'print("never")', size: 'CpuMedium', parallelism: 3 }, { name: 'rest-queued' }),
  suspended: pythonJob({ script: 'print("never")', suspend: true }, { name: 'rest-suspended' }),
};

const OPERATOR = ['--namespace=ds-platform', '--selector=app.kubernetes.io/name=ds-operator'];

beforeAll(async () => {
  await start(...Object.values(JOBS));
  await Promise.all([ended(JOBS.succeeded), ended(JOBS.failed), reached(JOBS.queued, 'Queued'), reached(JOBS.suspended, 'Suspended')]);
  // Kueue is the last to write: it notes which Workloads have ended.
  await eventually('nothing is written for some seconds', async () => {
    const before = JSON.stringify(await versions());
    await new Promise((resolve) => setTimeout(resolve, 3000));
    return JSON.stringify(await versions()) === before;
  });
}, 180_000);

afterAll(removeJobs, 90_000);

/** What changes with every write, of all jobs and their JobSets. */
async function versions(): Promise<unknown[]> {
  return Promise.all(
    Object.values(JOBS).map(async (job) => {
      const { metadata, status } = await live(job);
      const jobSet = await jobSetOf(job);
      return [metadata.name, status?.phase, metadata.resourceVersion, jobSet?.metadata.uid, jobSet?.metadata.resourceVersion];
    }),
  );
}

test('jobs that have ended, wait or are suspended are at rest: nobody writes them or their JobSets', async () => {
  expect((await stays(versions, 10)).map((job) => (job as unknown[]).slice(0, 2))).toEqual([
    ['rest-succeeded', 'Succeeded'],
    ['rest-failed', 'Failed'],
    ['rest-queued', 'Queued'],
    ['rest-suspended', 'Suspended'],
  ]);
}, 30_000);

test('another operator, which looks at every job anew, changes nothing', async () => {
  const before = await versions();
  await sandbox().kubectl(['delete', 'pods', ...OPERATOR, '--wait=true']);
  await sandbox().kubectl(['rollout', 'status', 'deployment/ds-operator', '--namespace=ds-platform', '--timeout=120s']);
  await eventually('it has looked at every job', async () => (await syncs()) >= Object.keys(JOBS).length);
  expect(await stays(versions, 3)).toEqual(before);
}, 180_000);

/** How often the operator that leads has looked at a PythonJob. */
async function syncs(): Promise<number> {
  const pods = (await sandbox().kubectl(['get', 'pods', ...OPERATOR, '-o', 'name'])).trim().split('\n');
  const counts = pods.map(async (pod) => {
    const metrics = await sandbox().kubectl(['get', '--raw', `/api/v1/namespaces/ds-platform/pods/${pod.replace('pod/', '')}:8080/proxy/metrics`]);
    return Number(/^ds_operator_sync_duration_seconds_count\{kind="PythonJob"\} (\d+)/m.exec(metrics)?.[1] ?? 0);
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}
