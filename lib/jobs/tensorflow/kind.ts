import { schemas } from '../../schema/schemas';
import { COLUMNS } from '../common/columns';
import { filesOf, lockChild } from '../common/lock-file';
import { moduleInWords } from '../common/program';
import { commonReferences } from '../common/references';
import { JOBSET_CHILD, type JobKind } from '../kind';
import { roles, TENSORFLOW_ROLES } from './cluster';
import { compileTensorFlow } from './compile';
import type { TensorFlowJobSpec } from './spec';
import { SUFFIX, TENSORFLOW_RULES, validateTensorFlow } from './validate';

/** A training with TensorFlow. */
export const TENSORFLOW_JOB: JobKind<TensorFlowJobSpec> = {
  kind: 'TensorFlowJob',
  plural: 'tensorflowjobs',
  singular: 'tensorflowjob',
  shortNames: ['tfj'],
  printerColumns: COLUMNS,
  suffix: SUFFIX,
  specSchema: schemas.TensorFlowJobSpec,
  rules: TENSORFLOW_RULES,
  references: [...commonReferences({ language: 'python', framework: 'tensorflow' }), ...TENSORFLOW_ROLES.map((role) => ({ field: `replicas.${role}.size`, names: 'size' as const }))],
  trial: true,
  children: [JOBSET_CHILD, lockChild()],
  program: moduleInWords,
  validate: validateTensorFlow,
  podGroups: ({ spec }) => roles(spec),
  compile: (job, catalog) => [compileTensorFlow(job, catalog), ...filesOf(job)],
};
