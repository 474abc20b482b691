import type { Catalog } from '../catalog/spec';
import type { FieldError } from '../errors';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import type { ResourceDefinition } from '../schema/crd';
import type { PlacedRule } from '../schema/rules';
import type { StructuralSchema } from '../schema/structural';
import type { JobSpec } from './common/spec';

/** A job as people write it: the custom resource of one of our kinds. */
export type Job<Spec extends JobSpec = JobSpec> = KubeObjectOf<Spec>;

/** Pods of a job that are alike. */
export interface PodGroup {
  /** Part that the pods play. */
  readonly role: string;
  /** Pods that run at the same time. */
  readonly count: number;
  /** Name of a size of the catalog. */
  readonly size: string;
}

/** What a kind of job must tell of itself. The registry is the only list of them. */
export interface JobKind<Spec extends JobSpec = JobSpec> extends ResourceDefinition {
  /** Ends the names of engine objects, so that jobs of two kinds may share a name. */
  readonly suffix: string;
  /** Schema of the spec, from its TypeScript interface. */
  readonly specSchema: StructuralSchema;
  /** Rules of the whole object that a schema cannot hold; paths start at the object. */
  readonly rules: readonly PlacedRule[];
  /** What can only be told with the catalog at hand. The spec fits schema and rules. */
  validate(job: Job<Spec>, catalog: Catalog): FieldError[];
  /** The pods that the job has while it runs. The job is valid. */
  podGroups(job: Job<Spec>): PodGroup[];
  /** The engine's objects. The job is valid. */
  compile(job: Job<Spec>, catalog: Catalog): KubeObject[];
}
