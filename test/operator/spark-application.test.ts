import { SPARK_APPLICATION } from '../../operator/engines/spark-application';

const APPLICATION = {
  apiVersion: 'sparkoperator.k8s.io/v1beta2',
  kind: 'SparkApplication',
  metadata: { name: 'pi-sp', uid: 'u1', creationTimestamp: '2026-01-01T00:00:00Z', labels: { 'kueue.x-k8s.io/queue-name': 'default' } },
  spec: { suspend: false },
};

function read(status: object, spec: object = {}): ReturnType<typeof SPARK_APPLICATION.read> {
  return SPARK_APPLICATION.read({ ...APPLICATION, spec: { ...APPLICATION.spec, ...spec }, status });
}

test('one that waits for quota is suspended', () => {
  expect(read({}, { suspend: true })).toMatchObject({ suspended: true, started: undefined, active: false, end: undefined, queue: 'default' });
  expect(read({ applicationState: { state: 'SUSPENDING' } })).toMatchObject({ suspended: true });
});

test('one that runs has the pods of its submission', () => {
  const status = { applicationState: { state: 'RUNNING' }, submissionID: 's1', executionAttempts: 1, lastSubmissionAttemptTime: '2026-01-01T00:00:10Z' };
  expect(read(status)).toMatchObject({
    suspended: false,
    started: '2026-01-01T00:00:10Z',
    active: true,
    restarts: 0,
    end: undefined,
    pods: { labels: { 'sparkoperator.k8s.io/submission-id': 's1' }, group: 'spark-role' },
  });
});

test.each(['FAILING', 'PENDING_RERUN', 'SUBMISSION_FAILED', 'SUCCEEDING', 'UNKNOWN'])('%s is not the end', (state) => {
  expect(read({ applicationState: { state }, executionAttempts: 2 })).toMatchObject({ end: undefined, restarts: 1 });
});

test('its end is the driver\'s', () => {
  const ended = (state: string, errorMessage?: string) => read({ applicationState: { state, errorMessage }, terminationTime: '2026-01-01T00:01:00Z' })?.end;
  expect(ended('COMPLETED')).toMatchObject({ failed: false, since: '2026-01-01T00:01:00Z' });
  expect(ended('FAILED', 'driver container failed with ExitCode: 1, Reason: Error')).toMatchObject({ failed: true, message: 'driver container failed with ExitCode: 1, Reason: Error', firstFailed: 'driver' });
});

test('what is no application tells nothing', () => {
  expect(SPARK_APPLICATION.read({ kind: 'SparkApplication' })).toBeUndefined();
});
