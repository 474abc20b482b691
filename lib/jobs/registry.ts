import { schemas } from '../schema/schemas';
import type { PrinterColumn } from '../schema/crd';
import { indexedPods } from './common/indexed';
import { filesOf, lockChild } from './common/lock-file';
import { commonReferences } from './common/references';
import { compileJvm } from './jvm/compile';
import type { JVMJobSpec } from './jvm/spec';
import { JVM_RULES, SUFFIX as JVM_SUFFIX, validateJvm } from './jvm/validate';
import { JOBSET_CHILD, type JobKind } from './kind';
import { compileNotebook, NOTEBOOK_CHILDREN } from './notebook/compile';
import { notebookAddress, ROLE as NOTEBOOK_ROLE, SUFFIX as NOTEBOOK_SUFFIX } from './notebook/names';
import type { JupyterNotebookSpec } from './notebook/spec';
import { NOTEBOOK_RULES, validateNotebook } from './notebook/validate';
import { compilePython } from './python/compile';
import type { PythonJobSpec } from './python/spec';
import { PYTHON_RULES, SUFFIX as PYTHON_SUFFIX, validatePython } from './python/validate';
import { SPARK_API_VERSION } from './spark/application';
import { compileSpark, sparkPodGroups } from './spark/compile';
import type { SparkJobSpec } from './spark/spec';
import { SPARK_RULES, SUFFIX as SPARK_SUFFIX, validateSpark } from './spark/validate';
import { roles, TENSORFLOW_ROLES } from './tensorflow/cluster';
import { compileTensorFlow } from './tensorflow/compile';
import type { TensorFlowJobSpec } from './tensorflow/spec';
import { SUFFIX as TENSORFLOW_SUFFIX, TENSORFLOW_RULES, validateTensorFlow } from './tensorflow/validate';
import { compileTune, tunePods } from './tune/compile';
import { EXPERIMENT_CHILD } from './tune/katib';
import { readSummary } from './tune/report';
import { STUDY, SUFFIX as TUNE_SUFFIX, TUNE_RULES } from './tune/rules';
import { trialRules, tuneReferences, withTrialSchema } from './tune/schema';
import { specsOfTrials } from './tune/trial';
import type { HyperTuneSpec } from './tune/spec';
import { validateTune } from './tune/validate';
import { CLAIM_CHILD } from './tune/volume';

const COLUMNS: readonly PrinterColumn[] = [
  { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
  { name: 'Framework', type: 'string', jsonPath: '.spec.framework' },
  { name: 'Size', type: 'string', jsonPath: '.spec.size' },
  { name: 'Queue', type: 'string', jsonPath: '.spec.queue' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  { name: 'Duration', type: 'string', jsonPath: '.status.duration' },
  { name: 'Message', type: 'string', jsonPath: '.status.message', priority: 1 },
];

/** What a search has found. */
const BEST_COLUMNS: readonly PrinterColumn[] = [
  { name: 'Best', type: 'number', jsonPath: '.status.bestTrial.value' },
  { name: 'Trials', type: 'integer', jsonPath: '.status.trials.succeeded' },
];

const tensorFlowJob: JobKind<TensorFlowJobSpec> = {
  kind: 'TensorFlowJob',
  plural: 'tensorflowjobs',
  singular: 'tensorflowjob',
  shortNames: ['tfj'],
  printerColumns: COLUMNS,
  suffix: TENSORFLOW_SUFFIX,
  specSchema: schemas.TensorFlowJobSpec,
  rules: TENSORFLOW_RULES,
  references: [...commonReferences({ language: 'python', framework: 'tensorflow' }), ...TENSORFLOW_ROLES.map((role) => ({ field: `replicas.${role}.size`, names: 'size' as const }))],
  children: [JOBSET_CHILD, lockChild()],
  validate: validateTensorFlow,
  podGroups: ({ spec }) => roles(spec),
  compile: (job, catalog) => [compileTensorFlow(job, catalog), ...filesOf(job)],
};

const pythonJob: JobKind<PythonJobSpec> = {
  kind: 'PythonJob',
  plural: 'pythonjobs',
  singular: 'pythonjob',
  shortNames: ['pyj'],
  printerColumns: COLUMNS,
  suffix: PYTHON_SUFFIX,
  specSchema: schemas.PythonJobSpec,
  rules: PYTHON_RULES,
  references: commonReferences({ language: 'python' }),
  children: [JOBSET_CHILD, lockChild()],
  validate: validatePython,
  podGroups: indexedPods,
  compile: (job, catalog) => [compilePython(job, catalog), ...filesOf(job)],
};

const jupyterNotebook: JobKind<JupyterNotebookSpec> = {
  kind: 'JupyterNotebook',
  plural: 'jupyternotebooks',
  singular: 'jupyternotebook',
  shortNames: ['jnb'],
  printerColumns: COLUMNS,
  suffix: NOTEBOOK_SUFFIX,
  specSchema: schemas.JupyterNotebookSpec,
  rules: NOTEBOOK_RULES,
  references: commonReferences({ language: 'python' }),
  givenOnce: ['tokenHashes'],
  children: NOTEBOOK_CHILDREN,
  validate: validateNotebook,
  podGroups: ({ spec }) => [{ role: NOTEBOOK_ROLE, count: 1, size: spec.size }],
  startsAgain: true,
  keepsClaims: true,
  namespaceFor: ({ spec }) => (spec.users === undefined ? undefined : 'spec.users'),
  address: notebookAddress,
  compile: compileNotebook,
};

const jvmJob: JobKind<JVMJobSpec> = {
  kind: 'JVMJob',
  plural: 'jvmjobs',
  singular: 'jvmjob',
  shortNames: ['jvmj'],
  printerColumns: COLUMNS,
  suffix: JVM_SUFFIX,
  specSchema: schemas.JVMJobSpec,
  rules: JVM_RULES,
  references: commonReferences({ language: 'jvm' }),
  children: [JOBSET_CHILD],
  validate: validateJvm,
  podGroups: indexedPods,
  compile: (job, catalog) => [compileJvm(job, catalog)],
};

const sparkJob: JobKind<SparkJobSpec> = {
  kind: 'SparkJob',
  plural: 'sparkjobs',
  singular: 'sparkjob',
  shortNames: ['spj'],
  printerColumns: COLUMNS,
  suffix: SPARK_SUFFIX,
  specSchema: schemas.SparkJobSpec,
  rules: SPARK_RULES,
  references: [...commonReferences({ language: 'jvm', framework: 'spark' }), { field: 'driver.size', names: 'size' }, { field: 'executor.size', names: 'size' }],
  children: [{ apiVersion: SPARK_API_VERSION, kind: 'SparkApplication', resource: 'sparkapplications', engine: 'spark' }, { ...lockChild(), engine: 'spark' }],
  needs: [{ engine: 'spark' }],
  logRole: 'driver',
  validate: validateSpark,
  podGroups: sparkPodGroups,
  compile: (job, catalog) => [compileSpark(job, catalog), ...filesOf(job)],
};

/** Kinds that a HyperTune can wrap. */
const TRIAL_KINDS = [tensorFlowJob, pythonJob, jvmJob] as const;

const hyperTune: JobKind<HyperTuneSpec> = {
  kind: 'HyperTune',
  plural: 'hypertunes',
  singular: 'hypertune',
  shortNames: ['ht'],
  printerColumns: [...COLUMNS, ...BEST_COLUMNS],
  suffix: TUNE_SUFFIX,
  specSchema: withTrialSchema(schemas.HyperTuneSpec, TRIAL_KINDS),
  rules: [...TUNE_RULES, ...trialRules(TRIAL_KINDS)],
  references: tuneReferences(TRIAL_KINDS),
  children: [JOBSET_CHILD, CLAIM_CHILD, EXPERIMENT_CHILD, lockChild(specsOfTrials)],
  needs: [{ engine: 'katib', when: { field: 'engine', value: 'katib' } }],
  lastWords: { group: `${STUDY}-0`, read: readSummary },
  validate: validateTune,
  podGroups: tunePods,
  queuedApart: ({ spec }) => spec.engine === 'katib',
  compile: (job, catalog, _kept, kinds) => compileTune(job, catalog, kinds),
};

/** Every kind of job. The one list of them: CRDs, command and operator follow it. */
export const JOB_KINDS: readonly JobKind[] = [tensorFlowJob, pythonJob, sparkJob, jvmJob, jupyterNotebook, hyperTune] as readonly JobKind[];

/** What all kinds name of the catalog, and which engines they cannot do without. */
export const KIND_DEMANDS = {
  references: JOB_KINDS.flatMap(({ kind, references }) => references.map((reference) => ({ kind, ...reference }))),
  engineNeeds: JOB_KINDS.flatMap(({ kind, needs = [] }) => needs.map((need) => ({ kind, ...need }))),
};

/** The kind of that name; none if the platform has no such kind. */
export function jobKind(kind: string): JobKind | undefined {
  return JOB_KINDS.find((known) => known.kind === kind);
}
