import type { SubdomainName } from '../k8s/name';
import type { HadoopProviderSpec } from '../hadoop/spec';
import type { NotebookGatewaySpec } from '../mesh/spec';
import type { QueueingSpec } from '../queues/spec';

/**
 * What a platform offers to its jobs: runtimes, sizes, node pools, and the services that jobs use.
 * In the cluster it is one ConfigMap, read by the operator and by the admission policy.
 */
export interface Catalog {
  /** Runtimes by the name that a job gives as `framework`. */
  runtimes: Record<string, RuntimeSpec>;
  /** Sizes by the name that a job gives as `size`. */
  sizes: Record<string, ComputeSizeSpec>;
  /** Classes of nodes by name; each becomes a ResourceFlavor. */
  nodePools: Record<string, NodePoolSpec>;
  /** How the queues of tenants share the platform: cohorts, priorities. @default - no cohorts, and the priorities low, normal and high */
  queueing?: QueueingSpec;
  /** Where `pipPackages` come from. @default - the runtime image's own configuration of pip */
  packageIndex?: PackageIndexSpec;
  /** Where the jars come from that jobs name by Maven coordinates. @default - such jobs are refused */
  maven?: MavenRepositorySpec;
  /** Host (and path) put before every image that names no registry of its own or a public one, for example `registry.example.com/mirror`. @default - images are pulled as written */
  registryMirror?: string;
  /**
   * Engines that the platform runs beside those that every platform has (JobSet, Kueue), and the kinds of job that they
   * bring: `spark` is Kubeflow's Spark operator, for SparkJob; `katib` is Katib, for HyperTune with `engine: katib`. Jobs that need an
   * engine that is not here are refused. An engine that is here and not in the cluster stops the jobs of its kinds.
   * @default - none
   * @maxItems 8
   */
  engines?: OptionalEngine[];
  /**
   * Where the pods of Spark's drivers reach the cluster's API server: `kubectl get endpoints kubernetes` tells the addresses. The network
   * rules of tenants let drivers go there.
   * @default - none; a platform whose engines include `spark` must say it
   */
  apiServer?: ApiServerSpec;
  /** How jobs prove who they are. @default - jobs with identities are refused */
  identityProviders?: IdentityProvidersSpec;
  /**
   * The gateway through which people open the notebooks that name them. The mesh must be there, or no notebook is started.
   * @default - that of the platform's ingress where it has `notebooks`; without one, notebooks that name users are refused
   */
  notebookGateway?: NotebookGatewaySpec;
  /** Images of the platform's own parts. @default - the public ones */
  images?: PlatformImages;
  /** Experiment tracking. @default - no tracking variables are set */
  tracking?: TrackingSpec;
  /** The most that one job may ask for, beside the quota of its tenant. @default - that of each field */
  limits?: JobLimitsSpec;
}

/** The most that one job may ask for, so that none keeps for long what others wait for, or fills what all share. */
export interface JobLimitsSpec {
  /**
   * Seconds that a pod may take to end when it is told to: for a last checkpoint. Until they are over it keeps its GPUs, also past its
   * deadline and after a preemption, while the queue counts them as free.
   * @asType integer
   * @minimum 30
   * @maximum 3600
   * @default 600
   */
  terminationGracePeriodSeconds?: number;
  /**
   * The largest `idleTimeoutSeconds` of a notebook: nobody keeps a GPU unused for longer.
   * @asType integer
   * @minimum 600
   * @maximum 604800
   * @default 86400
   */
  idleTimeoutSeconds?: number;
  /**
   * The largest workspace of a notebook, or volume of a study, as a Kubernetes quantity.
   * @default 1Ti
   */
  workspaceSize?: string;
  /**
   * Size of each volume of scratch space of a pod (home, `/tmp`, packages, Spark's own), as a Kubernetes quantity. A pod that writes more
   * is evicted, instead of all pods of its node.
   * @default 100Gi
   */
  scratchSize?: string;
}

/** An engine that not every platform has. */
export type OptionalEngine = 'spark' | 'katib';

/** A versioned image with its launch convention. */
export interface RuntimeSpec {
  /**
   * Image reference, with a digest where it is known.
   * @minLength 1
   */
  image: string;
  /** Language that the runtime runs. */
  language: 'python' | 'jvm';
  /**
   * Framework that the image carries, for example `tensorflow`.
   * @default - only the language
   */
  framework?: string;
  /** Version of the framework, or of the language where there is none. */
  version: string;
  /**
   * The language's launcher in the image.
   * @default - `python3` for python, `java` for jvm
   */
  command?: string;
  /**
   * Whether the image carries JupyterLab, so that notebooks need not install it.
   * @default false
   */
  jupyterLab?: boolean;
}

/** What one pod asks for. Requests equal limits. */
export interface ComputeSizeSpec {
  /** CPU cores as a Kubernetes quantity: `4`, `500m`. */
  cpu: string;
  /** Memory as a Kubernetes quantity: `16Gi`. */
  memory: string;
  /**
   * Whole GPUs.
   * @minimum 0
   * @asType integer
   * @default 0
   */
  gpus?: number;
  /** Node pool (a key of `nodePools`) that pods of this size run on. */
  nodePool: string;
}

/** A class of nodes: how to recognise it and what keeps other pods away from it. */
export interface NodePoolSpec {
  /** Labels that every node of the pool carries; pods select them. At most 8. @default - any node */
  labels?: Record<string, string>;
  /** Taints that every node of the pool carries; the queue's flavor tolerates them. At most 8. @default - none */
  taints?: TaintSpec[];
  /**
   * `spot`: nodes that may be taken away at any time. They carry the taint `ds.bloomberg.com/spot:NoSchedule` too, which the queue's flavor
   * does not tolerate: only jobs that say `spot: true` run on them.
   * @default on-demand
   */
  capacityType?: 'on-demand' | 'spot';
  /** Pool of spot nodes (a key of `nodePools`) that jobs of this pool's sizes run on when they say `spot: true`. @default - such jobs are refused */
  spotPool?: string;
  /**
   * Resource that the pool's pods ask for, one for each GPU of their size: a part of a GPU where the pool shares its GPUs
   * (`nvidia.com/mig-1g.10gb`, `nvidia.com/gpu.shared`).
   * @default nvidia.com/gpu
   */
  gpuResource?: string;
  /**
   * DeviceClass whose devices the pool's pods claim (Dynamic Resource Allocation), instead of asking for a resource of a device plugin.
   * Kueue must map the class to `gpuResource`, as the Pulumi layer `platform` tells it.
   * @default - pods ask for `gpuResource`
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
   */
  deviceClassName?: string;
  /**
   * Name of the Topology of Kueue that tells which nodes of the pool are near each other; the pods of a job are then placed as near as they can be.
   * @default - nearness does not count
   * @see https://kueue.sigs.k8s.io/docs/concepts/topology_aware_scheduling/
   */
  topologyName?: string;
  /**
   * Labels of nodes that the levels of that Topology are told by, the widest first: a block, a rack, a host.
   * @default [kubernetes.io/hostname]
   */
  topologyLevels?: string[];
}

/** A taint of a node. */
export interface TaintSpec {
  key: string;
  value?: string;
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** A Python package index. */
export interface PackageIndexSpec {
  /** Base address of the index's simple API, for example `https://pypi.example.com/simple/`. */
  url: string;
  /** Further indexes that pip may look into. @default - none */
  extraUrls?: string[];
  /** Hosts whose plain HTTP or unknown certificate is accepted. @default - none */
  trustedHosts?: string[];
  /**
   * Secret with the credentials of these indexes: its key `netrc` names hosts, users and passwords as the file `.netrc` does. It is looked for in the
   * namespace of each job; where it is missing, indexes are asked without. Only the container that installs packages has it.
   * @default - no credentials
   * @example package-index
   */
  secretName?: SubdomainName;
}

/** A Maven repository. */
export interface MavenRepositorySpec {
  /** Address that the paths of artifacts start with, for example `https://maven.example.com/releases/`. It must let jobs read without a password. */
  url: string;
}

/** The identity providers that the platform knows how to use. */
export interface IdentityProvidersSpec {
  /** Hadoop users. */
  hadoop?: HadoopProviderSpec;
}

/** Images of the platform's own parts. */
export interface PlatformImages {
  /** Node.js 22 or newer, for the operator, and for what prepares the pods of jobs where their own runtime cannot. @default docker.io/library/node:24.21.0-slim */
  node?: string;
  /** An image with MIT's `kinit` and a shell, which gets tickets for jobs. @default docker.io/apache/spark:4.2.0 */
  kerberos?: string;
}

/** Experiment tracking with MLflow. */
export interface TrackingSpec {
  /** Address of the tracking server, for example `http://mlflow.ds-platform.svc:5000`. */
  uri: string;
}

/** Addresses of the API server, as pods of the cluster see them. */
export interface ApiServerSpec {
  /**
   * Ranges of addresses in CIDR notation.
   * @minItems 1
   * @maxItems 16
   */
  cidrs: string[];
  /**
   * Ports, of the Service and behind it: network rules may be applied before or after the Service is resolved.
   * @default [443, 6443]
   * @maxItems 16
   */
  ports?: number[];
}
