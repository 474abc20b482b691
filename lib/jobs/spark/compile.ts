import type { Catalog } from '../../catalog/spec';
import { argumentList } from '../common/args';
import { imageOf, runtimeOf } from '../common/pod';
import { podLimits, type PodLimits } from '../common/pod-limits';
import { queuedMetadata } from '../common/queued';
import type { Job, PodGroup } from '../kind';
import { SPARK_API_VERSION, type SparkApplication, type SparkApplicationSpec } from './application';
import { hadoopSettings } from './hadoop';
import { PACKAGES_PATH } from './packages';
import { sizeOf, sparkPod } from './pods';
import { isPython, programOf, pythonSettings } from './program';
import type { SparkJobSpec } from './spec';
import { SUFFIX } from './validate';

/** Folder of the volume that Spark spills to. */
const LOCAL_DIRECTORY = '/var/data/spark-local';

/** Seconds before a failed application is tried again; each further time it is so many more. */
const RETRY_INTERVAL = 10;

/** The SparkApplication of a job. The job is valid. `suspend` is Kueue's and is left out. */
export function compileSpark(job: Job<SparkJobSpec>, catalog: Catalog): SparkApplication {
  const { spec } = job;
  const { file, mainClass, first } = programOf(spec);
  const args = [...first, ...argumentList(spec.args)];
  return {
    apiVersion: SPARK_API_VERSION,
    kind: 'SparkApplication',
    metadata: queuedMetadata(job, SUFFIX),
    spec: {
      type: isPython(spec) ? 'Python' : 'Scala',
      // The only mode that Kueue queues.
      mode: 'cluster',
      sparkVersion: runtimeOf(job, catalog).version,
      image: imageOf(job, catalog),
      imagePullPolicy: 'IfNotPresent',
      mainApplicationFile: file,
      ...(mainClass !== undefined && { mainClass }),
      ...(args.length > 0 && { arguments: args }),
      sparkConf: settingsOf(job, catalog),
      restartPolicy: restartPolicy(spec),
      ...(spec.ttlSecondsAfterFinished !== undefined && { timeToLiveSeconds: spec.ttlSecondsAfterFinished }),
      driver: sparkPod(job, catalog, 'driver'),
      // Their logs are there as long as the driver's.
      executor: { ...sparkPod(job, catalog, 'executor'), instances: executors(spec), deleteOnTermination: false },
    },
  };
}

/** The driver, and as many executors as there may be: the queue gives quota for all of them. */
export function sparkPodGroups(job: Job<SparkJobSpec>): PodGroup[] {
  return [
    { role: 'driver', count: 1, size: sizeOf(job, 'driver') },
    { role: 'executor', count: executors(job.spec), size: sizeOf(job, 'executor') },
  ];
}

function executors({ executor, dynamicAllocation }: SparkJobSpec): number {
  return dynamicAllocation?.maxExecutors ?? executor?.instances ?? 1;
}

/** A failed submission is not tried again: Kueue takes it for the end, and what ran then would run beside the queue. */
function restartPolicy({ backoffLimit = 0 }: SparkJobSpec): SparkApplicationSpec['restartPolicy'] {
  return backoffLimit === 0 ? { type: 'Never' } : { type: 'OnFailure', onFailureRetries: backoffLimit, onFailureRetryInterval: RETRY_INTERVAL };
}

function settingsOf(job: Job<SparkJobSpec>, catalog: Catalog): Record<string, string> {
  const { spec } = job;
  const classPath = { 'spark.driver.extraClassPath': `${PACKAGES_PATH}/*`, 'spark.executor.extraClassPath': `${PACKAGES_PATH}/*` };
  const settings: Record<string, string> = {
    // What a person looks for is the end of the log.
    'spark.log.level': 'WARN',
    // Spark 4.2 and later would make a NetworkPolicy, which its operator may not and the tenant has.
    'spark.kubernetes.driver.pod.excludedFeatureSteps': 'org.apache.spark.deploy.k8s.features.NetworkPolicyFeatureStep',
    ...spec.sparkConf,
    ...hadoopSettings(job, catalog),
    ...localDirectory(podLimits(catalog)),
    ...dynamicSettings(spec),
    ...pythonSettings(spec),
    ...((spec.packages ?? []).length > 0 && classPath),
  };
  return Object.fromEntries(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * Where Spark spills and shuffles. The volumes that it would make by itself have no limit.
 * @see https://spark.apache.org/docs/4.0.1/running-on-kubernetes.html#local-storage
 */
function localDirectory({ scratchSize }: PodLimits): Record<string, string> {
  return Object.fromEntries(
    ['driver', 'executor'].flatMap((role) => {
      const volume = `spark.kubernetes.${role}.volumes.emptyDir.spark-local-dir-1`;
      return [
        [`${volume}.mount.path`, LOCAL_DIRECTORY],
        [`${volume}.options.sizeLimit`, scratchSize],
      ];
    }),
  );
}

/** Not by the operator's field: Kueue refuses it. To the queue the job is one of as many executors as it may have. */
function dynamicSettings({ dynamicAllocation }: SparkJobSpec): Record<string, string> {
  if (dynamicAllocation === undefined) return {};
  return {
    'spark.dynamicAllocation.enabled': 'true',
    'spark.dynamicAllocation.minExecutors': String(dynamicAllocation.minExecutors ?? 0),
    'spark.dynamicAllocation.maxExecutors': String(dynamicAllocation.maxExecutors),
    // There is no shuffle service outside of the executors.
    'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
  };
}
