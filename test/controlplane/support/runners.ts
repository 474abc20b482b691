import { type Job, type JobKind, validateJob } from '../../../lib';
import type { JobSpec } from '../../../lib/jobs/common/spec';
import { jupyterNotebook, jvmJob, pythonJob, tensorFlowJob } from '../../builders/jobs';
import { exampleJobs } from '../../support/example-jobs';
import { UNTIL_RELEASED } from './jobs';
import { testCatalog } from './platform';

/** What all kinds have in common, but for what a runner chooses. */
type CommonSpec = Partial<Omit<JobSpec, 'framework' | 'args'>>;

/** Makes a job of one pod that goes on until it is stopped, and obeys a request to end. */
export type Runner = (name: string, spec: CommonSpec) => Job;

/** Whether jobs of a kind can run on the platform that the tests share. */
export function runsHere({ kind }: JobKind): boolean {
  return exampleJobs().some((job) => job.kind === kind && validateJob(job, testCatalog()).length === 0);
}

/** A runner for each kind of job that can run on the platform that the tests share. */
export const RUNNERS: Readonly<Record<string, Runner>> = {
  PythonJob: (name, spec) => pythonJob({ script: UNTIL_RELEASED, size: 'CpuSmall', ...spec }, { name }),
  // A module of Python itself that runs the text that it is given.
  TensorFlowJob: (name, spec) =>
    tensorFlowJob({ framework: 'tensorflow-1.13-python-3', size: 'CpuSmall', module: 'timeit', args: ['--number=1', '--repeat=1', UNTIL_RELEASED], ...spec }, { name }),
  JVMJob: (name, spec) =>
    jvmJob({ jar: 'org.apache.groovy:groovy:4.0.28', mainClass: 'groovy.ui.GroovyMain', args: ['-e', 'while (true) sleep(1000)'], size: 'CpuSmall', ...spec }, { name }),
  // It ends by itself when nobody uses it for an hour.
  JupyterNotebook: (name, spec) => jupyterNotebook({ size: 'GpuSmall', preemptible: true, ...spec }, { name }),
};
