import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { PlacedRule } from '../../schema/rules';
import { podNameRule } from '../common/names';
import { COMMON_RULES } from '../common/rules';
import { validateCommon } from '../common/validate';
import type { Job } from '../kind';
import type { PythonJobSpec } from './spec';

/** Ends the names of a PythonJob's engine objects. */
export const SUFFIX = 'py';

/** The only part that a PythonJob's pods play. */
export const ROLE = 'main';

const PARALLELISM = '(has(self.spec.parallelism) ? self.spec.parallelism : 1)';

/** Rules of a PythonJob, for the API server and the command alike. */
export const PYTHON_RULES: readonly PlacedRule[] = [
  podNameRule({ suffix: SUFFIX, role: ROLE, count: `(has(self.spec.completions) ? self.spec.completions : ${PARALLELISM})` }),
  ...COMMON_RULES,
  {
    at: 'spec',
    rule: 'has(self.module) != has(self.script)',
    message: 'needs one program. Allowed: either module or script. Give exactly one.',
    fieldPath: '.module',
  },
  {
    at: 'spec',
    rule: '!has(self.completions) || self.completions >= (has(self.parallelism) ? self.parallelism : 1)',
    message: 'is less than parallelism, so some pods would have nothing to do. Allowed: parallelism or more. Raise it, or lower parallelism.',
    fieldPath: '.completions',
  },
];

/** What only the catalog can tell of a PythonJob. */
export function validatePython(job: Job<PythonJobSpec>, catalog: Catalog): FieldError[] {
  return validateCommon(job, catalog, { language: 'python' });
}
