import type { Job } from '../../../lib';
import type { JobSpec } from '../../../lib/jobs/common/spec';
import { pythonJob, tensorFlowJob } from '../../builders/jobs';
import { UNTIL_RELEASED } from './jobs';

/** What all kinds have in common, but for what a runner chooses. */
type CommonSpec = Partial<Omit<JobSpec, 'framework' | 'size' | 'args'>>;

/** Makes a job of one pod that goes on until it is stopped, and obeys a request to end. */
export type Runner = (name: string, spec: CommonSpec) => Job;

/** A runner for each kind of job that needs no more than what every platform has. */
export const RUNNERS: Readonly<Record<string, Runner>> = {
  PythonJob: (name, spec) => pythonJob({ script: UNTIL_RELEASED, size: 'CpuSmall', ...spec }, { name }),
  // A module of Python itself that runs the text that it is given.
  TensorFlowJob: (name, spec) =>
    tensorFlowJob({ framework: 'tensorflow-1.13-python-3', size: 'CpuSmall', module: 'timeit', args: ['--number=1', '--repeat=1', UNTIL_RELEASED], ...spec }, { name }),
};
