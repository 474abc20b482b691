import type { V1Container, V1PodSpec, V1PodTemplateSpec } from '@kubernetes/client-node';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { Catalog } from '../../lib/catalog/spec';
import type { JobSet, ReplicatedJob } from '../../lib/jobs/common/jobset';
import { compileJob, type Job } from '../../lib/jobs/job';
import type { JVMJobSpec } from '../../lib/jobs/jvm/spec';
import type { JupyterNotebookSpec } from '../../lib/jobs/notebook/spec';
import type { PythonJobSpec } from '../../lib/jobs/python/spec';
import type { SparkApplication } from '../../lib/jobs/spark/application';
import type { SparkJobSpec } from '../../lib/jobs/spark/spec';
import type { TensorFlowJobSpec } from '../../lib/jobs/tensorflow/spec';
import type { HyperTuneSpec } from '../../lib/jobs/tune/spec';
import type { ObjectMeta } from '../../lib/k8s/object';

export type TensorFlowJob = Job<TensorFlowJobSpec>;
export type PythonJob = Job<PythonJobSpec>;
export type HyperTune = Job<HyperTuneSpec>;
export type JVMJob = Job<JVMJobSpec>;
export type SparkJob = Job<SparkJobSpec>;
export type JupyterNotebook = Job<JupyterNotebookSpec>;

/** A training on one pod, unless told otherwise. */
export function tensorFlowJob(spec: Partial<TensorFlowJobSpec> = {}, metadata: Partial<ObjectMeta> = {}): TensorFlowJob {
  return {
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'TensorFlowJob',
    metadata: { name: 'news', ...metadata },
    spec: { framework: 'tensorflow-2-python-3', size: 'GpuSmall', module: 'news.train', ...spec },
  };
}

/** A module that runs in one pod, unless told otherwise. */
export function pythonJob(spec: Partial<PythonJobSpec> = {}, metadata: Partial<ObjectMeta> = {}): PythonJob {
  return {
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'PythonJob',
    metadata: { name: 'news', ...metadata },
    spec: { framework: 'python-3', size: 'CpuSmall', ...(spec.script === undefined && { module: 'news.index' }), ...spec },
  };
}

/** A catalog of a platform with Spark. */
export const SPARK_CATALOG: Catalog = { ...DEFAULT_CATALOG, engines: ['spark'], apiServer: { cidrs: ['10.0.0.10/32'] }, maven: { url: 'https://maven.example.com/releases/' } };

/** A Spark application in Python with one executor, unless told otherwise. */
export function sparkJob(spec: Partial<SparkJobSpec> = {}, metadata: Partial<ObjectMeta> = {}): SparkJob {
  return {
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'SparkJob',
    metadata: { name: 'news', ...metadata },
    spec: { framework: 'spark-4', size: 'CpuSmall', ...(spec.mainApplicationFile === undefined && { module: 'news.counts' }), ...spec },
  };
}

/** The one SparkApplication of a job. */
export function applicationOf(job: SparkJob, catalog: Catalog = SPARK_CATALOG): SparkApplication {
  return compileJob(job, catalog)[0] as unknown as SparkApplication;
}

/** SHA-256 of the word `test`. */
export const TOKEN_HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** A notebook that one token opens, unless told otherwise. */
export function jupyterNotebook(spec: Partial<JupyterNotebookSpec> = {}, metadata: Partial<ObjectMeta> = {}): JupyterNotebook {
  return {
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'JupyterNotebook',
    metadata: { name: 'news', ...metadata },
    spec: { framework: 'jupyter-python-3', size: 'CpuSmall', tokenHashes: [TOKEN_HASH], ...spec },
  };
}

/** SHA-256 of nothing. */
export const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** A jar from an address, run in one pod, unless told otherwise. */
export function jvmJob(spec: Partial<JVMJobSpec> = {}, metadata: Partial<ObjectMeta> = {}): JVMJob {
  return {
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'JVMJob',
    metadata: { name: 'news', ...metadata },
    spec: { framework: 'jvm-17', size: 'CpuSmall', ...(spec.jar === undefined && { jar: 'https://jars.example.com/news.jar', sha256: SHA256 }), ...spec } as JVMJobSpec,
  };
}

/** A search for the learning rate of a module that runs in one pod, unless told otherwise. */
export function hyperTune(spec: Partial<HyperTuneSpec> = {}, metadata: Partial<ObjectMeta> = {}): HyperTune {
  return {
    apiVersion: 'ds.bloomberg.com/v1',
    kind: 'HyperTune',
    metadata: { name: 'news', ...metadata },
    spec: {
      framework: 'python-3',
      size: 'CpuSmall',
      objective: { type: 'minimize', objectiveMetricName: 'loss' },
      parameters: [{ name: 'lr', parameterType: 'double', feasibleSpace: { min: '0.001', max: '0.1' } }],
      maxTrialCount: 12,
      trial: { kind: 'PythonJob', spec: { module: 'news.train', args: '--lr ${trialParameters.lr}' } },
      ...spec,
    },
  };
}

/** The one JobSet of a job. */
export function jobSetOf(job: Job, catalog: Catalog = DEFAULT_CATALOG): JobSet {
  const [object, ...others] = compileJob(job, catalog).filter(({ kind }) => kind === 'JobSet');
  if (object === undefined || others.length > 0) throw new Error(`${others.length + (object ? 1 : 0)} objects instead of one`);
  return object as JobSet;
}

/** The pods of one part of a job, with the batch Job around them. */
export function part(jobSet: JobSet, role: string): ReplicatedJob {
  const found = jobSet.spec.replicatedJobs.find(({ name }) => name === role);
  if (found === undefined) throw new Error(`no ${role} among ${jobSet.spec.replicatedJobs.map(({ name }) => name).join(', ')}`);
  return found;
}

/** The pod template of a part; the first part's where none is named. */
export function templateOf(jobSet: JobSet, role: string = jobSet.spec.replicatedJobs[0]?.name ?? ''): V1PodTemplateSpec {
  const template = part(jobSet, role).template.spec?.template;
  if (template === undefined) throw new Error(`${role} has no pod template`);
  return template;
}

/** The pod of a job's first part. */
export function podOf(job: Job, catalog: Catalog = DEFAULT_CATALOG): V1PodSpec {
  return templateOf(jobSetOf(job, catalog)).spec as V1PodSpec;
}

/** The container that runs a job's own code. */
export function mainOf(job: Job, catalog: Catalog = DEFAULT_CATALOG): V1Container {
  return podOf(job, catalog).containers[0] as V1Container;
}

/** The container that installs a job's packages; none if it brings none. */
export function environmentOf(job: Job, catalog: Catalog = DEFAULT_CATALOG): V1Container | undefined {
  return podOf(job, catalog).initContainers?.[0];
}
