import { type Job, type JobKind, validateJob } from '../../../lib';
import type { JobSpec } from '../../../lib/jobs/common/spec';
import { hyperTune, jupyterNotebook, jvmJob, pythonJob, tensorFlowJob } from '../../builders/jobs';
import { exampleJobs } from '../../support/example-jobs';
import { UNTIL_RELEASED } from './jobs';
import { testCatalog } from './platform';

/** What all kinds have in common, but for what a runner chooses. */
type CommonSpec = Partial<Omit<JobSpec, 'framework' | 'args'>>;

/** Makes jobs that go on until they are stopped, and obey a request to end. */
export interface Runner {
  /** Pods of such a job. */
  readonly pods: number;
  readonly job: (name: string, spec: CommonSpec) => Job;
  /** Whether a pod that somebody kills is made again without a word: the kind has a test of its own for that. */
  readonly replaced?: boolean;
  /** Whether it has a volume that is a folder of its node, as volumes of a sandbox are: it cannot go on without that node. */
  readonly bound?: boolean;
}

/** Whether jobs of a kind can run on the platform that the tests share. */
export function runsHere({ kind }: JobKind): boolean {
  return exampleJobs().some((job) => job.kind === kind && validateJob(job, testCatalog()).length === 0);
}

const GROOVY = { jar: 'org.apache.groovy:groovy:4.0.28', mainClass: 'groovy.ui.GroovyMain' };

/** A runner for each kind of job that can run on the platform that the tests share. */
export const RUNNERS: Readonly<Record<string, Runner>> = {
  PythonJob: { pods: 1, job: (name, spec) => pythonJob({ script: UNTIL_RELEASED, size: 'CpuPart', ...spec }, { name }) },
  TensorFlowJob: {
    pods: 1,
    // A module of Python itself that runs the text that it is given.
    job: (name, spec) => tensorFlowJob({ framework: 'tensorflow-1.13-python-3', size: 'CpuPart', module: 'timeit', args: ['--number=1', '--repeat=1', UNTIL_RELEASED], ...spec }, { name }),
  },
  JVMJob: { pods: 1, job: (name, spec) => jvmJob({ ...GROOVY, args: ['-e', 'while (true) sleep(1000)'], size: 'CpuSmall', ...spec }, { name }) },
  // It ends by itself when nobody uses it for an hour.
  JupyterNotebook: { pods: 1, bound: true, job: (name, spec) => jupyterNotebook({ size: 'GpuSmall', preemptible: true, ...spec }, { name }) },
  HyperTune: {
    pods: 2,
    job: (name, spec) => hyperTune({ size: 'GpuPart', studySize: spec.size ?? 'GpuPart', parallelTrialCount: 1, trial: { kind: 'PythonJob', spec: { script: UNTIL_RELEASED, args: '${trialParameters.lr}' } }, ...spec }, { name }),
    replaced: true,
    bound: true,
  },
};
