import { jobSetOf, mainOf, part, pythonJob, templateOf } from '../../../builders/jobs';
import { programOf, variablesOf } from '../../../builders/kubelet';

test('runs a module with its arguments', () => {
  expect(programOf(mainOf(pythonJob({ args: ['--day', '$(date)', 'a b'] })))).toEqual(['python3', '-m', 'news.index', '--day', '$(date)', 'a b']);
});

test('runs a script with its arguments, as it was written', () => {
  const script = 'import sys\nprint("$(HOME)", \'$$\', sys.argv[1:])\n';
  expect(programOf(mainOf(pythonJob({ script, args: 'one "two three"' })))).toEqual(['python3', '-c', script, 'one', 'two three']);
});

test.each([
  [{}, { completions: 1, parallelism: 1 }],
  [{ parallelism: 4 }, { completions: 4, parallelism: 4 }],
  [{ parallelism: 4, completions: 10 }, { completions: 10, parallelism: 4 }],
  [{ completions: 10 }, { completions: 10, parallelism: 1 }],
])('%j gives an indexed Job with %j', (spec, expected) => {
  const jobSet = jobSetOf(pythonJob(spec));
  expect(jobSet.spec.replicatedJobs).toHaveLength(1);
  expect(part(jobSet, 'main')).toMatchObject({ replicas: 1, template: { spec: { completionMode: 'Indexed', ...expected } } });
});

test('each pod knows its number, how many there are, and where pod 0 is', () => {
  const container = mainOf(pythonJob({ parallelism: 2, completions: 5 }));
  expect(variablesOf(container, 3)).toMatchObject({ DS_REPLICA_INDEX: '3', DS_REPLICA_COUNT: '5', DS_LEADER_HOST: 'news-py-main-0-0.news-py' });
});

describe('failures', () => {
  test('a pod is tried again alone, as often as backoffLimit says; the set is not', () => {
    const jobSet = jobSetOf(pythonJob({ backoffLimit: 5, parallelism: 3 }));
    expect(part(jobSet, 'main').template.spec?.backoffLimit).toBe(5);
    expect(jobSet.spec.failurePolicy).toEqual({ maxRestarts: 0 });
  });

  test('no pod is tried again unless told so', () => {
    expect(part(jobSetOf(pythonJob()), 'main').template.spec?.backoffLimit).toBe(0);
  });

  test('a pod that its node has lost is not counted', () => {
    expect(part(jobSetOf(pythonJob()), 'main').template.spec?.podFailurePolicy).toEqual({
      rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    });
    // Kubernetes takes a failure policy only together with this.
    expect(templateOf(jobSetOf(pythonJob())).spec?.restartPolicy).toBe('Never');
  });
});

test('a job with a deadline ends at it, and is then failed for good', () => {
  const jobSet = jobSetOf(pythonJob({ activeDeadlineSeconds: 3600 }));
  expect(part(jobSet, 'main').template.spec?.activeDeadlineSeconds).toBe(3600);
  expect(jobSet.spec.failurePolicy.rules).toEqual([{ name: 'deadline', action: 'FailJobSet', onJobFailureReasons: ['DeadlineExceeded'] }]);
});

test.each([[0], [86400]])('pods are removed %d seconds after the end', (ttlSecondsAfterFinished) => {
  expect(jobSetOf(pythonJob({ ttlSecondsAfterFinished })).spec.ttlSecondsAfterFinished).toBe(ttlSecondsAfterFinished);
});

test('pods are kept, and may run for ever, unless told otherwise', () => {
  const jobSet = jobSetOf(pythonJob());
  expect(jobSet.spec).not.toHaveProperty('ttlSecondsAfterFinished');
  expect(part(jobSet, 'main').template.spec).not.toHaveProperty('activeDeadlineSeconds');
  expect(jobSet.spec.failurePolicy).not.toHaveProperty('rules');
});

test('is queued where it says, with the priority that it names', () => {
  expect(jobSetOf(pythonJob({ queue: 'nightly', priority: 'high' })).metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'nightly', 'kueue.x-k8s.io/priority-class': 'high' });
  const labels = jobSetOf(pythonJob()).metadata.labels;
  expect(labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'default' });
  expect(labels).not.toHaveProperty('kueue.x-k8s.io/priority-class');
});

test('is of the namespace of the job, and leaves to Kueue what is Kueue\'s', () => {
  const jobSet = jobSetOf(pythonJob({}, { namespace: 's-mlplatform' }));
  expect(jobSet.metadata).toMatchObject({ name: 'news-py', namespace: 's-mlplatform' });
  expect(jobSet.spec).not.toHaveProperty('suspend');
  expect(templateOf(jobSet).spec).not.toHaveProperty('schedulingGates');
});
