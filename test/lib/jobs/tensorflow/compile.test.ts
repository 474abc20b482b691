import { TENSORFLOW_ROLES, type TensorFlowRole } from '../../../../lib/jobs/tensorflow/cluster';
import type { TensorFlowReplicas } from '../../../../lib/jobs/tensorflow/spec';
import { jobSetOf, mainOf, part, templateOf, tensorFlowJob } from '../../../builders/jobs';
import { programOf, variablesOf } from '../../../builders/kubelet';

type Counts = Partial<Record<TensorFlowRole, number>>;

interface TfConfig {
  readonly cluster: Record<string, string[]>;
  readonly task: { readonly type: string; readonly index: number };
}

/** Every combination of roles that has somebody to train. */
const COMBINATIONS: Counts[] = [0, 1].flatMap((chief) =>
  [0, 1, 3].flatMap((worker) => [0, 2].flatMap((ps) => [0, 1].map((evaluator) => present({ chief, worker, ps, evaluator })))),
).filter(({ chief = 0, worker = 0 }) => chief + worker > 0);

function present(counts: Required<Counts>): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function trained(counts: Counts): ReturnType<typeof jobSetOf> {
  const replicas = Object.fromEntries(Object.entries(counts).map(([role, count]) => [role, { count }]));
  return jobSetOf(tensorFlowJob({ replicas: replicas as TensorFlowReplicas }));
}

/** What a replica of a part reads from `TF_CONFIG`. */
function tfConfig(jobSet: ReturnType<typeof jobSetOf>, role: string, index: number): TfConfig | undefined {
  const text = variablesOf(templateOf(jobSet, role).spec?.containers[0] ?? {}, index).TF_CONFIG;
  return text === undefined ? undefined : (JSON.parse(text) as TfConfig);
}

describe.each(COMBINATIONS.filter((counts) => Object.values(counts).reduce((sum, count) => sum + count, 0) > 1))('a training with %j', (counts) => {
  const jobSet = trained(counts);
  const cases = Object.entries(counts).flatMap(([role, count]) => Array.from({ length: count }, (_, index) => ({ role, index })));

  test.each(cases)('tells $role $index its place among all others', ({ role, index }) => {
    const cluster = Object.fromEntries(
      Object.entries(counts)
        .filter(([member]) => member !== 'evaluator')
        .map(([member, count]) => [member, Array.from({ length: count }, (_, other) => `news-tf-${member}-0-${other}.news-tf:2222`)]),
    );
    expect(tfConfig(jobSet, role, index)).toEqual({ cluster, task: { type: role, index } });
  });

  test('makes one indexed Job for each part, of which no pod is tried again alone', () => {
    expect(jobSet.spec.replicatedJobs.map(({ name, replicas, template: { spec } }) => [name, replicas, spec?.completions, spec?.parallelism, spec?.backoffLimit, spec?.completionMode])).toEqual(
      TENSORFLOW_ROLES.filter((role) => counts[role]).map((role) => [role, 1, counts[role], counts[role], 0, 'Indexed']),
    );
  });

  test('has succeeded when the chief has, or worker 0 where there is no chief', () => {
    const leader = counts.chief ? 'chief' : 'worker';
    const parts = Object.keys(counts).length;
    expect(jobSet.spec.successPolicy).toEqual(parts > 1 ? { operator: 'All', targetReplicatedJobs: [leader] } : undefined);
    const early = Object.fromEntries(jobSet.spec.replicatedJobs.flatMap(({ name, template }) => (template.spec?.successPolicy ? [[name, template.spec.successPolicy]] : [])));
    expect(early).toEqual(leader === 'worker' && (counts.worker ?? 0) > 1 ? { worker: { rules: [{ succeededIndexes: '0' }] } } : {});
  });
});

test('the evaluator is no member of the cluster that it is told of', () => {
  const config = tfConfig(trained({ chief: 1, evaluator: 1 }), 'evaluator', 0);
  expect(config?.cluster).toEqual({ chief: ['news-tf-chief-0-0.news-tf:2222'] });
  expect(config?.task).toEqual({ type: 'evaluator', index: 0 });
});

test.each<[string, TensorFlowReplicas | undefined]>([
  ['nothing', undefined],
  ['no part', {}],
  ['one worker', { worker: {} }],
  ['one worker, counted', { worker: { count: 1 } }],
])('a training of which %s is said runs on one worker, and needs no TF_CONFIG', (_what, replicas) => {
  const jobSet = jobSetOf(tensorFlowJob({ replicas }));
  expect(jobSet.spec.replicatedJobs.map(({ name, template }) => [name, template.spec?.completions])).toEqual([['worker', 1]]);
  expect(jobSet.spec.successPolicy).toBeUndefined();
  expect(tfConfig(jobSet, 'worker', 0)).toBeUndefined();
});

test('a chief alone needs no TF_CONFIG either', () => {
  expect(tfConfig(trained({ chief: 1 }), 'chief', 0)).toBeUndefined();
});

test('TF_CONFIG comes after the index that it refers to', () => {
  const { env = [] } = templateOf(trained({ worker: 2 }), 'worker').spec?.containers[0] ?? {};
  const names = env.map(({ name }) => name);
  expect(names.indexOf('TF_CONFIG')).toBeGreaterThan(names.indexOf('DS_REPLICA_INDEX'));
  expect(names.indexOf('DS_REPLICA_INDEX')).toBeGreaterThanOrEqual(0);
});

test('hosts are names of the pods that JobSet makes, for the job of that name', () => {
  const jobSet = jobSetOf(tensorFlowJob({ replicas: { worker: { count: 2 } } }, { name: 'other' }));
  expect(jobSet.metadata.name).toBe('other-tf');
  expect(tfConfig(jobSet, 'worker', 1)?.cluster).toEqual({ worker: ['other-tf-worker-0-0.other-tf:2222', 'other-tf-worker-0-1.other-tf:2222'] });
  expect(jobSet.spec.network).toEqual({ enableDNSHostnames: true, publishNotReadyAddresses: true });
});

describe('sizes', () => {
  test("each part has its own, or the job's", () => {
    const jobSet = jobSetOf(tensorFlowJob({ size: 'GpuLarge', replicas: { chief: { size: 'GpuSmall' }, worker: { count: 2 }, ps: { size: 'CpuMedium' } } }));
    const sizes = jobSet.spec.replicatedJobs.map(({ name }) => {
      const { metadata, spec } = templateOf(jobSet, name);
      return [name, metadata?.labels?.['ds.bloomberg.com/size'], spec?.nodeSelector, spec?.containers[0]?.resources?.requests];
    });
    const gpu = { 'ds.bloomberg.com/node-pool': 'gpu' };
    expect(sizes).toEqual([
      ['chief', 'GpuSmall', gpu, { cpu: '4', memory: '16Gi', 'nvidia.com/gpu': '1' }],
      ['worker', 'GpuLarge', gpu, { cpu: '32', memory: '128Gi', 'nvidia.com/gpu': '4' }],
      ['ps', 'CpuMedium', { 'ds.bloomberg.com/node-pool': 'cpu' }, { cpu: '4', memory: '16Gi' }],
    ]);
  });
});

describe('failures', () => {
  test.each([
    [undefined, { maxRestarts: 0 }],
    [0, { maxRestarts: 0 }],
    [3, { maxRestarts: 3, restartStrategy: 'BlockingRecreate' }],
  ])('with backoffLimit %p the training as a whole is tried again so often', (backoffLimit, failurePolicy) => {
    const jobSet = jobSetOf(tensorFlowJob({ backoffLimit, replicas: { worker: { count: 2 } } }));
    expect(jobSet.spec.failurePolicy).toEqual(failurePolicy);
    expect(part(jobSet, 'worker').template.spec?.backoffLimit).toBe(0);
  });

  test('a training that ran out of time is not tried again', () => {
    const jobSet = jobSetOf(tensorFlowJob({ backoffLimit: 1, activeDeadlineSeconds: 600 }));
    expect(jobSet.spec.failurePolicy.rules).toEqual([{ name: 'deadline', action: 'FailJobSet', onJobFailureReasons: ['DeadlineExceeded'] }]);
    expect(part(jobSet, 'worker').template.spec?.activeDeadlineSeconds).toBe(600);
  });
});

test('every replica runs the module with the arguments', () => {
  const main = mainOf(tensorFlowJob({ args: '--name "two words" $(HOME)' }));
  expect(programOf(main)).toEqual(['python3', '-m', 'news.train', '--name', 'two words', '$(HOME)']);
});
