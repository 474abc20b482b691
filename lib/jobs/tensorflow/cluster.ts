import type { PlacedRule } from '../../schema/rules';
import { podHost } from '../common/jobset';
import { MAX_TEXT_BYTES } from '../common/limits';
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

/** Bytes of `TF_CONFIG` beside the addresses of the replicas, at most. */
const TF_CONFIG_FRAME = 200;

/** CEL for the bytes of the addresses of one part, each with its quotes, port and comma: an index has one to three digits. */
function addressBytes(role: TensorFlowRole, suffix: string): string {
  const fixed = podHost('', role, '').length + 2 * `-${suffix}`.length + `:${PORT}`.length + '"",'.length;
  const replica = `self.spec.replicas.${role}`;
  const count = `(has(${replica}.count) ? ${replica}.count : 1)`;
  const digits = `(${count} + (${count} > 10 ? ${count} - 10 : 0) + (${count} > 100 ? ${count} - 100 : 0))`;
  return `(has(${replica}) ? ${count} * (2 * size(self.metadata.name) + ${fixed}) + ${digits} : 0)`;
}

/** Every replica is told where all others are, in one variable. @param suffix ends the name of the JobSet */
export function tfConfigRule(suffix: string): PlacedRule {
  const bytes = (['chief', 'worker', 'ps'] as const).map((role) => addressBytes(role, suffix)).join(' + ');
  const most = MAX_TEXT_BYTES - TF_CONFIG_FRAME;
  const fix = 'Shorten the name of the job, or use fewer workers and ps.';
  return {
    at: '',
    rule: `!has(self.spec.replicas) || ${bytes} <= ${most}`,
    message: `are too many to be listed in TF_CONFIG, by which each learns the addresses of all. Allowed: at most ${most} bytes of addresses. ${fix}`,
    messageExpression: `'are too many to be listed in TF_CONFIG, by which each learns the addresses of all (given %d bytes). Allowed: at most ${most} bytes of addresses. ${fix}'.format([${bytes}])`,
    fieldPath: '.spec.replicas',
  };
}
