/** The platform's API group. */
export const API_GROUP = 'ds.bloomberg.com';

/** The served and stored version of every kind of the group. */
export const API_VERSION = 'v1';

/** Value of `app.kubernetes.io/managed-by` on everything that the platform makes. */
export const MANAGED_BY = 'ds-platform';

/** Labels that the platform sets; selectors, policies and metrics rely on them. */
export const LABELS = {
  managedBy: 'app.kubernetes.io/managed-by',
  /** Name of the job (our custom resource) that an object belongs to. */
  jobName: `${API_GROUP}/job-name`,
  /** Kind of the job, as in the manifest: `TensorFlowJob`. */
  jobKind: `${API_GROUP}/job-kind`,
  /** Part that a pod plays in its job: `worker`, `ps`, `main`. */
  role: `${API_GROUP}/role`,
  /** Size of the catalog that a pod was made with. */
  size: `${API_GROUP}/size`,
  /** Node pool that a node belongs to. */
  nodePool: `${API_GROUP}/node-pool`,
  /** Key of the taint of nodes that may be taken away at any time. */
  spot: `${API_GROUP}/spot`,
  /** Key of a taint of a ResourceFlavor that labels alone do not keep pods of other pools from; no node carries it. */
  flavor: `${API_GROUP}/flavor`,
  /** On a pod that opens to the platform's gateway alone: other jobs of its tenant do not reach it. */
  behindGateway: `${API_GROUP}/behind-gateway`,
  /** Tenant that a namespace belongs to. */
  tenant: `${API_GROUP}/tenant`,
  /** LocalQueue of a workload. @see https://kueue.sigs.k8s.io/docs/reference/labels-and-annotations/ */
  queueName: 'kueue.x-k8s.io/queue-name',
  /** WorkloadPriorityClass of a workload. @see https://kueue.sigs.k8s.io/docs/reference/labels-and-annotations/ */
  priorityClass: 'kueue.x-k8s.io/priority-class',
  /** Seconds after which the queue takes a workload away for good. @see https://kueue.sigs.k8s.io/docs/reference/labels-and-annotations/ */
  longest: 'kueue.x-k8s.io/max-exec-time-seconds',
} as const;

/** Annotations that name the experiment of a job. */
export const ANNOTATIONS = {
  project: 'ai.bloomberg.com/project',
  experiment: 'ai.bloomberg.com/experiment',
} as const;

/** Annotations of a tenant's objects, for those who admit its jobs or deploy it. */
export const TENANT_ANNOTATIONS = {
  /** Priorities that jobs of the namespace may name, separated by commas; all where it is missing. */
  priorities: `${API_GROUP}/priorities`,
  /** `true` where a job must name one: to name none would give it a priority above those that it may name. */
  priorityRequired: `${API_GROUP}/priority-required`,
  /** `retain`: who deploys the object must leave it in the cluster when it is no longer described. */
  onDelete: `${API_GROUP}/on-delete`,
} as const;

/** Resource of our group that nothing answers to: it is there to be asked about, with the verb `use`, who may act as whom. */
export const IDENTITIES = 'identities';

/** Namespace of the platform's own parts: the catalog and the operator. */
export const PLATFORM_NAMESPACE = 'ds-platform';

/** Name of the ConfigMap that holds the catalog in the cluster, and of the policy that reads it. */
export const CATALOG_NAME = 'ds-catalog';

/** Role in the platform's namespace of those who may read the catalog's ConfigMap, and nothing else there. */
export const CATALOG_READER = 'ds-catalog-reader';

/** Key of the catalog in its ConfigMap. */
export const CATALOG_KEY = 'catalog.json';

/** Account of the operator, in the platform's namespace. */
export const OPERATOR_ACCOUNT = 'ds-operator';

/** ClusterRole of what the operator may write in the namespaces of tenants, each of which binds it. */
export const OPERATOR_TENANT_ROLE = 'ds-operator-tenant';

/** Name of the LocalQueue that a job without `queue` goes to; Kueue's own default. */
export const DEFAULT_QUEUE = 'default';
