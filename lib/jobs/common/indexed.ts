import type { V1EnvVar } from '@kubernetes/client-node';
import type { PlacedRule } from '../../schema/rules';
import type { Job, PodGroup } from '../kind';
import type { IndexedJobSpec } from './indexed-spec';
import { podHost } from './jobset';

/** The only part that the pods of such a job play. */
export const INDEXED_ROLE = 'main';

/** CEL for the number of pods that run at the same time. */
const PARALLELISM = '(has(self.spec.parallelism) ? self.spec.parallelism : 1)';

/** CEL for the number of pods that must succeed. */
export const COMPLETIONS = `(has(self.spec.completions) ? self.spec.completions : ${PARALLELISM})`;

/** No pod may have nothing to do. */
export const COMPLETIONS_RULE: PlacedRule = {
  at: 'spec',
  rule: '!has(self.completions) || self.completions >= (has(self.parallelism) ? self.parallelism : 1)',
  message: 'is less than parallelism, so some pods would have nothing to do. Allowed: parallelism or more. Raise it, or lower parallelism.',
  fieldPath: '.completions',
};

/** How many pods run and must succeed, with what is not given filled in. */
export function podCounts({ parallelism = 1, completions = parallelism }: IndexedJobSpec): { parallelism: number; completions: number } {
  return { completions, parallelism };
}

/** The pods that such a job has while it runs. */
export function indexedPods({ spec }: Job<IndexedJobSpec>): PodGroup[] {
  return [{ role: INDEXED_ROLE, count: podCounts(spec).parallelism, size: spec.size }];
}

/** What a pod of many must know to share the work, or to meet the others at pod 0. */
export function peerVariables(jobSetName: string, completions: number): V1EnvVar[] {
  return [
    { name: 'DS_REPLICA_COUNT', value: String(completions) },
    { name: 'DS_LEADER_HOST', value: podHost(jobSetName, INDEXED_ROLE, 0) },
  ];
}
