import type { Catalog } from '../../catalog/spec';
import { argumentList, literal } from '../common/args';
import { INDEXED_ROLE, peerVariables, podCounts } from '../common/indexed';
import { indexedJob } from '../common/job-template';
import { jobSet, type JobSet } from '../common/jobset';
import { pythonPod } from '../common/python-pod';
import type { Job } from '../kind';
import type { PythonJobSpec } from './spec';
import { SUFFIX } from './validate';

/** The JobSet of a PythonJob. The job is valid. A failed pod is tried again alone. */
export function compilePython(job: Job<PythonJobSpec>, catalog: Catalog): JobSet {
  const { spec } = job;
  const counts = podCounts(spec);
  const pod = pythonPod(job, catalog, {
    role: INDEXED_ROLE,
    size: spec.size,
    pythonArguments: [...program(spec), ...argumentList(spec.args)].map(literal),
    env: peerVariables(`${job.metadata.name}-${SUFFIX}`, counts.completions),
  });
  const template = indexedJob(job, pod, { ...counts, backoffLimit: spec.backoffLimit ?? 0 });
  return jobSet(job, SUFFIX, { replicatedJobs: [{ name: INDEXED_ROLE, replicas: 1, template }] }, 0);
}

function program(spec: PythonJobSpec): string[] {
  return spec.script === undefined ? ['-m', spec.module as string] : ['-c', spec.script];
}
