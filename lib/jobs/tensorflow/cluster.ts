import { podHost } from '../common/jobset';
import type { TensorFlowJobSpec } from './spec';

/** The parts of a TensorFlow training, in the order in which their pods are made. */
export const TENSORFLOW_ROLES = ['chief', 'worker', 'ps', 'evaluator'] as const;

export type TensorFlowRole = (typeof TENSORFLOW_ROLES)[number];

/** Port of every replica's TensorFlow server. */
const PORT = 2222;

/** Replicas of one part, with every default filled in. */
export interface RoleReplicas {
  readonly role: TensorFlowRole;
  readonly count: number;
  readonly size: string;
}

/** The replicas of a training; one worker where none are named. */
export function roles(spec: TensorFlowJobSpec): RoleReplicas[] {
  const named = TENSORFLOW_ROLES.flatMap((role) => {
    const replica = spec.replicas?.[role];
    return replica ? [{ role, count: replica.count ?? 1, size: replica.size ?? spec.size }] : [];
  });
  return named.length > 0 ? named : [{ role: 'worker', count: 1, size: spec.size }];
}

/** Whether the replicas must know of each other. */
export function isDistributed(replicas: readonly RoleReplicas[]): boolean {
  return replicas.reduce((sum, { count }) => sum + count, 0) > 1;
}

/**
 * `TF_CONFIG` of the replicas of one part. Kubernetes puts in the pod's own index. The evaluator is told of the cluster,
 * but is no member of it.
 * @see https://www.tensorflow.org/guide/distributed_training#setting_up_the_tf_config_environment_variable
 */
export function tfConfig(jobSetName: string, replicas: readonly RoleReplicas[], role: TensorFlowRole): string {
  const members = replicas.filter((replica) => replica.role !== 'evaluator');
  const cluster = Object.fromEntries(
    members.map((member) => [
      member.role,
      Array.from({ length: member.count }, (_, index) => `${podHost(jobSetName, member.role, index)}:${PORT}`),
    ]),
  );
  // The index is a number in the final text, so it cannot go through JSON.
  return `{"cluster":${JSON.stringify(cluster)},"task":{"type":"${role}","index":$(DS_REPLICA_INDEX)}}`;
}
