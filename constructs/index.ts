/** Everything that a platform is composed of, and the model behind it. */
export * from '../lib/index';
export { BatchQueueing } from './batch-queueing';
export { PlatformCatalog, type PlatformCatalogProps } from './catalog';
export { ComputeSize, type CustomComputeSizeProps } from './compute-size';
export { CustomResourceDefinitions } from './custom-resource-definitions';
export { EnvValue } from './env-value';
export { GpuNodePool, type GpuNodePoolProps } from './gpu-node-pool';
export { Identity } from './identity';
export { Job, type JobExpansion, type JobProps } from './job';
export { JobFile, type JobFileProps } from './job-file';
export { Operator, OperatorLogLevel, type OperatorProps } from './operator';
export { PlatformNamespace, type PlatformNamespaceProps } from './platform-namespace';
export { PythonJob, type PythonJobProps } from './python-job';
export { Runtime, type CustomRuntimeProps } from './runtime';
export { summarise, type PlatformSummary } from './summary';
export { Tenant, type TenantProps } from './tenant';
export { TensorFlowJob, type TensorFlowJobProps, type TensorFlowReplicaProps, type TensorFlowReplicasProps } from './tensorflow-job';
