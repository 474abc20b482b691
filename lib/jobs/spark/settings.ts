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
  'spark.executorEnv.',
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
  'spark.executor.extraClassPath',
  'spark.dynamicAllocation.enabled',
  'spark.dynamicAllocation.minExecutors',
  'spark.dynamicAllocation.maxExecutors',
  'spark.dynamicAllocation.initialExecutors',
  'spark.dynamicAllocation.shuffleTracking.enabled',
  'spark.local.dir',
];

/** Variables by which Spark tells its pods what they are. @see https://github.com/apache/spark/blob/v4.0.1/resource-managers/kubernetes/core/src/main/scala/org/apache/spark/deploy/k8s/Constants.scala */
export const SPARK_VARIABLES: readonly string[] = [
  'SPARK_APPLICATION_ID',
  'SPARK_CLASSPATH',
  'SPARK_CONF_DIR',
  'SPARK_DRIVER_BIND_ADDRESS',
  'SPARK_DRIVER_POD_IP',
  'SPARK_DRIVER_URL',
  'SPARK_EXECUTOR_CORES',
  'SPARK_EXECUTOR_ID',
  'SPARK_EXECUTOR_MEMORY',
  'SPARK_EXECUTOR_POD_IP',
  'SPARK_EXECUTOR_POD_NAME',
  'SPARK_LOCAL_DIRS',
  'SPARK_RESOURCE_PROFILE_ID',
];
