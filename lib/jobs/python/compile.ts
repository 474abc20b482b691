import type { V1EnvVar } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import { argumentList, literal } from '../common/args';
import { indexedJob } from '../common/job-template';
import { jobSet, podHost, type JobSet } from '../common/jobset';
import { pythonPod } from '../common/python-pod';
import type { Job } from '../kind';
import type { PythonJobSpec } from './spec';
import { ROLE, SUFFIX } from './validate';

/** The JobSet of a PythonJob. The job is valid. A failed pod is tried again alone. */
export function compilePython(job: Job<PythonJobSpec>, catalog: Catalog): JobSet {
  const { spec } = job;
  const parallelism = spec.parallelism ?? 1;
  const completions = spec.completions ?? parallelism;
  const pod = pythonPod(job, catalog, {
    role: ROLE,
    size: spec.size,
    pythonArguments: [...program(spec), ...argumentList(spec.args)].map(literal),
    env: peers(job, completions),
  });
  const template = indexedJob(job, pod, { completions, parallelism, backoffLimit: spec.backoffLimit ?? 0 });
  return jobSet(job, SUFFIX, { replicatedJobs: [{ name: ROLE, replicas: 1, template }] }, 0);
}

function program(spec: PythonJobSpec): string[] {
  return spec.script === undefined ? ['-m', spec.module as string] : ['-c', spec.script];
}

/** What a pod of many must know to share the work, or to meet the others at pod 0. */
function peers(job: Job<PythonJobSpec>, completions: number): V1EnvVar[] {
  const jobSetName = `${job.metadata.name}-${SUFFIX}`;
  return [
    { name: 'DS_REPLICA_COUNT', value: String(completions) },
    { name: 'DS_LEADER_HOST', value: podHost(jobSetName, ROLE, 0) },
  ];
}
