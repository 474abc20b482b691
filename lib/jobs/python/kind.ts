import { schemas } from '../../schema/schemas';
import { COLUMNS } from '../common/columns';
import { indexedPods } from '../common/indexed';
import { filesOf, lockChild } from '../common/lock-file';
import { moduleInWords } from '../common/program';
import { commonReferences } from '../common/references';
import { JOBSET_CHILD, type JobKind } from '../kind';
import { compilePython } from './compile';
import type { PythonJobSpec } from './spec';
import { PYTHON_RULES, SUFFIX, validatePython } from './validate';

/** A program in Python, in one pod or in many. */
export const PYTHON_JOB: JobKind<PythonJobSpec> = {
  kind: 'PythonJob',
  plural: 'pythonjobs',
  singular: 'pythonjob',
  shortNames: ['pyj'],
  printerColumns: COLUMNS,
  suffix: SUFFIX,
  specSchema: schemas.PythonJobSpec,
  rules: PYTHON_RULES,
  references: commonReferences({ language: 'python' }),
  trial: true,
  children: [JOBSET_CHILD, lockChild()],
  program: moduleInWords,
  validate: validatePython,
  podGroups: indexedPods,
  compile: (job, catalog) => [compilePython(job, catalog), ...filesOf(job)],
};
