import { LABELS } from '../api';
import type { DeviceClassMapping } from '../nodes/device-class';
import { toYaml } from '../yaml/write';
import type { EngineDefinition } from './engine';
import { repositoryAndTag } from './image-parts';

/** Runs the pods of a job as one. */
export const JOBSET: EngineDefinition = {
  name: 'jobset',
  chart: { name: 'jobset', version: '0.12.0', repository: 'oci://registry.k8s.io/jobset/charts' },
  see: 'https://github.com/kubernetes-sigs/jobset/tree/v0.12.0/charts/jobset',
  release: 'jobset',
  namespace: 'jobset-system',
  podSecurity: 'restricted',
  apiGroups: ['jobset.x-k8s.io'],
  after: [],
  workloads: ['deployment/jobset-controller'],
  images: { controller: 'registry.k8s.io/jobset/jobset:v0.12.0' },
  // The chart itself names the branch's build, made anew with every change, and pulls it at every start.
  values: ({ image }) => ({ image: { ...repositoryAndTag(image('controller')), pullPolicy: 'IfNotPresent' } }),
};

/**
 * How long the pods of a job may take until all of them run, and be short of some later. Kueue has this on since 0.19; its own half an hour is
 * tight where a node is bought, an image of many gigabytes pulled and packages installed first. What cannot start at all, an image that is not
 * there, say, gives its quota back after that, and is tried again: after one minute, two, four and so on, and five times. That is
 * more than a working day; then somebody has to look at it.
 * @see https://github.com/kubernetes-sigs/kueue/blob/v0.19.2/apis/config/v1beta2/configuration_types.go
 */
const WAIT_FOR_PODS_READY = {
  timeout: '1h',
  recoveryTimeout: '1h',
  // One job that does not start is no reason for all others to wait.
  blockAdmission: false,
  requeuingStrategy: { timestamp: 'Eviction', backoffLimitCount: 5, backoffBaseSeconds: 60, backoffMaxSeconds: 3600 },
};

/**
 * How Kueue runs. The group `batch` is there for jobs that people submit by themselves.
 * @see https://kueue.sigs.k8s.io/docs/reference/kueue-config.v1beta2/
 */
const KUEUE_CONFIGURATION = {
  apiVersion: 'config.kueue.x-k8s.io/v1beta2',
  kind: 'Configuration',
  health: { healthProbeBindAddress: ':8081' },
  // Usage and quota of each queue, for the dashboards; they are off by default.
  metrics: { bindAddress: ':8443', enableClusterQueueResources: true },
  webhook: { port: 9443 },
  leaderElection: { leaderElect: true, resourceName: 'c1f6bfd2.kueue.x-k8s.io' },
  controller: {
    groupKindConcurrency: { 'Job.batch': 5, Pod: 5, 'Workload.kueue.x-k8s.io': 10, 'LocalQueue.kueue.x-k8s.io': 5, 'ClusterQueue.kueue.x-k8s.io': 5, 'ResourceFlavor.kueue.x-k8s.io': 1 },
  },
  clientConnection: { qps: 500, burst: 1000 },
  internalCertManagement: { enable: true },
  manageJobsWithoutQueueName: false,
  waitForPodsReady: WAIT_FOR_PODS_READY,
  integrations: {
    frameworks: ['batch/job', 'jobset.x-k8s.io/jobset'],
    // The operator finds the Workload of a job by it.
    labelKeysToCopy: [LABELS.jobName],
  },
};

/** Both are needed: with one of them missing, applications of Spark would run without waiting for quota. The gate is alpha. */
const SPARK = {
  featureGates: { SparkApplicationIntegration: true },
  integrations: { ...KUEUE_CONFIGURATION.integrations, frameworks: [...KUEUE_CONFIGURATION.integrations.frameworks, 'sparkoperator.k8s.io/sparkapplication'] },
};

/** Idle quota goes to the tenant that has the smallest share, and comes back by preemption. It holds for all cohorts, and is on where it is there at all. */
const FAIR_SHARING = { preemptionStrategies: ['LessThanOrEqualToFinalShare', 'LessThanInitialShare'] };

/**
 * Claims of devices count as the resource that quotas are of; without the mapping Kueue refuses jobs that claim.
 * @see https://kueue.sigs.k8s.io/docs/concepts/dynamic_resource_allocation/
 */
function claims(deviceClasses: readonly DeviceClassMapping[] = []): object {
  return deviceClasses.length > 0 ? { resources: { deviceClassMappings: deviceClasses } } : {};
}

/** Decides which jobs may start. */
export const KUEUE: EngineDefinition = {
  name: 'kueue',
  chart: { name: 'kueue', version: '0.19.2', repository: 'oci://registry.k8s.io/kueue/charts' },
  see: 'https://github.com/kubernetes-sigs/kueue/tree/v0.19.2/charts/kueue',
  release: 'kueue',
  namespace: 'kueue-system',
  podSecurity: 'restricted',
  apiGroups: ['kueue.x-k8s.io'],
  // Its webhooks see JobSets from the start.
  after: ['jobset'],
  workloads: ['deployment/kueue-controller-manager'],
  images: { manager: 'registry.k8s.io/kueue/kueue:v0.19.2' },
  values: ({ image, fairSharing, spark, deviceClasses }) => ({
    controllerManager: { manager: { image: { ...repositoryAndTag(image('manager')), pullPolicy: 'IfNotPresent' } } },
    managerConfig: { controllerManagerConfigYaml: toYaml([{ ...KUEUE_CONFIGURATION, ...(spark && SPARK), ...(fairSharing && { fairSharing: FAIR_SHARING }), ...claims(deviceClasses) }]) },
  }),
};
