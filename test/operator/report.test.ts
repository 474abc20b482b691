import type { Catalog } from '../../lib/catalog/spec';
import { readSummary } from '../../lib/jobs/tune/report';
import { readExperimentStatus } from '../../operator/engines/experiment-report';
import type { Job } from '../../lib/jobs/job';
import { readRequest, type SyncRequest } from '../../operator/request';
import { sync } from '../../operator/sync';
import { hyperTune } from '../builders/jobs';
import { CREATED, NOW, CATALOG } from './request';

const COUNTS = { succeeded: 28, failed: 1, pruned: 1, running: 0 };
const BEST = { name: '17', value: 0.25, parameters: { lr: '0.01' } };

describe("a study's last words", () => {
  test('are read', () => {
    expect(readSummary(JSON.stringify({ trials: COUNTS, bestTrial: BEST }))).toEqual({ status: { trials: COUNTS, bestTrial: BEST }, message: 'Best: 0.25 in trial 17, with lr=0.01.' });
    expect(readSummary(JSON.stringify({ trials: COUNTS, message: 'all is lost' }))).toEqual({ status: { trials: COUNTS }, message: 'all is lost' });
  });

  test('are read though figures in them are not finite, and without those', () => {
    const text = JSON.stringify({ trials: { ...COUNTS, withoutResult: 2 }, bestTrial: { ...BEST, parameters: { lr: ': NaN,' }, metrics: { auc: 'X', f1: 'Y', ok: 1 } } });
    expect(readSummary(text.replace('"X"', 'NaN').replace('"Y"', '-Infinity'))?.status).toEqual({ trials: { ...COUNTS, withoutResult: 2 }, bestTrial: { ...BEST, parameters: { lr: ': NaN,' }, metrics: { ok: 1 } } });
    expect(readSummary(`{"trials":${JSON.stringify(COUNTS)},"bestTrial":{"name":"1","value":1e999}}`)?.status).toEqual({ trials: COUNTS });
  });

  test.each([[''], ['Traceback'], ['[]'], ['{}'], ['{"trials": {"succeeded": -1}}'], ['null']])('are not taken from %j', (message) => {
    expect(readSummary(message)).toBeUndefined();
  });

  test('name a few parameters in their sentence', () => {
    const parameters = { a: '1', b: '2', c: '3', d: '4', e: '5' };
    expect(readSummary(JSON.stringify({ trials: COUNTS, bestTrial: { ...BEST, parameters } }))?.message).toBe('Best: 0.25 in trial 17, with a=1 b=2 c=3 d=4 ….');
  });
});

test("Katib's status is read", () => {
  const status = {
    trialsSucceeded: 3,
    trialsFailed: 1,
    trialMetricsUnavailable: 1,
    trialsRunning: 2,
    currentOptimalTrial: {
      bestTrialName: 'news-ht-abcd1234',
      parameterAssignments: [{ name: 'lr', value: '0.01' }],
      observation: { metrics: [{ name: 'loss', latest: '0.25', min: '0.2', max: '1' }, { name: 'accuracy', latest: '0.9' }] },
    },
  };
  expect(readExperimentStatus(status, 'loss').status).toEqual({
    trials: { succeeded: 3, failed: 2, pruned: 0, running: 2 },
    bestTrial: { name: 'news-ht-abcd1234', value: 0.25, parameters: { lr: '0.01' }, metrics: { accuracy: 0.9 } },
  });
});

const PLATFORM: Catalog = { ...CATALOG, runtimes: { 'python-3': { image: 'registry.test/python:3', language: 'python', version: '3' } }, engines: ['katib'] };

function request(job: Job, child: object | undefined, pods: Record<string, object> = {}): SyncRequest {
  const children = child === undefined ? {} : { [`${(child as Job).kind}.${(child as Job).apiVersion}`]: { 'news-ht': child } };
  return readRequest({ parent: { ...job, metadata: { ...job.metadata, namespace: 's-mlplatform', uid: 'u', creationTimestamp: CREATED } }, children, related: { 'Pod.v1': pods } });
}

const jobSet = (condition: string, since: string) => ({
  apiVersion: 'jobset.x-k8s.io/v1alpha2',
  kind: 'JobSet',
  metadata: { name: 'news-ht', uid: 'set', creationTimestamp: CREATED },
  status: { conditions: [{ type: condition, status: 'True', reason: 'x', message: 'y', lastTransitionTime: since }] },
});

const studyPod = (message: string, exitCode: number) => ({
  metadata: { name: 'news-ht-study-0-0-abcde', labels: { 'jobset.sigs.k8s.io/jobset-uid': 'set', 'batch.kubernetes.io/job-name': 'news-ht-study-0', 'batch.kubernetes.io/job-completion-index': '0' } },
  spec: { containers: [{ name: 'main' }] },
  status: { phase: exitCode === 0 ? 'Succeeded' : 'Failed', containerStatuses: [{ name: 'main', state: { terminated: { exitCode, message } } }] },
});

describe('the operator', () => {
  test('tells what a study has found', () => {
    const pods = { a: studyPod(JSON.stringify({ trials: COUNTS, bestTrial: BEST }), 0) };
    const { status } = sync(request(hyperTune(), jobSet('Completed', '2026-01-01T10:01:00Z'), pods), PLATFORM, NOW);
    expect(status).toMatchObject({ phase: 'Succeeded', message: 'Succeeded in 1m. Best: 0.25 in trial 17, with lr=0.01.', bestTrial: BEST, trials: COUNTS });
  });

  test('waits for it a little while', () => {
    const answer = (since: string) => sync(request(hyperTune(), jobSet('Completed', since)), PLATFORM, NOW);
    expect(answer('2026-01-01T11:59:58Z')).toMatchObject({ status: { phase: 'Running', message: 'Succeeded; what it found is being looked for.' }, resyncAfterSeconds: 2 });
    expect(answer('2026-01-01T11:59:00Z').status).toMatchObject({ phase: 'Succeeded' });
  });

  test('tells why it has failed, in its own words', () => {
    const pods = { a: studyPod(JSON.stringify({ trials: COUNTS, message: '3 trials failed' }), 3) };
    const { status } = sync(request(hyperTune(), jobSet('Failed', '2026-01-01T10:01:00Z'), pods), PLATFORM, NOW);
    expect(status).toMatchObject({ phase: 'Failed', message: '3 trials failed', trials: COUNTS });
    expect(status.conditions?.at(-1)).toMatchObject({ type: 'Failed', reason: 'TrialsFailed' });
  });

  test("follows Katib's Experiment from its making to its end", () => {
    const tune = hyperTune({ engine: 'katib' });
    const made = sync(request(tune, undefined), PLATFORM, NOW);
    expect(made.children).toMatchObject([{ kind: 'Experiment', metadata: { name: 'news-ht' } }]);
    expect(made.status).toMatchObject({ phase: 'Pending' });
    const experiment = (status: object) => ({ apiVersion: 'kubeflow.org/v1beta1', kind: 'Experiment', metadata: { name: 'news-ht', uid: 'e', creationTimestamp: CREATED }, spec: { objective: { objectiveMetricName: 'loss' } }, status });
    const running = sync(request(tune, experiment({ trialsRunning: 3 })), PLATFORM, NOW);
    expect(running.status).toMatchObject({ phase: 'Running', trials: { succeeded: 0, failed: 0, pruned: 0, running: 3 } });
    const condition = (type: string, message: string) => ({ conditions: [{ type, status: 'True', reason: `Experiment${type}`, message, lastTransitionTime: '2026-01-01T10:02:00Z' }] });
    const done = sync(request(tune, experiment({ ...condition('Succeeded', 'done'), trialsSucceeded: 12 })), PLATFORM, NOW);
    expect(done.status).toMatchObject({ phase: 'Succeeded', trials: { succeeded: 12 }, engine: { kind: 'Experiment', name: 'news-ht' } });
    const failed = sync(request(tune, experiment({ ...condition('Failed', 'max failed count has reached'), trialsFailed: 3 })), PLATFORM, NOW);
    expect(failed.status).toMatchObject({ phase: 'Failed', message: expect.stringContaining('max failed count has reached') });
  });
});
