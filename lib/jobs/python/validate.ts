import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import type { PlacedRule } from '../../schema/rules';
import { COMPLETIONS, COMPLETIONS_RULE, INDEXED_ROLE } from '../common/indexed';
import { podNameRule } from '../common/names';
import { programRules } from '../common/program-rules';
import { COMMON_RULES } from '../common/rules';
import { validateCommon } from '../common/validate';
import type { Job } from '../kind';
import type { PythonJobSpec } from './spec';

/** Ends the names of a PythonJob's engine objects. */
export const SUFFIX = 'py';

/** Rules of a PythonJob, for the API server and the command alike. */
export const PYTHON_RULES: readonly PlacedRule[] = [
  podNameRule({ suffix: SUFFIX, role: INDEXED_ROLE, count: COMPLETIONS }),
  ...COMMON_RULES,
  {
    at: 'spec',
    rule: 'has(self.module) != has(self.script)',
    message: 'needs one program. Allowed: either module or script. Give exactly one.',
    fieldPath: '.module',
  },
  ...programRules('spec', ['module', 'script']),
  COMPLETIONS_RULE,
];

/** What only the catalog can tell of a PythonJob. */
export function validatePython(job: Job<PythonJobSpec>, catalog: Catalog): FieldError[] {
  return validateCommon(job, catalog);
}
