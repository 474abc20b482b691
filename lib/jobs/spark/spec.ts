import type { JobSpec, PythonModule, SizeName } from '../common/spec';

/**
 * Where a Spark application is: in the image (`local:///opt/app/main.py`), or at an address that the driver can read. A path of the
 * machine that submits is not one: the application is submitted from inside the cluster.
 * @minLength 1
 * @maxLength 2048
 * @pattern ^(local:///|https?://|hdfs://|webhdfs://|s3a://|gs://|abfss?://)[^ \t\n\r,*?{}\[\]]+$
 * @example hdfs://CLUSTER/apps/news-index.jar
 */
export type ApplicationFile = string;

/**
 * Full name of the class whose `main` is run.
 * @minLength 1
 * @maxLength 512
 * @pattern ^[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*$
 * @example com.example.news.Index
 */
export type ApplicationClass = string;

/**
 * Maven coordinates `group:artifact:version` of a library.
 * @minLength 1
 * @maxLength 512
 * @pattern ^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*:[A-Za-z0-9_-][A-Za-z0-9_.-]*:[A-Za-z0-9_][A-Za-z0-9_.+-]*$
 * @example org.apache.spark:spark-avro_2.13:4.2.0
 */
export type MavenPackage = string;

/**
 * Value of a setting, as Spark writes it.
 * @maxLength 4096
 */
export type SparkSetting = string;

/**
 * Settings of Spark by name.
 * @maxProperties 128
 */
export type SparkSettings = Record<string, SparkSetting>;

/** Runs a Spark application, in Python or for the JVM, on a driver and executors of its own. */
export interface SparkJobSpec extends JobSpec {
  /** The application: a file `.py`, or a jar, whose `mainClass` must be given. Either this or `module`. */
  mainApplicationFile?: ApplicationFile;
  /** Class of the jar whose `main` is run. @default - none: the application is in Python */
  mainClass?: ApplicationClass;
  /** Python module that the driver runs, from the runtime or `pipPackages`, as `python -m <module>`. Either this or `mainApplicationFile`. */
  module?: PythonModule;
  /**
   * Libraries for the JVM with all that they depend on, from the platform's Maven repository, on the driver and the executors.
   * @default - only what the runtime carries
   * @maxItems 64
   */
  packages?: MavenPackage[];
  /**
   * Settings of Spark (`spark.sql.shuffle.partitions`); values are strings. Those that decide on the size, place, number or identity of pods
   * belong to the platform.
   * @see https://spark.apache.org/docs/latest/configuration.html
   * @default - only those of the platform
   */
  sparkConf?: SparkSettings;
  /** The driver. @default - of the job's size */
  driver?: SparkDriver;
  /** The executors. @default - one of the job's size */
  executor?: SparkExecutor;
  /** Lets the number of executors follow the work. @default - `executor.instances` all the time */
  dynamicAllocation?: DynamicAllocation;
}

/** The process that runs the application's own code and hands work to the executors. */
export interface SparkDriver {
  /** Size of the catalog. @default - the job's size */
  size?: SizeName;
}

/** The processes that do the work. */
export interface SparkExecutor {
  /**
   * How many there are.
   * @default 1
   * @asType integer
   * @minimum 1
   * @maximum 1000
   */
  instances?: number;
  /** Size of the catalog. @default - the job's size */
  size?: SizeName;
}

/**
 * Executors that come and go with the work. The queue gives the job quota for `maxExecutors` before it starts, and it starts with so many;
 * idle ones go after `spark.dynamicAllocation.executorIdleTimeout` (60 seconds).
 */
export interface DynamicAllocation {
  /**
   * Executors that stay when there is nothing to do.
   * @default 0
   * @asType integer
   * @minimum 0
   * @maximum 1000
   */
  minExecutors?: number;
  /**
   * Most executors at a time.
   * @asType integer
   * @minimum 1
   * @maximum 1000
   */
  maxExecutors: number;
}
