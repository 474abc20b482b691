/** What Karpenter starts for a pool: either `nodeClass` or `nodeClassRef`. */
export interface KarpenterSpec {
  /** A node class that is there, of any cloud. @default - the one that `nodeClass` describes */
  nodeClassRef?: NodeClassRefSpec;
  /** A node class that is made for the pool, for EC2. @default - the one that `nodeClassRef` names */
  nodeClass?: Ec2NodeClassSpec;
  /**
   * Types of machines.
   * @default - every type with the pool's number of GPUs
   * @example [p4d.24xlarge]
   */
  instanceTypes?: string[];
  /** Zones. @default - every zone of the node class */
  zones?: string[];
  /** Architecture of the processors. @default amd64 */
  architecture?: 'amd64' | 'arm64';
  /**
   * Age at which a node is taken away, with the jobs on it.
   * @default Never
   * @example 720h
   */
  expireAfter?: string;
  /**
   * How long a node stays that has nothing to do.
   * @default 5m
   */
  consolidateAfter?: string;
}

/** Names a node class. */
export interface NodeClassRefSpec {
  /**
   * API group.
   * @example karpenter.k8s.aws
   */
  group: string;
  /**
   * Kind.
   * @example EC2NodeClass
   */
  kind: string;
  /** Name. */
  name: string;
}

/** Machines of EC2. @see https://karpenter.sh/docs/concepts/nodeclasses/ */
export interface Ec2NodeClassSpec {
  /**
   * Image with its version, as Karpenter names it.
   * @example al2023@v20260819
   */
  amiAlias: string;
  /** Role of IAM that the nodes have. */
  role: string;
  /** Tags of the subnets that nodes may be in. */
  subnetTags: Record<string, string>;
  /** Tags of the security groups of the nodes. */
  securityGroupTags: Record<string, string>;
  /**
   * Size of the disk that images are unpacked on: those of frameworks are large.
   * @default 200Gi
   */
  volumeSize?: string;
  /** Reservations of capacity (`cr-…`) that are used before anything else. @default - none */
  capacityReservationIds?: string[];
  /** Tags of the machines. @default - those of Karpenter alone */
  tags?: Record<string, string>;
}

/** What Cluster API makes the machines of a pool of: templates that are there. */
export interface ClusterApiSpec {
  /** Kind of the object that holds the machines. @default MachineDeployment */
  kind?: 'MachineDeployment' | 'MachinePool';
  /** Name of the Cluster. */
  clusterName: string;
  /** Namespace of the Cluster and of the templates. */
  namespace: string;
  /**
   * Version of Kubernetes on the nodes.
   * @default - what the templates say
   * @example v1.34.2
   */
  version?: string;
  /** How a machine becomes a node, for example a KubeadmConfigTemplate (for a MachinePool a KubeadmConfig). */
  bootstrapConfigRef: TemplateRefSpec;
  /** What a machine is, for example an AWSMachineTemplate (for a MachinePool an AWSMachinePool). */
  infrastructureRef: TemplateRefSpec;
  /** Failure domain of the machines. @default - the provider chooses */
  failureDomain?: string;
  /** CPU of a node, for the cluster autoscaler to start the first one. @default - what the infrastructure's template tells */
  nodeCpu?: string;
  /** Memory of a node, for the cluster autoscaler to start the first one. @default - what the infrastructure's template tells */
  nodeMemory?: string;
  /**
   * Whether Cluster API puts the pool's taints on the nodes. Its feature gate `MachineTaintPropagation` must be on, or the object is refused.
   * @default false
   */
  propagateTaints?: boolean;
}

/** Names a template of Cluster API in the Cluster's namespace. */
export interface TemplateRefSpec {
  /**
   * API group.
   * @example bootstrap.cluster.x-k8s.io
   */
  apiGroup: string;
  /**
   * Kind.
   * @example KubeadmConfigTemplate
   */
  kind: string;
  /** Name. */
  name: string;
}
