import type { Catalog, OptionalEngine } from '../catalog/spec';
import type { FieldError } from '../errors';
import type { KubeObject, KubeObjectOf } from '../k8s/object';
import type { ResourceDefinition } from '../schema/crd';
import type { PlacedRule } from '../schema/rules';
import type { StructuralSchema } from '../schema/structural';
import type { CatalogReference } from './common/references';
import type { JobSpec } from './common/spec';
import type { JobStatus } from './common/status';

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

/** A kind of native objects that jobs are made of. */
export interface ChildResource {
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural name, as the API spells it: `jobsets`. */
  readonly resource: string;
  /**
   * Whether such an object is there from the job's creation until the job is deleted: while it is suspended, and after its end.
   * @default false: it is removed when the job is suspended, and when its time to live after the end is over
   */
  readonly lasting?: boolean;
  /** Engine that brings the kind of object. @default - every platform has it */
  readonly engine?: OptionalEngine;
  /** Part of the catalog without which no job has such an object. @default - none */
  readonly part?: keyof Catalog;
  /**
   * Whether a job of that spec has such an object, and its pods mount it: a job that runs gets it again when somebody deletes it.
   * @default - the pods start without it
   */
  mounted?(spec: JobSpec): boolean;
}

/** An engine that jobs of a kind cannot do without. */
export interface EngineNeed {
  readonly engine: OptionalEngine;
  /** Field of the spec and the value of it with which a job needs the engine. @default - all jobs of the kind need it */
  readonly when?: { readonly field: string; readonly value: string };
}

/** The objects that most kinds are made of. */
export const JOBSET_CHILD: ChildResource = { apiVersion: 'jobset.x-k8s.io/v1alpha2', kind: 'JobSet', resource: 'jobsets' };

/** What an earlier job of the same name has left, and a new one finds. */
export interface KeptObjects {
  /** Names of persistent volume claims of the job's namespace that are there. @default - none */
  readonly claims?: readonly string[];
}

/** What a pod of a job says at its end, to be told in the job's status. */
export interface LastWords {
  /** Ends the name of what made the pod: `study-0`, a JobSet's first Job of its part `study`. */
  readonly group: string;
  /** What the termination message of the pod's own container tells; nothing if it is none of ours. */
  read(message: string): Report | undefined;
}

/** What a job has found out, beside how it ended. */
export interface Report {
  readonly status: Pick<JobStatus, 'bestTrial' | 'trials'>;
  /** One sentence for people: of what was found, or why it failed. */
  readonly message: string;
}

/** All kinds of job at once, for a kind that runs jobs of others: kinds do not know each other. */
export interface AllKinds {
  validate(job: Job, catalog: Catalog): FieldError[];
  podGroups(job: Job, catalog: Catalog): PodGroup[];
  /** @throws PlatformError if the job is not valid */
  compile(job: Job, catalog: Catalog): KubeObject[];
}

/** Reason of the condition `Admitted` of a job that rests because it has ended, and can be started again. */
export const ENDED = 'Ended';

/** What a kind of job must tell of itself. The registry is the only list of them. */
export interface JobKind<Spec extends JobSpec = JobSpec> extends ResourceDefinition {
  /** Ends the names of engine objects, so that jobs of two kinds may share a name. */
  readonly suffix: string;
  /** Schema of the spec, from its TypeScript interface. */
  readonly specSchema: StructuralSchema;
  /** Rules of the whole object that a schema cannot hold; paths start at the object. */
  readonly rules: readonly PlacedRule[];
  /** Fields of the spec that may be given to a job that was created without them. @default - none: nothing but `suspend` ever changes */
  readonly givenOnce?: readonly string[];
  /** Every field of the spec that names a size or a runtime of the catalog. */
  readonly references: readonly CatalogReference[];
  /** Every kind of object that its jobs are made of. The first made of a kind that an engine runs is what runs the job. */
  readonly children: readonly ChildResource[];
  /** Engines that not every platform has, and jobs of the kind need. @default - none */
  readonly needs?: readonly EngineNeed[];
  /** What is to be read of its pods when they have ended. @default - nothing but how they ended */
  readonly lastWords?: LastWords;
  /** Role whose logs tell what happened, where it is not every role. @default - all roles */
  readonly logRole?: string;
  /** What can only be told with the catalog at hand. The spec fits schema and rules. */
  validate(job: Job<Spec>, catalog: Catalog, kinds: AllKinds): FieldError[];
  /** The pods that the job has while it runs. The job is valid. */
  podGroups(job: Job<Spec>, catalog: Catalog, kinds: AllKinds): PodGroup[];
  /** Whether the queue lets in the pods of a job one after the other, and not all together. @default - all together */
  queuedApart?(job: Job<Spec>): boolean;
  /**
   * Whether a job that has ended is started again when it is suspended and resumed; then its good end is a rest, `Suspended` with the
   * reason {@link ENDED}.
   * @default false: an end is final
   */
  readonly startsAgain?: boolean;
  /** Whether persistent volume claims that bear the job's label outlive it, and {@link compile} is told of them. @default false */
  readonly keepsClaims?: boolean;
  /** Field of the spec for the sake of which objects name the job's namespace, so that it must be known. @default - none: whoever applies the objects may choose it */
  namespaceFor?(job: Job<Spec>): string | undefined;
  /** Where the job is reached while it runs. @default - nowhere */
  address?(job: Job<Spec>, catalog: Catalog): string;
  /** The native objects, those that last included. The job is valid. @param kept what is there of an earlier job of the same name */
  compile(job: Job<Spec>, catalog: Catalog, kept: KeptObjects, kinds: AllKinds): KubeObject[];
}
