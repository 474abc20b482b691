import type { JobStatus } from '../../lib/jobs/common/status';
import { sync } from '../../operator/sync';
import { completed, condition, failed, jobSet, JOBSET_UID, queued, resumed, workload } from '../builders/jobset';
import { ended, pod, related } from '../builders/pods';
import { CATALOG, CREATED, EMPTY_CATALOG, NOW, request, type RequestParts } from './request';

const KEPT = [{ apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', metadata: { name: 'news-tf' } }];
const ENGINE = { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', name: 'news-tf', uid: JOBSET_UID };

const FINAL: JobStatus & { conditions: object[] } = {
  phase: 'Failed',
  message: 'As it was.',
  completionTime: '2026-01-01T11:59:00Z',
  conditions: [],
  observedGeneration: 1,
};

function conditionOf(status: JobStatus, type: string) {
  return status.conditions?.find((one) => one.type === type);
}

describe('a job without a JobSet', () => {
  test('gets the compiled JobSet, which holds nothing of Kueue', () => {
    const { status, children, resyncAfterSeconds } = sync(request(), CATALOG, NOW);
    expect(children).toHaveLength(1);
    expect(children[0]).toMatchObject({ kind: 'JobSet', metadata: { name: 'news-tf', namespace: 's-mlplatform' } });
    expect(children[0]).not.toHaveProperty('spec.suspend');
    expect(status.phase).toBe('Pending');
    expect(conditionOf(status, 'Accepted')).toEqual({ type: 'Accepted', status: 'True', reason: 'Valid', message: 'The spec is valid.', lastTransitionTime: CREATED });
    expect(resyncAfterSeconds).toBeUndefined();
  });

  test('gets it again when it was deleted before the end', () => {
    const running = sync(request({ jobSet: jobSet({ conditions: [resumed()] }) }), CATALOG, NOW).status;
    expect(sync(request({ status: running }), CATALOG, NOW).children).toHaveLength(1);
  });

  test('gets it only when the Workload of the one before is gone: Kueue would take that for its own', () => {
    const { status, children, resyncAfterSeconds } = sync(request({ related: related([], [workload([])]) }), CATALOG, NOW);
    expect(children).toEqual([]);
    expect(status).toMatchObject({ phase: 'Pending', message: 'Accepted; it starts when the queue has let go of its earlier JobSet.' });
    expect(resyncAfterSeconds).toBeUndefined();
  });

  test('gets it although a job of another kind has its name, and a Workload', () => {
    const other = { ...workload([]), metadata: { name: 'jobset-news-py-1a2b3', ownerReferences: [{ kind: 'JobSet', name: 'news-py', uid: 'other', controller: true }] } };
    expect(sync(request({ related: related([], [other]) }), CATALOG, NOW).children).toHaveLength(1);
  });

  test('gets it although somebody keeps a Workload that belongs to no JobSet', () => {
    const orphan = { ...workload([]), metadata: { name: 'orphan' } };
    expect(sync(request({ related: related([], [orphan]) }), CATALOG, NOW).children).toHaveLength(1);
  });

  test('is invalid with every error when the spec or the catalog is wrong', () => {
    const { status, children, resyncAfterSeconds } = sync(request({ spec: { size: 'Huge', framework: 'fortran' } }), CATALOG, NOW);
    expect(children).toEqual([]);
    expect(resyncAfterSeconds).toBeUndefined();
    expect(status.phase).toBe('Invalid');
    const message = conditionOf(status, 'Accepted')?.message;
    expect(message).toContain('spec.size: ');
    expect(message).toContain('spec.framework: ');
    expect(conditionOf(status, 'Accepted')).toMatchObject({ status: 'False', reason: 'InvalidSpec', lastTransitionTime: CREATED });
  });

  test('recovers from being invalid when the catalog changes', () => {
    const invalid = sync(request(), EMPTY_CATALOG, NOW).status;
    const later = new Date('2026-01-01T12:30:00Z');
    const { status, children } = sync(request({ status: invalid }), CATALOG, later);
    expect(children).toHaveLength(1);
    expect(conditionOf(status, 'Accepted')).toMatchObject({ status: 'True', lastTransitionTime: '2026-01-01T12:30:00Z' });
  });

  test('is not asked for while it is suspended', () => {
    const { status, children } = sync(request({ spec: { suspend: true } }), CATALOG, NOW);
    expect(children).toEqual([]);
    expect(status.phase).toBe('Suspended');
  });

  test('is invalid rather than suspended when it could not start anyway', () => {
    expect(sync(request({ spec: { suspend: true } }), EMPTY_CATALOG, NOW).status.phase).toBe('Invalid');
  });
});

describe('a job with a JobSet', () => {
  test.each<[string, RequestParts, string, string]>([
    ['waits for quota', { jobSet: queued() }, 'Queued', 'Waiting for quota in queue default.'],
    ['starts its pods', { jobSet: jobSet({ conditions: [resumed()] }) }, 'Pending', 'Admitted; its pods are starting.'],
    ['runs', { jobSet: jobSet({ conditions: [resumed()] }), related: related([pod()]) }, 'Running', 'Running.'],
    ['runs where its pods are not seen', { jobSet: jobSet({ parts: [{ name: 'worker', ready: 1 }] }) }, 'Running', 'Running.'],
    ['runs again', { jobSet: jobSet({ restarts: 2 }), related: related([pod()]) }, 'Running', 'Running, after 2 restarts.'],
    ['is being deleted', { jobSet: jobSet({ deletionTimestamp: CREATED }) }, 'Pending', 'JobSet news-tf was deleted; the job will be started again.'],
  ])('%s', (_name, parts, phase, message) => {
    const response = sync(request(parts), CATALOG, NOW);
    expect(response.status).toMatchObject({ phase, message, engine: ENGINE });
    expect(response.children).toEqual(KEPT);
  });

  test('keeps it whatever the catalog says now', () => {
    const response = sync(request({ jobSet: jobSet() }), EMPTY_CATALOG, NOW);
    expect(response.children).toEqual(KEPT);
    expect(conditionOf(response.status, 'Accepted')?.status).toBe('True');
  });

  test('loses it when it is suspended', () => {
    const response = sync(request({ spec: { suspend: true }, jobSet: jobSet() }), CATALOG, NOW);
    expect(response.children).toEqual([]);
    expect(response.status).toMatchObject({ phase: 'Suspended' });
    expect(response.status.engine).toBeUndefined();
  });

  test('started when the JobSet was resumed, else when it was made', () => {
    expect(sync(request({ jobSet: jobSet({ conditions: [resumed()] }) }), CATALOG, NOW).status.startTime).toBe('2026-01-01T10:05:00Z');
    expect(sync(request({ jobSet: jobSet() }), CATALOG, NOW).status.startTime).toBe('2026-01-01T10:00:05Z');
    expect(sync(request({ jobSet: queued() }), CATALOG, NOW).status.startTime).toBeUndefined();
  });

  test('counts restarts of the whole and of its parts', () => {
    const observed = jobSet({ restarts: 1, parts: [{ name: 'worker', jobRestarts: [2, 0] }] });
    expect(sync(request({ jobSet: observed }), CATALOG, NOW).status.restarts).toBe(3);
  });
});

describe('a job whose JobSet has ended', () => {
  test('has succeeded, with times', () => {
    const { status, children } = sync(request({ jobSet: completed() }), EMPTY_CATALOG, NOW);
    expect(children).toEqual(KEPT);
    expect(status).toMatchObject({
      phase: 'Succeeded',
      message: 'Succeeded in 1h2m3s.',
      startTime: '2026-01-01T10:05:00Z',
      completionTime: '2026-01-01T11:07:03Z',
      duration: '1h2m3s',
      engine: ENGINE,
    });
    expect(conditionOf(status, 'Complete')).toMatchObject({ status: 'True', lastTransitionTime: '2026-01-01T11:07:03Z' });
  });

  test('has ended even if it was suspended meanwhile', () => {
    expect(sync(request({ jobSet: completed(), spec: { suspend: true } }), CATALOG, NOW)).toMatchObject({ status: { phase: 'Succeeded' }, children: KEPT });
  });

  test('fails with the reason that its pods give', () => {
    const pods = related([pod({ phase: 'Failed', states: { main: ended(3, 'boom') } })]);
    const { status } = sync(request({ jobSet: failed(), related: pods }), CATALOG, NOW);
    expect(status).toMatchObject({ phase: 'Failed', completionTime: '2026-01-01T10:20:00Z', duration: '15m' });
    expect(conditionOf(status, 'Failed')).toMatchObject({ status: 'True', reason: 'ModuleFailed', message: status.message });
  });

  test('waits a moment for pods that were not seen to fail, then fails without them', () => {
    const soon = sync(request({ jobSet: failed() }), CATALOG, new Date('2026-01-01T10:20:03Z'));
    expect(soon).toMatchObject({ status: { phase: 'Running' }, children: KEPT, resyncAfterSeconds: 2 });
    expect(soon.status.completionTime).toBeUndefined();
    const later = sync(request({ jobSet: failed(), status: soon.status }), CATALOG, new Date('2026-01-01T10:20:11Z'));
    expect(later.status).toMatchObject({ phase: 'Failed', completionTime: '2026-01-01T10:20:00Z' });
    expect(later.status.message).toContain('jobset failed due to reaching max number of restarts');
  });
});

describe('a job whose end is recorded', () => {
  test.each(['Succeeded', 'Failed'] as const)('keeps its status and is never started again: %s', (phase) => {
    const status = { ...FINAL, phase };
    for (const parts of [{}, { jobSet: jobSet() }, { spec: { suspend: true } }, { spec: { size: 'Gone' } }]) {
      const response = sync(request({ status, ...parts }), EMPTY_CATALOG, NOW);
      expect(response.status).toEqual(status);
      expect(response.children).toEqual('jobSet' in parts ? KEPT : []);
      expect(response.resyncAfterSeconds).toBeUndefined();
    }
  });

  test.each([
    [300, KEPT, 240],
    [60, [], undefined],
    [0, [], undefined],
  ])('keeps its JobSet for ttlSecondsAfterFinished (%p) from the end', (ttlSecondsAfterFinished, children, resyncAfterSeconds) => {
    const response = sync(request({ spec: { ttlSecondsAfterFinished }, status: FINAL, jobSet: completed() }), CATALOG, NOW);
    expect(response).toEqual({ status: FINAL, children, ...(resyncAfterSeconds === undefined ? {} : { resyncAfterSeconds }) });
  });

  test('does not remove itself: it could be gone before its end is seen, and the job would run again', () => {
    const [made] = sync(request({ spec: { ttlSecondsAfterFinished: 0 } }), CATALOG, NOW).children;
    expect(made).toMatchObject({ kind: 'JobSet' });
    expect(made).not.toHaveProperty('spec.ttlSecondsAfterFinished');
  });

  test('is not removed before its end is recorded, however short its time to live', () => {
    expect(sync(request({ spec: { ttlSecondsAfterFinished: 0 }, jobSet: completed() }), CATALOG, NOW).children).toEqual(KEPT);
  });
});

describe('conditions', () => {
  test('keep their time as long as their status stays', () => {
    const first = sync(request({ jobSet: queued() }), CATALOG, NOW).status;
    expect(conditionOf(first, 'Admitted')).toMatchObject({ status: 'False', reason: 'WaitingForQuota', lastTransitionTime: '2026-01-01T10:00:06Z' });
    const admitted = sync(request({ jobSet: jobSet({ conditions: [resumed()] }), status: first }), CATALOG, NOW).status;
    expect(conditionOf(admitted, 'Admitted')).toMatchObject({ status: 'True', lastTransitionTime: '2026-01-01T10:05:00Z' });
    const evicted = jobSet({ suspend: true, conditions: [condition('Suspended', 'False', '2026-01-01T10:05:00Z')] });
    const again = sync(request({ jobSet: evicted, status: admitted }), CATALOG, NOW).status;
    expect(conditionOf(again, 'Admitted')).toMatchObject({ status: 'False', lastTransitionTime: '2026-01-01T12:00:00Z' });
    expect(conditionOf(again, 'Accepted')?.lastTransitionTime).toBe(CREATED);
  });
});
