import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { Catalog } from '../../../../lib/catalog/spec';
import { validateCatalog } from '../../../../lib/catalog/validate';
import { validateJob } from '../../../../lib/jobs/job';
import { texts } from '../../../builders/errors';
import { SPARK_CATALOG, sparkJob } from '../../../builders/jobs';

const APPLICATION = 'spec.mainApplicationFile: needs one application. Allowed: either mainApplicationFile or module. Give exactly one.';
const CLASS = 'spec.mainClass: belongs to a jar, and a jar needs it. Allowed: a class with a mainApplicationFile that is a jar, none with Python. Give it, or remove it.';
const JAR = { mainApplicationFile: 'local:///opt/app.jar', mainClass: 'com.example.App' };

function errors(given: object, catalog: Catalog = SPARK_CATALOG): string[] {
  return texts(validateJob({ ...sparkJob(), spec: { framework: 'spark-4', size: 'CpuSmall', ...given } } as never, catalog));
}

test.each<[object, string[]]>([
  [{ module: 'a.b' }, []],
  [{ mainApplicationFile: 'local:///opt/app.py' }, []],
  [{ mainApplicationFile: 'hdfs://CLUSTER/apps/app.py', pipPackages: ['numpy'] }, []],
  [JAR, []],
  [{ ...JAR, packages: ['org.apache.spark:spark-avro_2.13:4.2.0'] }, []],
  [{ module: 'a', dynamicAllocation: { maxExecutors: 3 } }, []],
  [{ module: 'a', sparkConf: { 'spark.sql.shuffle.partitions': '8', 'spark.dynamicAllocation.executorIdleTimeout': '5s' } }, []],
  [{}, [APPLICATION]],
  [{ ...JAR, module: 'a' }, [APPLICATION]],
  [{ module: 'a', mainClass: 'A' }, [CLASS]],
  [{ mainApplicationFile: 'local:///opt/app.jar' }, [CLASS]],
  [{ mainApplicationFile: 'local:///opt/app.py', mainClass: 'A' }, [CLASS]],
  [{ ...JAR, pipPackages: ['numpy'] }, ['spec.pipPackages: are Python packages, and the application is a jar. Allowed: none. Remove them, or use packages.']],
  [{ module: 'a', executor: { instances: 2 }, dynamicAllocation: { maxExecutors: 3 } }, ['spec.executor.instances: contradicts dynamicAllocation, which gives the number of executors. Allowed: one of the two. Remove the other.']],
  [{ module: 'a', dynamicAllocation: { minExecutors: 4, maxExecutors: 3 } }, ['spec.dynamicAllocation.minExecutors: is more than maxExecutors. Allowed: maxExecutors or less. Lower it, or raise maxExecutors.']],
  [{ module: 'a', sparkConf: { 'sql.shuffle.partitions': '8' } }, ["spec.sparkConf: has names that Spark does not read. Allowed: names that begin with spark. (spark.hadoop. for Hadoop's settings). Correct them."]],
])('%j', (given, expected) => {
  expect(errors(given)).toEqual(expected);
});

/** What would make pods that the queue does not know of, or be read by the operator with its rights. */
test.each([
  'spark.executor.memory',
  'spark.executor.memoryOverheadFactor',
  'spark.executor.instances',
  'spark.executor.cores',
  'spark.executor.pyspark.memory',
  'spark.executorEnv.HADOOP_USER_NAME',
  'spark.executorEnv.SPARK_USER',
  'spark.memory.offHeap.size',
  'spark.dynamicAllocation.enabled',
  'spark.kubernetes.namespace',
  'spark.kubernetes.file.upload.path',
  'spark.kubernetes.driver.podTemplateFile',
  'spark.kubernetes.authenticate.driver.serviceAccountName',
  'spark.files',
  'spark.jars.packages',
  'spark.jars.ivySettings',
  'spark.submit.deployMode',
  'spark.master',
  'spark.kerberos.keytab',
])('the setting %s is the platform\'s', (name) => {
  expect(errors({ module: 'a', sparkConf: { [name]: '1' } })).toEqual([expect.stringMatching(/^spec\.sparkConf: has settings that belong to the platform/)]);
});

/** The operator would read these from its own disk, where its token is. */
test.each(['/opt/app.py', 'file:///var/run/secrets/kubernetes.io/serviceaccount/token', 'local://host/app.py', 'app.py', 'hdfs://CLUSTER/*.jar'])('%s is no application', (mainApplicationFile) => {
  expect(errors({ mainApplicationFile })).toEqual([expect.stringMatching(/^spec\.mainApplicationFile: /)]);
});

test('a platform without the engine refuses every SparkJob', () => {
  expect(errors({ module: 'a' }, DEFAULT_CATALOG)).toEqual([expect.stringMatching(/^kind: needs the engine spark/)]);
});

test('a size must have room for Java and what is beside it', () => {
  const catalog = { ...SPARK_CATALOG, sizes: { ...SPARK_CATALOG.sizes, Tiny: { cpu: '1', memory: '512Mi', nodePool: 'cpu' } } };
  const text = 'has too little memory for Spark (given "Tiny", 512Mi). Allowed: sizes of at least 896Mi. Choose a larger one.';
  expect(errors({ module: 'a', size: 'Tiny' }, catalog)).toEqual([`spec.size: ${text}`]);
  expect(errors({ module: 'a', driver: { size: 'Tiny' } }, catalog)).toEqual([`spec.driver.size: ${text}`]);
  expect(errors({ module: 'a', executor: { size: 'Nope' } }, catalog)).toEqual([expect.stringMatching(/^spec\.executor\.size: unknown size/)]);
});

test('GPUs that are claimed by a device class are refused, since the queue would not count them', () => {
  const gpu = { ...SPARK_CATALOG.nodePools.gpu, deviceClassName: 'gpu.nvidia.com' };
  const catalog = { ...SPARK_CATALOG, nodePools: { ...SPARK_CATALOG.nodePools, gpu } };
  expect(errors({ module: 'a', executor: { size: 'GpuSmall' } }, catalog)).toEqual([expect.stringMatching(/^spec\.executor\.size: has GPUs that are claimed by a device class/)]);
  expect(errors({ module: 'a', executor: { size: 'GpuSmall' } })).toEqual([]);
});

test('packages need a Maven repository', () => {
  expect(errors({ module: 'a', packages: ['a:b:1'] }, { ...SPARK_CATALOG, maven: undefined })).toEqual([expect.stringMatching(/^spec\.packages: the platform has no Maven repository/)]);
});

test('a name must leave room for that of the driver', () => {
  expect(texts(validateJob(sparkJob({}, { name: 'n'.repeat(53) }), SPARK_CATALOG))).toEqual([]);
  expect(texts(validateJob(sparkJob({}, { name: 'n'.repeat(55) }), SPARK_CATALOG))).toEqual([
    "metadata.name: is too long (given 55 characters). Allowed: at most 53, so that the name of the driver's pod fits 63. Shorten it by 2.",
  ]);
});

test('a catalog with the engine must say where the API server is', () => {
  expect(texts(validateCatalog({ ...DEFAULT_CATALOG, engines: ['spark'] }))).toEqual([expect.stringMatching(/^apiServer: missing/)]);
  expect(texts(validateCatalog({ ...SPARK_CATALOG, apiServer: { cidrs: ['10.0.0.10'] } }))).toEqual([expect.stringMatching(/^apiServer\.cidrs\[0\]: not a range of addresses/)]);
  expect(texts(validateCatalog(SPARK_CATALOG))).toEqual([]);
});
