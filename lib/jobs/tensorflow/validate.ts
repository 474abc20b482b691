import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { PlacedRule } from '../../schema/rules';
import { podNameRule } from '../common/names';
import { programRules } from '../common/program-rules';
import { COMMON_RULES } from '../common/rules';
import { validateCommon } from '../common/validate';
import type { Job } from '../kind';
import { tfConfigRule, TENSORFLOW_ROLES } from './cluster';
import type { TensorFlowJobSpec } from './spec';

/** Ends the names of a TensorFlowJob's engine objects. */
export const SUFFIX = 'tf';

const NO_REPLICAS = `!has(self.spec.replicas) || !(${TENSORFLOW_ROLES.map((role) => `has(self.spec.replicas.${role})`).join(' || ')})`;

/** Rules of a TensorFlowJob, for the API server and the command alike. */
export const TENSORFLOW_RULES: readonly PlacedRule[] = [
  podNameRule({ suffix: SUFFIX, role: 'worker', when: NO_REPLICAS, count: '1' }),
  ...TENSORFLOW_ROLES.map((role) =>
    podNameRule({
      suffix: SUFFIX,
      role,
      when: `has(self.spec.replicas) && has(self.spec.replicas.${role})`,
      count: `(has(self.spec.replicas.${role}.count) ? self.spec.replicas.${role}.count : 1)`,
    }),
  ),
  ...COMMON_RULES,
  ...programRules('spec', ['module']),
  tfConfigRule(SUFFIX),
  {
    at: 'spec.replicas',
    rule: 'has(self.chief) || has(self.worker) || !(has(self.ps) || has(self.evaluator))',
    message: 'has nobody to train (given only ps or evaluator). Allowed: a chief, workers, or both, beside them. Add worker: {count: 1}.',
  },
];

/** What only the catalog can tell of a TensorFlowJob. */
export function validateTensorFlow(job: Job<TensorFlowJobSpec>, catalog: Catalog): FieldError[] {
  return validateCommon(job, catalog);
}
