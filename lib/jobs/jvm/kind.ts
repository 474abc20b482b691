import { schemas } from '../../schema/schemas';
import { COLUMNS } from '../common/columns';
import { indexedPods } from '../common/indexed';
import { classInWords } from '../common/program';
import { commonReferences } from '../common/references';
import { JOBSET_CHILD, type JobKind } from '../kind';
import { compileJvm } from './compile';
import { JAR_CONTAINER } from './fetch';
import type { JVMJobSpec } from './spec';
import { JVM_RULES, SUFFIX, validateJvm } from './validate';

/** A jar, in one pod or in many. */
export const JVM_JOB: JobKind<JVMJobSpec> = {
  kind: 'JVMJob',
  plural: 'jvmjobs',
  singular: 'jvmjob',
  shortNames: ['jvmj'],
  printerColumns: COLUMNS,
  suffix: SUFFIX,
  specSchema: schemas.JVMJobSpec,
  rules: JVM_RULES,
  references: commonReferences({ language: 'jvm' }),
  trial: true,
  children: [JOBSET_CHILD],
  preparations: [{ container: JAR_CONTAINER, reason: 'JarFailed', failed: 'Fetching the jar failed' }],
  program: classInWords,
  validate: validateJvm,
  podGroups: indexedPods,
  compile: (job, catalog) => [compileJvm(job, catalog)],
};
