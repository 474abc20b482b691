/** The platform's model: specs, catalog, validation, compilation to plain Kubernetes objects. No I/O, no clock, no randomness. */
export { ANNOTATIONS, API_GROUP, API_VERSION, CATALOG_KEY, CATALOG_NAME, DEFAULT_QUEUE, LABELS, PLATFORM_NAMESPACE, TENANT_ANNOTATIONS } from './api';
export { formatFieldError, PlatformError, type FieldError, type PlatformErrorCode } from './errors';
export type { Json, KubeObject, KubeObjectOf, ObjectMeta } from './k8s/object';
export type * from './catalog/spec';
export { DEFAULT_CATALOG } from './catalog/default';
export type * from './jobs/common/spec';
export type * from './jobs/common/status';
export type * from './jobs/python/spec';
export type * from './jobs/tensorflow/spec';
export type * from './monitoring/spec';
export { compileJob, crds, JOB_API_VERSION, validateJob, validateSchema, type Job, type JobKind } from './jobs/job';
export type * from './queues/spec';
export { DEFAULT_PRIORITIES } from './queues/priorities';
export { JOB_KINDS, jobKind } from './jobs/registry';
export type * from './tenants/spec';
export { readTenants } from './tenants/read';
export { parseYaml } from './yaml/read';
export { toYaml } from './yaml/write';
