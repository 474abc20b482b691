import { sync } from '../../operator/sync';
import { readRequest, type SyncRequest } from '../../operator/request';
import { SPARK_CATALOG, sparkJob } from '../builders/jobs';
import { condition, jobSet, workload as jobSetWorkload } from '../builders/jobset';
import { related } from '../builders/pods';
import { CATALOG, NOW, request as trainingRequest } from './request';

const SUBMISSION = { 'sparkoperator.k8s.io/submission-id': 's1' };
const STARTED = '2026-01-01T11:00:00Z';

interface Parts {
  readonly spec?: Parameters<typeof sparkJob>[0];
  readonly status?: object;
  readonly suspend?: boolean;
  /** State of the SparkApplication; without it there is none. */
  readonly state?: string;
  readonly pods?: readonly object[];
  readonly workloads?: readonly object[];
}

/** A request about the SparkJob `news`, which was submitted once. */
function request({ spec, status, suspend = false, state, pods = [], workloads = [] }: Parts): SyncRequest {
  const application = {
    apiVersion: 'sparkoperator.k8s.io/v1beta2',
    kind: 'SparkApplication',
    metadata: { name: 'news-sp', uid: 'uid-of-the-application', creationTimestamp: STARTED },
    spec: { suspend },
    status: { applicationState: { state }, submissionID: 's1', executionAttempts: 1, lastSubmissionAttemptTime: STARTED, terminationTime: '2026-01-01T12:00:00Z' },
  };
  const byName = (objects: readonly object[]): object => Object.fromEntries(objects.map((object, index) => [String(index), object]));
  return readRequest({
    parent: { ...sparkJob({ size: 'CpuMedium', ...spec }, { namespace: 's-mlplatform' }), ...(status === undefined ? {} : { status }) },
    children: { 'SparkApplication.sparkoperator.k8s.io/v1beta2': state === undefined ? {} : { 'news-sp': application } },
    related: { 'Pod.v1': byName(pods), 'Workload.kueue.x-k8s.io/v1beta2': byName(workloads) },
  });
}

function pod(role: 'driver' | 'executor', conditions: readonly object[] = []): object {
  return { metadata: { name: `news-sp-${role}`, labels: { ...SUBMISSION, 'spark-role': role } }, status: { phase: 'Running', conditions } };
}

const DRAINED = [{ type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' }];

describe('a pod that goes with its node', () => {
  test.each(['RUNNING', 'FAILING', 'FAILED'])('the driver: the application makes way, and nothing counts, whatever Spark says (%s)', (state) => {
    const { status, children } = sync(request({ state, pods: [pod('driver', DRAINED), pod('executor')] }), SPARK_CATALOG, NOW);
    expect(children).toEqual([]);
    expect(status).toMatchObject({ phase: 'Pending', message: 'SparkApplication news-sp has lost its place on a node; the job will be started again.' });
  });

  test('an executor: Spark makes another', () => {
    const { status, children } = sync(request({ state: 'RUNNING', pods: [pod('driver'), pod('executor', DRAINED)] }), SPARK_CATALOG, NOW);
    expect(children).toHaveLength(1);
    expect(status.phase).toBe('Running');
  });

  test('the driver of one that has succeeded: it has', () => {
    expect(sync(request({ state: 'COMPLETED', pods: [pod('driver', DRAINED)] }), SPARK_CATALOG, NOW).status.phase).toBe('Succeeded');
  });
});

test('a job starts when the driver before is gone: the new one bears the same name', () => {
  const { status, children } = sync(request({ pods: [pod('driver')] }), SPARK_CATALOG, NOW);
  expect(children).toEqual([]);
  expect(status).toMatchObject({ phase: 'Pending', message: 'Accepted; it starts when pod news-sp-driver of its earlier run is gone.' });
  expect(sync(request({ pods: [pod('executor')] }), SPARK_CATALOG, NOW).children).toHaveLength(1);
});

describe('a queue that takes a workload away', () => {
  const workload = (active: boolean, reason: string): object => ({
    metadata: { name: 'sparkapplication-news-sp', ownerReferences: [{ kind: 'SparkApplication', name: 'news-sp', uid: 'uid-of-the-application' }] },
    spec: { active, queueName: 'default' },
    status: { conditions: [{ type: 'Evicted', status: 'True', reason, message: 'The workload is deactivated', lastTransitionTime: '2026-01-01T11:10:00Z' }] },
  });

  test('for good, at the deadline: the job has failed', () => {
    const late = request({ spec: { activeDeadlineSeconds: 600, backoffLimit: 2 }, status: { phase: 'Running', startTime: STARTED }, suspend: true, state: 'SUSPENDED', workloads: [workload(false, 'DeactivatedDueToMaximumExecutionTimeExceeded')] });
    const { status } = sync(late, SPARK_CATALOG, NOW);
    expect(status).toMatchObject({ phase: 'Failed', message: 'Ran longer than activeDeadlineSeconds (600).', startTime: STARTED, duration: '10m' });
    expect(status.conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'DeadlineExceeded' });
  });

  test.each([
    [false, 'Deactivated'],
    [true, 'Preempted'],
  ])('otherwise it waits (active: %s, %s)', (active, reason) => {
    expect(sync(request({ suspend: true, state: 'SUSPENDED', workloads: [workload(active, reason)] }), SPARK_CATALOG, NOW).status.phase).toBe('Queued');
  });
});

test('a queue that takes a JobSet away at the deadline ends the job, in its second try as in its first', () => {
  const evicted = condition('Evicted', 'True', '2026-01-01T10:20:00Z', ['DeactivatedDueToMaximumExecutionTimeExceeded', 'The workload is deactivated']);
  const suspended = jobSet({ suspend: true, restarts: 1, conditions: [condition('Suspended', 'True', '2026-01-01T10:20:00Z', ['SuspendedJobs'])] });
  const status = { phase: 'Running', startTime: '2026-01-01T10:10:00Z' };
  const late = trainingRequest({ spec: { activeDeadlineSeconds: 600, backoffLimit: 2 }, status, jobSet: suspended, related: related([], [jobSetWorkload([evicted], { active: false })]) });
  expect(sync(late, CATALOG, NOW).status).toMatchObject({ phase: 'Failed', message: 'Ran longer than activeDeadlineSeconds (600).', duration: '10m' });
});
