import type { Catalog, OptionalEngine } from '../catalog/spec';
import type { FieldError } from '../errors';
import type { Json, KubeObject, KubeObjectOf, ObjectMeta } from '../k8s/object';
import type { JsonObject } from '../observed/read';
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

/** What a pod of a job writes as its termination message, to be told in the job's status. */
export interface TerminationReport {
  /** Ends the name of what made the pod: `study-0`, a JobSet's first Job of its part `study`. */
  readonly group: string;
  /** Reason of the condition `Failed` where the message tells why the job failed. */
  readonly failureReason: string;
  /** What the termination message of the pod's own container tells; nothing if it is none of ours. */
  read(message: string): Report | undefined;
}

/** An init container that prepares a pod, and how its failure is told. */
export interface Preparation {
  readonly container: string;
  /** Reason of the condition `Failed`: one word for programs. */
  readonly reason: string;
  /** Begins the sentence for people: `Fetching the jar failed`. */
  readonly failed: string;
  /** Whether the program is another's: its exit code is told too, and its line as it is. @default false */
  readonly foreign?: boolean;
}

/** How the pods of a kind's jobs are told apart, where they are not those of a JobSet. */
export interface PodLayout {
  /** Names of the containers that run the job's own code: their logs tell what happened. */
  readonly containers: readonly string[];
  /** Label with a pod's number among those of its role. */
  readonly indexLabel: string;
  /** How the pods of the present attempt are told from those of attempts that are over. */
  readonly attempt: {
    /** Label that all pods of an attempt share, and no other pod has. */
    readonly label: string;
    /** Label and value of a pod that every attempt has: the latest of these belongs to the present one. */
    readonly leader: { readonly label: string; readonly value: string };
    /** Value of the label in the present attempt, as the object tells that runs the job. */
    present(run: JsonObject): string | undefined;
  };
}

/** How people open jobs of a kind in their browsers. */
export interface BrowserAccess<Spec extends JobSpec = JobSpec> {
  /** Port of the pod. */
  readonly port: number;
  /** Page that is opened, by its path. */
  readonly page: string;
  /** Who is let in: whoever has a token with one of these SHA-256, and these users of the platform's gateway. */
  admitted(job: Pick<Job<Spec>, 'spec'>): { readonly tokenHashes: readonly string[]; readonly users: readonly string[] };
  /** Fields of the spec that let in whoever has the token with that SHA-256. */
  admitting(tokenHash: string): Record<string, Json>;
}

/** A namespace that jobs run in, and the names of what is made in it. */
export interface JobNamespace {
  readonly name: string;
  /** Metadata of an object in the namespace. */
  metadata(name: string): ObjectMeta;
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

/**
 * All that is known of a kind of job: it stands in `lib/jobs/KIND/kind.ts`, and the registry lists it. Commands, operator, admission, tenants,
 * schemas and pages read it from here.
 */
export interface JobKind<Spec extends JobSpec = JobSpec> extends ResourceDefinition {
  /** Ends the names of engine objects, so that jobs of two kinds may share a name. */
  readonly suffix: string;
  /** Schema of the spec, from its TypeScript interface. */
  readonly specSchema: StructuralSchema;
  /** Rules of the whole object that a schema cannot hold; paths start at the object. */
  readonly rules: readonly PlacedRule[];
  /**
   * Fields of the spec that may be given to a job that was created without them. They say who is let in, so whoever gives them is asked whether
   * they may act as the job's identities, as if they had made it.
   * @default - none: nothing but `suspend` ever changes
   */
  readonly givenOnce?: readonly (keyof Spec & string)[];
  /** Every field of the spec that names an entry of the catalog, or a user: the offline check and the admission policies are made from it. */
  readonly references: readonly CatalogReference[];
  /** Path of the spec of the job of another kind that the kind's own spec holds: `trial.spec`. @default - it holds none */
  readonly wraps?: string;
  /** Whether a search for parameters can run its jobs as trials. @default false */
  readonly trial?: boolean;
  /** Every kind of object that its jobs are made of. The first made of a kind that an engine runs is what runs the job. */
  readonly children: readonly ChildResource[];
  /** Engines that not every platform has, and jobs of the kind need. @default - none */
  readonly needs?: readonly EngineNeed[];
  /** Init containers of its pods beside those that pods of all kinds may have. @default - none whose failure has words of its own */
  readonly preparations?: readonly Preparation[];
  /** What a job runs, to begin a sentence with: `Module news.train`. @default - `The program` */
  program?(spec: Spec): string | undefined;
  /** What is to be read of its pods when they have ended. @default - nothing but how they ended */
  readonly terminationReport?: TerminationReport;
  /** Role whose logs tell what happened, where it is not every role. @default - all roles */
  readonly logRole?: string;
  /** How its pods are told apart. @default - as those of a JobSet */
  readonly podLayout?: PodLayout;
  /** How people open its jobs in their browsers. @default - not at all */
  readonly browser?: BrowserAccess<Spec>;
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
  /** Name of the persistent volume claim that outlives the job, and that {@link compile} is told of. @default - none does */
  keptClaim?(job: Job): string;
  /** Field of the spec for the sake of which objects name the job's namespace, so that it must be known. @default - none: whoever applies the objects may choose it */
  namespaceFor?(job: Job<Spec>): string | undefined;
  /** Where the job is reached while it runs. @default - nowhere */
  address?(job: Job<Spec>, catalog: Catalog): string;
  /** The native objects, those that last included. The job is valid. @param kept what is there of an earlier job of the same name */
  compile(job: Job<Spec>, catalog: Catalog, kept: KeptObjects, kinds: AllKinds): KubeObject[];
  /** Admission policies of a platform that its jobs are held to, beside those of all kinds. @default - none */
  policies?(catalog: Catalog): KubeObject[];
  /** What its jobs need in each namespace that they run in: accounts, rights, ways through the network. @default - nothing */
  namespaceObjects?(namespace: JobNamespace, catalog: Catalog): KubeObject[];
}
