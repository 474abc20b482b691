import type { V1JobTemplateSpec } from '@kubernetes/client-node';
import type { Catalog } from '../../catalog/spec';
import { argumentList, literal } from '../common/args';
import { indexedJob } from '../common/job-template';
import { jobSet, type JobSet } from '../common/jobset';
import { pythonPod } from '../common/python-pod';
import type { Job } from '../kind';
import { isDistributed, roles, tfConfig, type RoleReplicas } from './cluster';
import type { TensorFlowJobSpec } from './spec';
import { SUFFIX } from './validate';

/** The JobSet of a TensorFlowJob. The job is valid. A failed training is started again as a whole. */
export function compileTensorFlow(job: Job<TensorFlowJobSpec>, catalog: Catalog): JobSet {
  const replicas = roles(job.spec);
  const leader = replicas.some(({ role }) => role === 'chief') ? 'chief' : 'worker';
  const replicatedJobs = replicas.map((replica) => ({
    name: replica.role,
    replicas: 1,
    template: roleTemplate(job, catalog, replica, { replicas, leads: replica.role === leader }),
  }));
  const successPolicy = replicas.length > 1 ? { successPolicy: { operator: 'All' as const, targetReplicatedJobs: [leader] } } : {};
  return jobSet(job, SUFFIX, { ...successPolicy, replicatedJobs }, job.spec.backoffLimit ?? 0);
}

/** A replica's place in the whole training. */
interface Training {
  readonly replicas: readonly RoleReplicas[];
  /** Whether the success of index 0 is the success of the job. */
  readonly leads: boolean;
}

function roleTemplate(job: Job<TensorFlowJobSpec>, catalog: Catalog, replica: RoleReplicas, training: Training): V1JobTemplateSpec {
  const { role, count, size } = replica;
  const jobSetName = `${job.metadata.name}-${SUFFIX}`;
  const pod = pythonPod(job, catalog, {
    role,
    size,
    pythonArguments: ['-m', job.spec.module, ...argumentList(job.spec.args).map(literal)],
    env: isDistributed(training.replicas) ? [{ name: 'TF_CONFIG', value: tfConfig(jobSetName, training.replicas, role) }] : [],
  });
  return indexedJob(job, pod, {
    completions: count,
    parallelism: count,
    backoffLimit: 0,
    // Worker 0 ends the training for all workers, as a chief does.
    ...(training.leads && count > 1 && { successPolicy: { rules: [{ succeededIndexes: '0' }] } }),
  });
}
