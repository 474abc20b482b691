/**
 * Settings of Spark that the platform decides on. Given by a job, they would make its pods larger than their size or more than the queue
 * knows of, put them elsewhere, or give them another account; or they would be read, with its rights, by the operator that submits.
 */
export const RESERVED_PREFIXES: readonly string[] = [
  'spark.kubernetes.',
  'spark.kerberos.',
  'spark.submit.',
  'spark.jars',
  'spark.files',
  'spark.archives',
  'spark.yarn.',
  'spark.pyspark.',
  'spark.memory.offHeap.',
  'spark.driver.memory',
  'spark.driver.minMemory',
  'spark.driver.resource.',
  'spark.executor.memory',
  'spark.executor.minMemory',
  'spark.executor.resource.',
  'spark.executorEnv.DS_',
  'spark.hadoop.hadoop.security.',
];

/** Such settings whose names others begin with. */
export const RESERVED_NAMES: readonly string[] = [
  'spark.master',
  'spark.app.name',
  'spark.driver.cores',
  'spark.driver.host',
  'spark.driver.port',
  'spark.driver.bindAddress',
  'spark.driver.extraClassPath',
  'spark.executor.cores',
  'spark.executor.instances',
  'spark.executor.pyspark.memory',
  'spark.executorEnv.HADOOP_USER_NAME',
  'spark.executorEnv.SPARK_USER',
  'spark.executor.extraClassPath',
  'spark.dynamicAllocation.enabled',
  'spark.dynamicAllocation.minExecutors',
  'spark.dynamicAllocation.maxExecutors',
  'spark.dynamicAllocation.initialExecutors',
  'spark.dynamicAllocation.shuffleTracking.enabled',
  'spark.local.dir',
];
