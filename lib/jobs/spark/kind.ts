import { object, text } from '../../observed/read';
import { schemas } from '../../schema/schemas';
import { COLUMNS } from '../common/columns';
import { filesOf, lockChild } from '../common/lock-file';
import { classInWords, moduleInWords } from '../common/program';
import { commonReferences } from '../common/references';
import type { JobKind } from '../kind';
import { driverObjects } from './account';
import { SPARK_API_VERSION } from './application';
import { compileSpark, sparkPodGroups } from './compile';
import { sparkDriverPolicy } from './driver-policy';
import { sparkExecutorPolicy } from './executor-policy';
import { SPARK_KIND } from './names';
import { CONTAINERS } from './pods';
import type { SparkJobSpec } from './spec';
import { SPARK_RULES, SUFFIX, validateSpark } from './validate';

/** An application of Spark, on a driver and executors of its own. */
export const SPARK_JOB: JobKind<SparkJobSpec> = {
  kind: SPARK_KIND,
  plural: 'sparkjobs',
  singular: 'sparkjob',
  shortNames: ['spj'],
  printerColumns: COLUMNS,
  suffix: SUFFIX,
  specSchema: schemas.SparkJobSpec,
  rules: SPARK_RULES,
  references: [...commonReferences({ language: 'jvm', framework: 'spark' }), { field: 'driver.size', names: 'size' }, { field: 'executor.size', names: 'size' }],
  children: [{ apiVersion: SPARK_API_VERSION, kind: 'SparkApplication', resource: 'sparkapplications', engine: 'spark' }, { ...lockChild(), engine: 'spark' }],
  needs: [{ engine: 'spark' }],
  program: (spec) => moduleInWords(spec) ?? classInWords(spec),
  logRole: 'driver',
  podLayout: {
    containers: Object.values(CONTAINERS),
    indexLabel: 'spark-exec-id',
    attempt: {
      label: 'sparkoperator.k8s.io/submission-id',
      leader: { label: 'spark-role', value: 'driver' },
      present: ({ status }) => text(object(status).submissionID),
    },
  },
  validate: validateSpark,
  podGroups: sparkPodGroups,
  compile: (job, catalog) => [compileSpark(job, catalog), ...filesOf(job)],
  policies: ({ engines = [] }) => (engines.includes('spark') ? [...sparkDriverPolicy(), ...sparkExecutorPolicy()] : []),
  namespaceObjects: driverObjects,
};
