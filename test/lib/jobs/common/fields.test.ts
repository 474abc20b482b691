import type { V1PodTemplateSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import type { Catalog } from '../../../../lib/catalog/spec';
import type { Job } from '../../../../lib/jobs/kind';
import { compileJob, validateJob } from '../../../../lib/jobs/job';
import { JOB_KINDS } from '../../../../lib/jobs/registry';
import type { Json, KubeObject } from '../../../../lib/k8s/object';
import { goodJob } from '../../../builders/arbitrary-jobs';
import { hyperTune, jupyterNotebook, jvmJob, pythonJob, SPARK_CATALOG, sparkJob, tensorFlowJob } from '../../../builders/jobs';
import { tfConfig, roles } from '../../../../lib/jobs/tensorflow/cluster';
import { texts } from '../../../builders/errors';

/** What the fields that all kinds share become, kind by kind. */

const CATALOG: Catalog = { ...SPARK_CATALOG, engines: ['spark', 'katib'] };

const JOBS: readonly ((spec: object, metadata?: object) => Job)[] = [pythonJob, tensorFlowJob, jvmJob, sparkJob, jupyterNotebook, hyperTune];

const byKind = JOBS.map((make): [string, (spec: object, metadata?: object) => Job] => [make({}).kind, make]);

function compiled(job: Job): KubeObject[] {
  return compileJob(job, CATALOG);
}

/** The object that the queue admits. */
function engine(job: Job): KubeObject & { spec: Record<string, Json> } {
  return compiled(job)[0] as never;
}

function templates(value: unknown): V1PodTemplateSpec[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'containers' in ((value as V1PodTemplateSpec).spec ?? {}) ? [value as V1PodTemplateSpec] : [];
  return [...own, ...Object.values(value).flatMap(templates)];
}

test('every kind is looked at', () => {
  expect(byKind.map(([kind]) => kind).sort()).toEqual(JOB_KINDS.map(({ kind }) => kind).sort());
});

describe.each(byKind)('%s', (_kind, make) => {
  const annotations = { 'ai.bloomberg.com/project': 'foo', 'example.com/ticket': 'NEWS-1' };

  test('labels and annotations of the job stand on its object and on every pod; the platform\'s own win', () => {
    const control = {
      labels: { 'ds.bloomberg.com/job-name': 'other', 'kueue.x-k8s.io/queue-name': 'other', 'jobset.sigs.k8s.io/x': 'y', 'app.kubernetes.io/instance': 'argo', 'app.kubernetes.io/managed-by': 'helm', 'istio.io/dataplane-mode': 'none', 'spark-role': 'driver', 'job-name': 'x' },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'argocd.argoproj.io/tracking-id': 'x', 'k8s.v1.cni.cncf.io/networks': 'other', 'example.com/long': 'x'.repeat(5000) },
    };
    const job = make({}, { labels: { team: 'news', 'example.com/cost-center': '4711', ...control.labels }, annotations: { ...annotations, ...control.annotations } });
    const placed = [engine(job), ...templates(compiled(job))].map(({ metadata }) => metadata);
    expect(placed.length).toBeGreaterThan(1);
    for (const metadata of placed) {
      expect(metadata?.labels).toMatchObject({ team: 'news', 'example.com/cost-center': '4711', 'app.kubernetes.io/managed-by': 'ds-platform', 'ds.bloomberg.com/job-name': 'news' });
      expect(metadata?.annotations).toMatchObject(annotations);
      for (const key of ['jobset.sigs.k8s.io/x', 'app.kubernetes.io/instance', 'istio.io/dataplane-mode', 'spark-role', 'job-name']) expect(metadata?.labels).not.toHaveProperty([key]);
      for (const key of Object.keys(control.annotations)) expect(metadata?.annotations).not.toHaveProperty([key]);
    }
    expect(engine(job).metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'default' });
  });

  test('queue, priority and the deadline of all tries together are the queue\'s', () => {
    const preemptible = make({}).kind === 'JupyterNotebook' ? { preemptible: true } : {};
    const { labels } = engine(make({ queue: 'nightly', priority: 'high', activeDeadlineSeconds: 600, backoffLimit: 3, ...preemptible })).metadata;
    expect(labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'nightly', 'kueue.x-k8s.io/priority-class': 'high', 'kueue.x-k8s.io/max-exec-time-seconds': '600' });
    expect(engine(make({})).metadata.labels).not.toHaveProperty(['kueue.x-k8s.io/max-exec-time-seconds']);
  });

  test('a variable of the job is in each container that runs its code', () => {
    const job = make({ env: [{ name: 'RATE', value: '$(HOME)' }] });
    const mains = templates(compiled(job)).flatMap(({ spec }) => spec?.containers ?? []).filter(({ env = [] }) => !env.some(({ name }) => name === 'DS_STUDY'));
    expect(mains.length).toBeGreaterThan(0);
    for (const { env } of mains) expect(env).toContainEqual({ name: 'RATE', value: '$$(HOME)' });
  });

  test('the image of a lock is that of each container that runs its code', () => {
    const image = `docker.io/library/x@sha256:${'0'.repeat(64)}`;
    const job = make({ lock: { image } });
    const mains = templates(compiled(job)).flatMap(({ spec }) => spec?.containers ?? []).filter(({ env = [] }) => !env.some(({ name }) => name === 'DS_STUDY'));
    expect(new Set(mains.map((container) => container.image))).toEqual(new Set([image]));
  });

  test('the time to live after the end is the engine\'s', () => {
    const { ttlSecondsAfterFinished, timeToLiveSeconds } = engine(make({ ttlSecondsAfterFinished: 60 })).spec;
    expect(ttlSecondsAfterFinished ?? timeToLiveSeconds).toBe(60);
  });

  test('suspended, it leaves nothing to run', () => {
    expect(compiled(make({ suspend: true })).filter(({ kind }) => ['JobSet', 'SparkApplication'].includes(kind))).toEqual([]);
  });
});

test.each([['News & Search', false], ['-x', false], ['x'.repeat(64), false], ['', true], ['News.Search_1', true]])('the value %j of a label is one: %s', (team, right) => {
  const errors = texts(validateJob(pythonJob({}, { labels: { team } }), CATALOG));
  expect(errors).toEqual(right ? [] : [expect.stringContaining('metadata.labels.team: is ')]);
});

describe('arguments', () => {
  const args = '--name "two words" $(HOME) \'a\\b\' ""';
  const expected = ['--name', 'two words', '$$(HOME)', 'a\\b', ''];

  test.each<[string, Job, readonly string[]]>([
    ['PythonJob', pythonJob({ args }), expected],
    ['TensorFlowJob', tensorFlowJob({ args }), expected],
    ['JVMJob', jvmJob({ args }), expected],
  ])('of a %s are the same words, whether they are one text or a list', (_kind, job, words) => {
    const main = (of: Job): string[] => templates(compiled(of))[0]?.spec?.containers[0]?.args ?? [];
    expect(main(job).slice(-words.length)).toEqual(words);
    expect(main({ ...job, spec: { ...job.spec, args: ['--name', 'two words', '$(HOME)', 'a\\b', ''] } })).toEqual(main(job));
  });
});

test('arguments and variables together fit what Linux starts a program with', () => {
  const word = 'x'.repeat(32_000);
  expect(texts(validateJob(pythonJob({ args: Array.from({ length: 23 }, () => word) }), CATALOG))).toEqual([expect.stringContaining('spec.args: has, with the variables of env, too many bytes')]);
  expect(texts(validateJob(pythonJob({ args: ['a', '🎉'.repeat(32_768)] }), CATALOG))).toEqual([expect.stringContaining('spec.args[1]: has too many bytes for an argument (given 131072)')]);
  expect(validateJob(pythonJob({ args: [word, word] }), CATALOG)).toEqual([]);
});

describe('names', () => {
  const LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
  const SUBDOMAIN = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
  const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

  /** Names of the pods that controllers make of an object, the longest of each part. */
  function podNames({ kind, metadata: { name }, spec }: { kind: string; metadata: { name: string }; spec?: unknown }): string[] {
    const { replicatedJobs = [] } = (spec ?? {}) as { replicatedJobs?: { name: string; template: { spec: { completions?: number } } }[] };
    if (kind === 'SparkApplication') return [`${name}-driver`];
    return replicatedJobs.map((part) => `${name}-${part.name}-0-${(part.template.spec.completions ?? 1) - 1}-abcde`);
  }

  function labelsIn(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return [];
    const { labels } = value as { labels?: Record<string, string> };
    return [...(typeof labels === 'object' && labels !== null ? Object.values(labels) : []), ...Object.values(value).flatMap(labelsIn)];
  }

  test('that are made of a job that is valid are valid themselves, however long its own is', () => {
    let seen = 0;
    const runtimes: Readonly<Record<string, string>> = { TensorFlowJob: 'tensorflow-2-python-3', SparkJob: 'spark-4', JVMJob: 'jvm-21', JupyterNotebook: 'jupyter-python-3' };
    fc.assert(
      fc.property(goodJob(), fc.stringMatching(/^[a-z][-a-z0-9]{0,58}[a-z0-9]$/), (given, name) => {
        const { kind, spec } = given as unknown as Job;
        const runnable = { ...spec, framework: runtimes[kind] ?? 'python-3', size: 'CpuMedium', replicas: undefined, driver: undefined, studySize: undefined, spot: undefined, priority: undefined, datasets: [], identities: undefined, podTemplatePatches: undefined, suspend: false, users: undefined };
        const job = { ...given, metadata: { name }, spec: JSON.parse(JSON.stringify(runnable)) as Job['spec'] } as unknown as Job;
        if (validateJob(job, CATALOG).length > 0) return;
        const objects = compiled(job);
        seen += 1;
        for (const object of objects) {
          expect(object.metadata.name).toMatch(object.kind === 'ConfigMap' ? SUBDOMAIN : LABEL);
          for (const pod of podNames(object as never)) expect(pod).toMatch(LABEL);
        }
        for (const value of labelsIn(objects)) expect([value, value.length <= 63 && VALUE.test(value)]).toEqual([value, true]);
      }),
      { numRuns: 600 },
    );
    expect(seen).toBeGreaterThan(60);
  });
});

describe('TF_CONFIG', () => {
  const count = fc.integer({ min: 1, max: 1000 });

  test('of a training that is taken fits a variable, and what is refused hardly would', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,30}$/), count, count, fc.boolean(), (name, workers, ps, chief) => {
        const job = tensorFlowJob({ replicas: { ...(chief && { chief: {} }), worker: { count: workers }, ps: { count: ps } } }, { name });
        const bytes = Buffer.byteLength(`TF_CONFIG=${tfConfig(`${name}-tf`, roles(job.spec as never), 'worker')}`) + 1;
        const refused = texts(validateJob(job, CATALOG)).some((error) => error.startsWith('spec.replicas: are too many'));
        if (!refused) expect(bytes).toBeLessThanOrEqual(131_072);
        else expect(bytes).toBeGreaterThan(130_500);
      }),
      { numRuns: 300 },
    );
  });
});
