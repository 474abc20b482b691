/** The kind's name, which labels of its pods bear. */
export const SPARK_KIND = 'SparkJob';

/** Account in each tenant's namespace by which drivers make their executors. */
export const SPARK_ACCOUNT = 'ds-spark';
