import type { SubdomainName } from '../../k8s/name';
import type { Json } from '../../k8s/object';

/**
 * Name of a runtime of the catalog.
 * @minLength 1
 * @maxLength 63
 * @pattern ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
 * @example tensorflow-2-python-3
 */
export type RuntimeName = string;

/**
 * Name of a size of the catalog.
 * @minLength 1
 * @maxLength 63
 * @pattern ^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$
 * @example GpuLarge
 */
export type SizeName = string;

/**
 * Name of a Kubernetes object: lower-case letters, digits and `-`.
 * @minLength 1
 * @maxLength 63
 * @pattern ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$
 * @example nightly
 */
export type ObjectName = string;

/**
 * Name of an environment variable. Names that start with `DS_`, and `TF_CONFIG`, belong to the platform.
 * @minLength 1
 * @maxLength 256
 * @pattern ^[A-Za-z_][A-Za-z0-9_]*$
 * @example LEARNING_RATE
 */
export type EnvVarName = string;

/**
 * A Python requirement as PEP 508 defines it: a name, extras, versions or an address, and a marker.
 * @see https://peps.python.org/pep-0508/
 * @minLength 1
 * @maxLength 512
 * @pattern ^[A-Za-z0-9]([-A-Za-z0-9._]*[A-Za-z0-9])?[ \t]*(\[[ \t]*[A-Za-z0-9]([-A-Za-z0-9._]*[A-Za-z0-9])?([ \t]*,[ \t]*[A-Za-z0-9]([-A-Za-z0-9._]*[A-Za-z0-9])?)*[ \t]*\])?[ \t]*(@[ \t]*[A-Za-z][A-Za-z0-9+.-]*:[^ \t\n\r\\]+([ \t]+)?|\([ \t]*(===|==|~=|!=|<=|>=|<|>)[ \t]*[A-Za-z0-9_.*+!-]+([ \t]*,[ \t]*(===|==|~=|!=|<=|>=|<|>)[ \t]*[A-Za-z0-9_.*+!-]+)*[ \t]*\)|(===|==|~=|!=|<=|>=|<|>)[ \t]*[A-Za-z0-9_.*+!-]+([ \t]*,[ \t]*(===|==|~=|!=|<=|>=|<|>)[ \t]*[A-Za-z0-9_.*+!-]+)*)?[ \t]*(;[ \t(]*(python_version|python_full_version|os[._]name|sys[._]platform|platform_(release|system)|platform[._](version|machine|python_implementation)|python_implementation|implementation_(name|version)|extras?|dependency_groups|'[^'\n\r]*'|"[^"\n\r]*")[ \t]*(===|==|~=|!=|<=|>=|<|>|in|not[ \t]+in)[ \t]*(python_version|python_full_version|os[._]name|sys[._]platform|platform_(release|system)|platform[._](version|machine|python_implementation)|python_implementation|implementation_(name|version)|extras?|dependency_groups|'[^'\n\r]*'|"[^"\n\r]*")[ \t)]*((and|or)[ \t(]*(python_version|python_full_version|os[._]name|sys[._]platform|platform_(release|system)|platform[._](version|machine|python_implementation)|python_implementation|implementation_(name|version)|extras?|dependency_groups|'[^'\n\r]*'|"[^"\n\r]*")[ \t]*(===|==|~=|!=|<=|>=|<|>|in|not[ \t]+in)[ \t]*(python_version|python_full_version|os[._]name|sys[._]platform|platform_(release|system)|platform[._](version|machine|python_implementation)|python_implementation|implementation_(name|version)|extras?|dependency_groups|'[^'\n\r]*'|"[^"\n\r]*")[ \t)]*)*)?$
 * @example numpy>=2.1,<3
 */
export type PipRequirement = string;

/**
 * Name of a Python module or package that `python -m` runs.
 * @minLength 1
 * @maxLength 256
 * @pattern ^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$
 * @example gpu_tftraining
 */
export type PythonModule = string;

/**
 * Arguments, either as a list, or as one string that is split into words as a POSIX shell splits it:
 * quotes and backslashes group, nothing is expanded.
 * @example --data-dir hdfs://CLUSTER/projects/news --epochs 3
 */
export type Arguments = string | Argument[];

/**
 * One argument, passed as it is.
 * @maxLength 32768
 */
export type Argument = string;

/**
 * SHA-256 of a file: 64 hexadecimal digits, lower case, as `sha256sum` prints it.
 * @maxLength 128
 * @pattern ^[0-9a-f]{64}$
 * @example 2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881
 */
export type Sha256 = string;

/** The part of a job that all kinds share. */
export interface JobSpec {
  /** Runtime of the catalog that the job runs in: framework, its version and its language. */
  framework: RuntimeName;
  /** Size of the catalog for each pod of the job: CPU, memory, GPUs, and the node pool. */
  size: SizeName;
  /**
   * People or services on whose behalf the job reads and writes data.
   * @default - no identity
   * @maxItems 8
   */
  identities?: Identity[];
  /**
   * Python packages that are installed before the job starts, from the platform's package index.
   * @default - only what the runtime carries
   * @maxItems 128
   */
  pipPackages?: PipRequirement[];
  /**
   * Arguments of the module: a list, or one string that is split as a POSIX shell splits words.
   * @default - no arguments
   */
  args?: Arguments;
  /**
   * Environment variables of the containers that run the job's own code, and of those that fetch its packages before, such as a proxy or
   * the credentials of an index. Where the platform sets a variable of the name too, such as `HOME` or `PYTHONUNBUFFERED`, the job's value decides.
   * Names that start with `DS_` or `CUDA_MPS_`, `TF_CONFIG`, `HADOOP_USER_NAME`, `SPARK_USER`, and those by which devices are chosen, such as
   * `NVIDIA_VISIBLE_DEVICES`, belong to the platform.
   * @default - only those of the platform
   * @maxItems 256
   * @listMapKey name
   */
  env?: EnvVar[];
  /**
   * Data that the job reads; the variable `DS_DATASET_<NAME>` says where each is: its address, or the path where its volume is mounted.
   * @default - no datasets
   * @maxItems 64
   * @listMapKey name
   */
  datasets?: DatasetReference[];
  /**
   * Whether the job runs on nodes that cost less and may be taken away at any time. Allowed where the platform has such nodes for the
   * job's size; pods of other sizes, such as a chief of its own size, run on lasting nodes if their size has no others.
   * Give the job a `backoffLimit`: a training whose node is taken away starts again as a whole.
   * @default false
   */
  spot?: boolean;
  /**
   * LocalQueue of the namespace that the job waits in.
   * @default - the queue named `default`
   */
  queue?: ObjectName;
  /**
   * Priority of the catalog: how much the job comes before others of its queue.
   * @default - 0, that of `normal` in the catalog that a platform starts with
   * @example high
   */
  priority?: ObjectName;
  /**
   * Whether the job is held back. A running job is stopped and its pods are removed; it starts anew when this is false again.
   * The only field that can be changed after the job was created.
   * @default false
   */
  suspend?: boolean;
  /**
   * Seconds that the job may run before it is ended as failed: all tries together, and with the time before a preemption, but without the time that it
   * waits in its queue. A job that was suspended by `suspend` starts anew, and so does the count.
   * @default - no limit
   * @asType integer
   * @minimum 1
   * @maximum 31536000
   */
  activeDeadlineSeconds?: number;
  /**
   * How often a failed job is tried again. Pods that a node's loss or a preemption ends are not counted.
   * @default 0
   * @asType integer
   * @minimum 0
   * @maximum 100
   */
  backoffLimit?: number;
  /**
   * Seconds after its end at which the job's pods and logs are removed. The job itself and its status stay.
   * @default - they are kept until the job is deleted
   * @asType integer
   * @minimum 0
   * @maximum 31536000
   */
  ttlSecondsAfterFinished?: number;
  /** Exact versions that the job runs with. @default - the catalog's image, and the newest packages that fit */
  lock?: Lock;
  /**
   * Changes of the pod template that the platform has no field for, as JSON Patch operations (RFC 6902) in their order.
   * Only scheduling, DNS, volumes, mounts, labels and annotations can be changed; `terminationGracePeriodSeconds` up to the catalog's
   * `limits.terminationGracePeriodSeconds`, ten minutes where it says nothing. At most 32 KiB for all of them, as JSON. What comes out is
   * checked as a whole, as the API server checks a pod.
   * @see https://www.rfc-editor.org/rfc/rfc6902
   * @default - no changes
   * @maxItems 64
   */
  podTemplatePatches?: PodTemplatePatch[];
}

/**
 * A person or service that a job acts as. Both spellings mean the same: `{hadoop: {id: davideis}}`, and `id: davideis` beside an
 * empty `hadoop:`. Some clients drop what is empty before they send it, so an `id` alone is a Hadoop user too.
 */
export interface Identity {
  /** A Hadoop user, for HDFS. @default - the user is given by `id` */
  hadoop?: HadoopIdentity | null;
  /** The Hadoop user, where `hadoop:` is empty. @default - the user is given by `hadoop` */
  id?: HadoopUser;
}

/** A Hadoop user. */
export interface HadoopIdentity {
  /** Name of the user. */
  id: HadoopUser;
}

/**
 * Name of a Hadoop user, without realm.
 * @minLength 1
 * @maxLength 64
 * @pattern ^[A-Za-z_][A-Za-z0-9_.-]*$
 * @example davideis
 */
export type HadoopUser = string;

/** An environment variable, with its value or where the value comes from. */
export interface EnvVar {
  /** Name of the variable. */
  name: EnvVarName;
  /**
   * The value, passed as it is.
   * @default - empty, unless valueFrom is given
   * @maxLength 32768
   */
  value?: string;
  /** Where the value comes from. Secrets go here, never into `value`. @default - value is used */
  valueFrom?: EnvVarSource;
}

/** Where the value of an environment variable comes from: exactly one of the two. */
export interface EnvVarSource {
  /** A key of a Secret of the job's namespace. */
  secretKeyRef?: KeySelector;
  /** A key of a ConfigMap of the job's namespace. */
  configMapKeyRef?: KeySelector;
}

/** A key of a Secret or ConfigMap. */
export interface KeySelector {
  /**
   * Name of the Secret or ConfigMap.
   * @example tracking-token
   */
  name: SubdomainName;
  /**
   * The key.
   * @minLength 1
   * @maxLength 253
   * @pattern ^\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$
   * @example token
   */
  key: string;
}

/**
 * Name of a version of data.
 * @minLength 1
 * @maxLength 128
 * @example 2026-01-01
 */
export type DatasetVersion = string;

/** Where data is, and which data it is. */
export interface DatasetSource {
  /**
   * Address of the data, for those who read it themselves. Either this or `volume`.
   * @minLength 1
   * @maxLength 2048
   * @pattern ^[A-Za-z][A-Za-z0-9+.-]*:[^ \t\n]+$
   * @example hdfs://CLUSTER/projects/news/news_index
   */
  uri?: string;
  /** A volume with the data, which is mounted read-only at `/data/<name>`. Either this or `uri`. */
  volume?: DatasetVolume;
  /**
   * Version of the data, passed as `DS_DATASET_<NAME>_VERSION`.
   * @default - no version is passed
   */
  version?: DatasetVersion;
  /**
   * SHA-256 of the data, passed as `DS_DATASET_<NAME>_CHECKSUM`: of the file, or for a folder of the file `SHA256SUMS` in it, as `sha256sum`
   * writes it. What is on a volume is checked against it before the job starts.
   * @default - nothing is checked
   */
  checksum?: Sha256;
}

/** A volume with data, in the namespace of those who read it. */
export interface DatasetVolume {
  /** Name of the PersistentVolumeClaim. */
  claimName: ObjectName;
  /**
   * Folder or file of the volume.
   * @default - the whole volume
   * @maxLength 512
   * @pattern ^[A-Za-z0-9_-][A-Za-z0-9_.@=+-]*(/[A-Za-z0-9_-][A-Za-z0-9_.@=+-]*)*$
   * @example news/index-2026-01-01
   */
  subPath?: string;
}

/** Data that a job reads: a Dataset of its namespace, or with `uri` or `volume` data that is no Dataset. */
export interface DatasetReference extends DatasetSource {
  /**
   * Name of the dataset in this job; gives the variable `DS_DATASET_<NAME>`, in capitals and with `_` for `-`.
   */
  name: ObjectName;
  /**
   * Name of the Dataset. The job keeps the version that it saw when it first started, whatever becomes of the Dataset; with `version` beside it
   * the Dataset must be at that version.
   * @default - the one that is called as `name` says, unless `uri` or `volume` is given
   */
  dataset?: ObjectName;
}

/** Exact versions that a job runs with: of its image, of its packages, or of both. Only both together are all that it runs. */
export interface Lock {
  /**
   * Image with its digest, used in place of the runtime's.
   * @default - the runtime's image
   * @maxLength 512
   * @pattern ^[a-z0-9][A-Za-z0-9._:/-]*@sha256:[0-9a-f]{64}$
   * @example docker.io/library/python@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
   */
  image?: string;
  /**
   * Every package with its exact version and hashes, as tools write them into a requirements file. Used in place of `pipPackages`. All of them are
   * installed from wheels whose hashes are checked, whatever the image carries, and what they need is either among them or in the image.
   * So the lock is complete only together with `image`: without it the image's own packages may change.
   * All lines together have at most 700,000 characters.
   * @see https://pip.pypa.io/en/stable/topics/secure-installs/
   * @default - pipPackages are resolved anew
   * @maxItems 1024
   */
  packages?: LockedPackage[];
}

/**
 * A package with its exact version and at least one hash, as `pip-compile --generate-hashes` and `uv pip compile --generate-hashes` write it: in one
 * line or in several that a backslash joins, with the comments behind it.
 * @maxLength 32768
 * @pattern ^[A-Za-z0-9]([-A-Za-z0-9._]*[A-Za-z0-9])?(\[[-A-Za-z0-9._, \t]*\])?[ \t]*(==[ \t]*[A-Za-z0-9_.+!-]+|@[ \t]*https?://[^ \t\n\r\\]+)(([ \t]|\\\r?\n)*;([ \t]*([()]|===|==|~=|!=|<=|>=|<|>|in|not|and|or|python_version|python_full_version|os[._]name|sys[._]platform|platform_(release|system)|platform[._](version|machine|python_implementation)|python_implementation|implementation_(name|version)|extras?|dependency_groups|'[^'\n\r]*'|"[^"\n\r]*"))+)?(([ \t]|\\\r?\n)+--hash=(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))+[ \t]*(#[^\n]*)?(\r?\n[ \t]*(#[^\n]*)?)*$
 * @example six==1.17.0 --hash=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
 */
export type LockedPackage = string;

/** One JSON Patch operation on the pod template. */
export interface PodTemplatePatch {
  /** What is done. */
  op: 'add' | 'replace' | 'remove';
  /**
   * JSON Pointer into the pod template. Allowed are labels and annotations outside the platform's own, and of the spec:
   * affinity, dnsConfig, hostAliases, imagePullSecrets, nodeSelector, terminationGracePeriodSeconds, tolerations,
   * topologySpreadConstraints, volumes, and the containers' volumeMounts.
   * @see https://www.rfc-editor.org/rfc/rfc6901
   * @maxLength 512
   * @pattern ^/(metadata/(labels|annotations)/([^/~]|~[01])+|spec/((affinity|dnsConfig|hostAliases|imagePullSecrets|nodeSelector|tolerations|topologySpreadConstraints|volumes)(/([^~]|~[01])*)?|terminationGracePeriodSeconds|containers/0/volumeMounts(/([^~]|~[01])*)?))$
   * @example /spec/tolerations/-
   */
  path: string;
  /** The new value, for `add` and `replace`. */
  value?: Json;
}
