import type { V1Affinity, V1Container, V1PodTemplateSpec, V1Toleration } from '@kubernetes/client-node';
import type { KubeObjectOf } from '../../k8s/object';

/** Version of the Spark operator's API. */
export const SPARK_API_VERSION = 'sparkoperator.k8s.io/v1beta2';

/** @see https://github.com/kubeflow/spark-operator/blob/v2.5.2/api/v1beta2/sparkapplication_types.go */
export interface SparkApplicationSpec {
  type: 'Python' | 'Scala';
  mode: 'cluster';
  sparkVersion: string;
  image: string;
  imagePullPolicy: 'IfNotPresent';
  mainApplicationFile: string;
  mainClass?: string;
  arguments?: string[];
  sparkConf: Record<string, string>;
  restartPolicy: { type: 'Never' } | { type: 'OnFailure'; onFailureRetries: number; onFailureRetryInterval: number };
  timeToLiveSeconds?: number;
  driver: SparkPod;
  executor: SparkPod & { instances: number; deleteOnTermination: boolean };
}

/**
 * A driver or an executor. What the queue counts and chooses a node pool by is said by fields, which it reads; everything else by the
 * template, which Spark makes the pod of.
 */
export interface SparkPod {
  cores: number;
  coreRequest: string;
  coreLimit: string;
  /** Java's heap. */
  memory: string;
  memoryOverhead: string;
  /** Both together. Without it Kueue would take the limit that the namespace has for those who ask for none. */
  memoryLimit: string;
  gpu?: { name: string; quantity: number };
  nodeSelector?: Record<string, string>;
  tolerations?: V1Toleration[];
  affinity?: V1Affinity;
  serviceAccount: string;
  initContainers: V1Container[];
  template: V1PodTemplateSpec;
}

export type SparkApplication = KubeObjectOf<SparkApplicationSpec>;
