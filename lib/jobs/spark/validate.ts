import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import { poolOfSize } from '../../nodes/spot';
import type { PlacedRule } from '../../schema/rules';
import { MOVING_COORDINATES, PACKAGING_COORDINATES, TIMESTAMPED_COORDINATES } from '../common/maven';
import { programRules } from '../common/program-rules';
import { COMMON_RULES } from '../common/rules';
import { validateCommon } from '../common/validate';
import type { Job } from '../kind';
import { LEAST_MEMORY, shareMemory } from './memory';
import { RESERVED_NAMES, RESERVED_PREFIXES, SPARK_VARIABLES } from './settings';
import type { SparkJobSpec } from './spec';

/** Ends the names of a SparkJob's engine objects. */
export const SUFFIX = 'sp';

/** Longest name of a job: that of its driver's pod, `<job>-sp-driver`, must fit 63 characters. */
const MAX_NAME = 63 - `-${SUFFIX}-driver`.length;

const IS_FILE = 'has(self.mainApplicationFile)';
const IS_PYTHON = `(!${IS_FILE} || self.mainApplicationFile.endsWith('.py'))`;

/** Whether a setting is the platform's. Comparisons with constants: the cost of others would depend on how long a name may be. */
const IS_RESERVED = `(${[...RESERVED_PREFIXES.map((prefix) => `key.startsWith('${prefix}')`), `key in ${JSON.stringify(RESERVED_NAMES).replaceAll('"', "'")}`].join(' || ')})`;

/** Rules of a SparkJob, for the API server and the command alike. */
export const SPARK_RULES: readonly PlacedRule[] = [
  {
    at: '',
    rule: `size(self.metadata.name) <= ${MAX_NAME}`,
    message: `is too long for the name of the driver's pod, which must fit 63 characters. Shorten it.`,
    messageExpression: `'is too long (given %d characters). Allowed: at most ${MAX_NAME}, so that the name of the driver\\'s pod fits 63. Shorten it by %d.'.format([size(self.metadata.name), size(self.metadata.name) - ${MAX_NAME}])`,
    fieldPath: '.metadata.name',
  },
  ...COMMON_RULES,
  ...programRules('spec', ['module']),
  {
    at: 'spec.env[]',
    rule: `!(self.name in ${JSON.stringify(SPARK_VARIABLES).replaceAll('"', "'")}) && !self.name.startsWith('SPARK_JAVA_OPT_')`,
    message: 'is set by Spark itself in the pods that it makes. Allowed: other names. Use size, driver, executor and sparkConf.',
    fieldPath: '.name',
  },
  {
    at: 'spec',
    rule: `${IS_FILE} != has(self.module)`,
    message: 'needs one application. Allowed: either mainApplicationFile or module. Give exactly one.',
    fieldPath: '.mainApplicationFile',
  },
  {
    at: 'spec',
    rule: `has(self.mainClass) != ${IS_PYTHON}`,
    message: 'belongs to a jar, and a jar needs it. Allowed: a class with a mainApplicationFile that is a jar, none with Python. Give it, or remove it.',
    fieldPath: '.mainClass',
  },
  {
    at: 'spec',
    rule: `${IS_PYTHON} || !has(self.pipPackages) || size(self.pipPackages) == 0`,
    message: 'are Python packages, and the application is a jar. Allowed: none. Remove them, or use packages.',
    fieldPath: '.pipPackages',
  },
  {
    at: 'spec.packages[]',
    rule: `!self.matches('${PACKAGING_COORDINATES}')`,
    message: 'has a packaging where the version belongs. Allowed: group:artifact:version. Write the version alone behind the artifact.',
  },
  {
    at: 'spec.packages[]',
    rule: `!self.matches('${MOVING_COORDINATES}') && !self.matches('${TIMESTAMPED_COORDINATES}')`,
    message: 'names a version whose file changes, or a snapshot. Allowed: released versions. Release the library.',
  },
  {
    at: 'spec',
    rule: '!has(self.dynamicAllocation) || !has(self.executor) || !has(self.executor.instances)',
    message: 'contradicts dynamicAllocation, which gives the number of executors. Allowed: one of the two. Remove the other.',
    fieldPath: '.executor.instances',
  },
  {
    at: 'spec.dynamicAllocation',
    rule: '!has(self.minExecutors) || self.minExecutors <= self.maxExecutors',
    message: 'is more than maxExecutors. Allowed: maxExecutors or less. Lower it, or raise maxExecutors.',
    fieldPath: '.minExecutors',
  },
  {
    at: 'spec',
    rule: `!has(self.sparkConf) || self.sparkConf.all(key, key.startsWith('spark.'))`,
    message: 'has names that Spark does not read. Allowed: names that begin with spark. (spark.hadoop. for Hadoop\'s settings). Correct them.',
    fieldPath: '.sparkConf',
  },
  {
    at: 'spec',
    rule: `!has(self.sparkConf) || !self.sparkConf.exists(key, ${IS_RESERVED})`,
    message:
      'has settings that belong to the platform: pods would be other than the queue was told. Allowed: settings other than of Kubernetes, Kerberos, files, memory, cores, resources and number of executors. Use size, driver, executor, dynamicAllocation, packages and identities.',
    fieldPath: '.sparkConf',
  },
];

/** What only the catalog can tell of a SparkJob. */
export function validateSpark(job: Job<SparkJobSpec>, catalog: Catalog): FieldError[] {
  const { packages = [] } = job.spec;
  const errors = [
    ...validateCommon(job, catalog),
    ...(packages.length > 0 && catalog.maven === undefined ? [noRepository(packages)] : []),
  ];
  return errors.length > 0 ? errors : sizesOf(job).flatMap(([path, name]) => validateForSpark(job, catalog, { path, name }));
}

/** The sizes of a job's pods, each with the field that says it. */
function sizesOf({ spec }: Job<SparkJobSpec>): [path: string, name: string][] {
  const own = (['driver', 'executor'] as const).map((role): [string, string] => {
    const name = spec[role]?.size;
    return name === undefined ? ['spec.size', spec.size] : [`spec.${role}.size`, name];
  });
  return [...new Map(own)];
}

/** Whether Spark can run in a size, and the queue counts what it takes. */
function validateForSpark(job: Job, catalog: Catalog, { path, name }: { path: string; name: string }): FieldError[] {
  const size = Object.hasOwn(catalog.sizes, name) ? catalog.sizes[name] : undefined;
  if (size === undefined) return [];
  const given = JSON.stringify(name);
  if (shareMemory(size.memory, 'jvm').total < LEAST_MEMORY) {
    return [{ path, reason: `has too little memory for Spark (given ${given}, ${size.memory}). Allowed: sizes of at least ${LEAST_MEMORY}Mi. Choose a larger one.` }];
  }
  const pool = catalog.nodePools[poolOfSize(size, job.spec.spot ?? false, catalog.nodePools) ?? size.nodePool];
  if (size.gpus && pool?.deviceClassName !== undefined) {
    return [{ path, reason: `has GPUs that are claimed by a device class, which the queue does not count for Spark (given ${given}). Allowed: sizes without GPUs, or of a pool that offers them as a resource. Choose another one.` }];
  }
  return [];
}

function noRepository(packages: readonly string[]): FieldError {
  return {
    path: 'spec.packages',
    reason: `the platform has no Maven repository (given ${JSON.stringify(packages[0])}). Allowed: no packages. Remove them, or ask the platform's owners to set maven.url in the catalog.`,
  };
}
