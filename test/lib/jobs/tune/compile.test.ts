import type { V1EnvVar } from '@kubernetes/client-node';
import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { Catalog } from '../../../../lib/catalog/spec';
import { compileJob, podGroupsOf } from '../../../../lib/jobs/job';
import programs from '../../../../lib/programs/hyper-tune.json';
import { hyperTune, jobSetOf, part, templateOf } from '../../../builders/jobs';
import { variablesOf, wordsOf } from '../../../builders/kubelet';
import { violations } from '../../../builders/pod-security';

const CATALOG: Catalog = { ...DEFAULT_CATALOG, engines: ['katib'] };
const main = (role: string, tune = hyperTune()) => templateOf(jobSetOf(tune), role).spec!.containers[0]!;
const json = (container: { env?: V1EnvVar[] }, name: string) => JSON.parse(container.env?.find((variable) => variable.name === name)?.value?.replaceAll('$$', '$') ?? 'null') as object;

describe('optuna', () => {
  test('is a pod that keeps the study, and as many workers as trials run at a time', () => {
    const jobSet = jobSetOf(hyperTune({ parallelTrialCount: 5 }));
    expect(jobSet.metadata.name).toBe('news-ht');
    expect(jobSet.spec.replicatedJobs.map(({ name, template }) => [name, template.spec?.completions, template.spec?.parallelism])).toEqual([['study', 1, 1], ['worker', 5, 5]]);
    expect(jobSet.spec.successPolicy).toEqual({ operator: 'All', targetReplicatedJobs: ['study'] });
    expect(jobSet.spec.failurePolicy).toEqual({ maxRestarts: 0 });
    expect(part(jobSetOf(hyperTune({ maxTrialCount: 2 })), 'worker').template.spec?.completions).toBe(2);
  });

  test('a worker runs the command that the trial would have alone, with places for the values', () => {
    const words = wordsOf(main('worker'));
    expect(words[0]).toBe('python3');
    expect(words.slice(3)).toEqual(['python3', '-m', 'news.train', '--lr', '${trialParameters.lr}']);
    expect(words[2]).toBe(programs.worker);
    expect(variablesOf(main('worker'), 1)).toMatchObject({ DS_JOB_NAME: 'news', DS_REPLICA_INDEX: '1', DS_STUDY_URL: 'http://news-ht-study-0-0.news-ht:8080' });
  });

  test('a worker has the identity, packages, variables and size that the trial has, from wherever they are said', () => {
    const trial = { kind: 'PythonJob', spec: { module: 'a', args: ['${trialParameters.lr}'], pipPackages: ['six'], env: [{ name: 'RATE', value: '${trialParameters.lr}' }] } };
    const tune = hyperTune({ trial, identities: [{ hadoop: { id: 'davideis' } }], priority: 'high', queue: 'nightly' });
    const jobSet = jobSetOf(tune);
    expect(jobSet.metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'nightly', 'kueue.x-k8s.io/priority-class': 'high' });
    const pod = templateOf(jobSet, 'worker');
    expect(pod.spec?.initContainers?.map(({ name }) => name)).toContain('environment');
    expect(wordsOf(pod.spec!.containers[0]!)[0]).toBe('/opt/ds/environment/bin/python');
    expect(variablesOf(pod.spec!.containers[0]!)).toMatchObject({ RATE: '${trialParameters.lr}', HADOOP_USER_NAME: 'davideis' });
    expect(pod.metadata?.labels).toMatchObject({ 'ds.bloomberg.com/job-kind': 'HyperTune', 'ds.bloomberg.com/job-name': 'news', 'ds.bloomberg.com/role': 'worker', 'ds.bloomberg.com/size': 'CpuSmall' });
  });

  test('the study is told all that it decides by, and knows nothing of the trial', () => {
    const tune = hyperTune({ objective: { type: 'maximize', objectiveMetricName: 'accuracy', goal: 0.9 }, maxFailedTrialCount: 2, env: [{ name: 'A', value: 'b' }] });
    const keeper = main('study', tune);
    expect(json(keeper, 'DS_STUDY')).toEqual({
      objective: { type: 'maximize', objectiveMetricName: 'accuracy', goal: 0.9 },
      algorithm: { algorithmName: 'tpe' },
      parameters: [{ name: 'lr', parameterType: 'double', feasibleSpace: { min: '0.001', max: '0.1' } }],
      maxTrialCount: 12,
      parallelTrialCount: 3,
      maxFailedTrialCount: 2,
    });
    expect(keeper.env?.map(({ name }) => name)).not.toContain('A');
    expect(templateOf(jobSetOf(tune), 'study').spec?.initContainers?.[0]?.env).toContainEqual({ name: 'DS_REQUIREMENTS', value: 'optuna==5.0.0\ncmaes==0.13.1' });
  });

  test('the study is in plain Python, in the smallest size without GPUs, unless told otherwise', () => {
    const trial = { kind: 'TensorFlowJob', spec: { module: 'a', args: '${trialParameters.lr}' } };
    const tune = hyperTune({ framework: 'tensorflow-2-python-3', size: 'GpuLarge', trial });
    expect(main('study', tune)).toMatchObject({ image: 'docker.io/library/python:3.13-slim-bookworm', resources: { limits: { cpu: '1', memory: '4Gi' } } });
    expect(main('worker', tune)).toMatchObject({ image: 'docker.io/tensorflow/tensorflow:2.21.0-gpu', resources: { limits: { 'nvidia.com/gpu': '4' } } });
    expect(podGroupsOf(tune, DEFAULT_CATALOG)).toEqual([{ role: 'study', count: 1, size: 'CpuSmall' }, { role: 'worker', count: 3, size: 'GpuLarge' }]);
    expect(main('study', hyperTune({ studySize: 'CpuLarge' }))).toMatchObject({ resources: { limits: { cpu: '16' } } });
  });

  test('what would fail again is not tried again; what a fault has ended is', () => {
    const jobSet = jobSetOf(hyperTune());
    const study = part(jobSet, 'study').template.spec;
    expect(study?.backoffLimit).toBe(6);
    expect(study?.podFailurePolicy?.rules).toEqual([
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { containerName: 'environment', operator: 'NotIn', values: [0] } },
      { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [3] } },
    ]);
    // Each of three failed trials may cost two pods.
    expect(part(jobSet, 'worker').template.spec?.backoffLimit).toBe(15);
  });

  test('all pods are restricted', () => {
    for (const role of ['study', 'worker']) expect(violations(templateOf(jobSetOf(hyperTune({ pipPackages: ['six'] })), role))).toEqual([]);
  });
});

describe('katib', () => {
  const tune = hyperTune(
    {
      engine: 'katib',
      objective: { type: 'minimize', objectiveMetricName: 'loss', goal: 0.01, additionalMetricNames: ['accuracy'] },
      earlyStopping: { algorithmName: 'medianstop' },
      queue: 'nightly',
    },
    { namespace: 's-mlplatform', annotations: { 'ai.bloomberg.com/project': 'foo' } },
  );

  test('is an Experiment whose trials are jobs of ours', () => {
    expect(compileJob(tune, CATALOG)).toEqual([
      {
        apiVersion: 'kubeflow.org/v1beta1',
        kind: 'Experiment',
        metadata: {
          name: 'news-ht',
          namespace: 's-mlplatform',
          labels: { 'app.kubernetes.io/managed-by': 'ds-platform', 'ds.bloomberg.com/job-kind': 'HyperTune', 'ds.bloomberg.com/job-name': 'news' },
          annotations: { 'ai.bloomberg.com/project': 'foo' },
        },
        spec: {
          objective: {
            type: 'minimize',
            objectiveMetricName: 'loss',
            goal: 0.01,
            additionalMetricNames: ['accuracy'],
            metricStrategies: [{ name: 'loss', value: 'latest' }, { name: 'accuracy', value: 'latest' }],
          },
          algorithm: { algorithmName: 'tpe' },
          earlyStopping: { algorithmName: 'medianstop' },
          parameters: [{ name: 'lr', parameterType: 'double', feasibleSpace: { min: '0.001', max: '0.1' } }],
          maxTrialCount: 12,
          parallelTrialCount: 3,
          maxFailedTrialCount: 3,
          resumePolicy: 'Never',
          metricsCollectorSpec: { collector: { kind: 'StdOut' } },
          trialTemplate: {
            retain: true,
            primaryContainerName: 'main',
            primaryPodLabels: { 'ds.bloomberg.com/role': 'main', 'batch.kubernetes.io/job-completion-index': '0' },
            successCondition: 'status.[@this].#(phase=="Succeeded")#',
            failureCondition: 'status.[@this].#(phase=="Failed")#',
            trialParameters: [{ name: 'lr', reference: 'lr' }],
            trialSpec: {
              apiVersion: 'ds.bloomberg.com/v1',
              kind: 'PythonJob',
              metadata: { annotations: { 'ai.bloomberg.com/project': 'foo' } },
              spec: { framework: 'python-3', size: 'CpuSmall', queue: 'nightly', module: 'news.train', args: ['--lr', '${trialParameters.lr}'] },
            },
          },
        },
      },
    ]);
  });

  test('its pods are those of all trials that run at the same time', () => {
    expect(podGroupsOf(tune, CATALOG)).toEqual([{ role: 'main', count: 3, size: 'CpuSmall' }]);
  });
});

test('a suspended one has its study alone, from which it goes on', () => {
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: expect.objectContaining({ name: 'news-ht-study' }) as object, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
  expect(compileJob(hyperTune({ suspend: true }), DEFAULT_CATALOG)).toEqual([claim]);
  expect(compileJob(hyperTune({ suspend: true, studyVolume: { ephemeral: true } }), DEFAULT_CATALOG)).toEqual([]);
});

test('the study is kept on the volume that the job asks for, and told whom it listens to', () => {
  const tune = hyperTune({ studyVolume: { size: '5Gi', storageClassName: 'fast' } });
  expect(compileJob(tune, DEFAULT_CATALOG).find(({ kind }) => kind === 'PersistentVolumeClaim')).toMatchObject({ spec: { resources: { requests: { storage: '5Gi' } }, storageClassName: 'fast' } });
  const pod = templateOf(jobSetOf(tune), 'study').spec!;
  expect(pod.volumes).toContainEqual({ name: 'study', persistentVolumeClaim: { claimName: 'news-ht-study' } });
  expect(pod.containers[0]!.volumeMounts).toContainEqual({ name: 'study', mountPath: '/opt/ds/study' });
  expect(variablesOf(pod.containers[0]!)).toMatchObject({ DS_STUDY_FOLDER: '/opt/ds/study', DS_STUDY_WORKERS: 'news-ht-worker-0-#.news-ht' });
  expect(JSON.stringify(templateOf(jobSetOf(tune), 'worker'))).not.toContain('news-ht-study"');
  expect(templateOf(jobSetOf(hyperTune({ studyVolume: { ephemeral: true } })), 'study').spec!.volumes).toContainEqual({ name: 'study', emptyDir: { sizeLimit: '100Gi' } });
});
