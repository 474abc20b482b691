import { Chart, Names, type ApiObjectMetadata, type Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ANNOTATIONS } from '../lib/api';
import type { Catalog } from '../lib/catalog/spec';
import { resolveDatasets, withPins } from '../lib/datasets/resolve';
import type { FieldError } from '../lib/errors';
import type { DatasetReference, JobSpec, Lock, PodTemplatePatch } from '../lib/jobs/common/spec';
import { compileJob, JOB_API_VERSION, validateJob, type Job as JobObject } from '../lib/jobs/job';
import type { KubeObject } from '../lib/k8s/object';
import type { ComputeSize } from './compute-size';
import type { EnvValue } from './env-value';
import type { Identity } from './identity';
import { PlatformCatalog } from './catalog';
import { Dataset } from './dataset';
import { ManifestObject } from './manifest-object';
import { refuse } from './objects';
import type { Runtime } from './runtime';

/** What all kinds of job have in common. */
export interface JobProps {
  /**
   * Name, namespace, labels and annotations of the job.
   * @default - the name is made from the construct's path, the namespace is the chart's
   */
  readonly metadata?: ApiObjectMetadata;
  /** Project that the job belongs to, for tracking. @default - none */
  readonly project?: string;
  /** Experiment that the job belongs to, for tracking. @default - none */
  readonly experiment?: string;
  /** Runtime that the job runs in. */
  readonly framework: Runtime;
  /** Size of each pod. */
  readonly size: ComputeSize;
  /** Whom the job acts as. @default - nobody */
  readonly identities?: readonly Identity[];
  /** Python packages (PEP 508) that are installed before the job starts. @default - only what the runtime carries */
  readonly pipPackages?: readonly string[];
  /** Arguments: a list, or one string that is split as a POSIX shell splits words. @default - none */
  readonly args?: string | readonly string[];
  /** Environment variables. @default - only those of the platform */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** Data that the job reads. @default - none */
  readonly datasets?: readonly DatasetReference[];
  /** Whether the job runs on nodes that may be taken away at any time. @default false */
  readonly spot?: boolean;
  /** LocalQueue that the job waits in. @default - the queue named `default` */
  readonly queueName?: string;
  /** Priority of the catalog: how much the job comes before others of its queue. @default - 0, that of `normal` */
  readonly priorityClass?: string;
  /** Whether the job is held back. @default false */
  readonly suspend?: boolean;
  /** How long the job may run. Whole seconds. @default - no limit */
  readonly activeDeadline?: Duration;
  /** How often a failed job is tried again. @default 0 */
  readonly backoffLimit?: number;
  /** How long pods and logs are kept after the end. Whole seconds. @default - until the job is deleted */
  readonly ttlAfterFinished?: Duration;
  /** Exact versions that the job runs with. @default - the catalog's image, and the newest packages that fit */
  readonly lock?: Lock;
  /** JSON Patch operations on the pod template. @default - none */
  readonly podTemplatePatches?: readonly PodTemplatePatch[];
  /**
   * What is written: `operator`, the job itself, which the platform's operator runs; or `synth`, the native objects, for a
   * cluster without the operator.
   * @default 'operator'
   */
  readonly expand?: JobExpansion;
}

/** What a job construct writes. */
export type JobExpansion = 'operator' | 'synth';

/** The job of a construct, before it has its kind's own fields. */
export interface JobInput<Spec extends JobSpec> {
  readonly kind: string;
  readonly spec: Spec;
  /** Sizes that the spec names beside the job's own. @default - none */
  readonly sizes?: readonly ComputeSize[];
}

/**
 * A job of any kind, checked against the catalog where it stands in the tree.
 * @throws PlatformError with every error of the job
 */
export abstract class Job extends Construct {
  /** Name of the job. */
  readonly name: string;
  /** The job as it is written in YAML. */
  readonly manifest: JobObject;
  /** The catalog that the job was checked against. */
  readonly catalog: Catalog;

  protected constructor(scope: Construct, id: string, props: JobProps, input: JobInput<JobSpec>) {
    super(scope, id);
    const chart = Chart.of(this);
    const { name, namespace, labels, annotations } = props.metadata ?? {};
    this.name = name ?? Names.toDnsLabel(this, { maxLen: 40 });
    this.catalog = PlatformCatalog.of(this);
    const allAnnotations = {
      ...annotations,
      ...(props.project !== undefined && { [ANNOTATIONS.project]: props.project }),
      ...(props.experiment !== undefined && { [ANNOTATIONS.experiment]: props.experiment }),
    };
    const place = namespace ?? chart.namespace;
    this.manifest = {
      apiVersion: JOB_API_VERSION,
      kind: input.kind,
      metadata: {
        name: this.name,
        ...(place !== undefined && { namespace: place }),
        ...(labels && { labels }),
        ...(Object.keys(allAnnotations).length > 0 && { annotations: allAnnotations }),
      },
      spec: input.spec,
    };
    const own = [props.framework, props.size, ...(input.sizes ?? [])].filter(({ spec }) => spec !== undefined);
    refuse('InvalidSpec', `${input.kind}/${this.name}`, validateJob(this.manifest, this.catalog).map((error) => ownMissing(error, this.manifest, own)));
    write(this, this.manifest, this.catalog, props.expand);
  }
}

/** Writes a job into a construct, as it is or expanded. @throws PlatformError */
export function emitJob(scope: Construct, manifest: JobObject, catalog: Catalog, expand?: JobExpansion): void {
  refuse('InvalidSpec', `${manifest.kind}/${manifest.metadata?.name}`, validateJob(manifest, catalog));
  write(scope, manifest, catalog, expand);
}

function write(scope: Construct, manifest: JobObject, catalog: Catalog, expand: JobExpansion = 'operator'): void {
  const objects: readonly KubeObject[] = expand === 'synth' ? compileJob(pinned(scope, manifest), catalog) : [manifest];
  objects.forEach((object, index) => new ManifestObject(scope, index === 0 ? 'Resource' : `Resource${index}`, { ...object }));
}

/** The job with the versions of the Datasets of its namespace that are in the same app. @throws PlatformError */
function pinned(scope: Construct, manifest: JobObject): JobObject {
  const { namespace } = manifest.metadata;
  const near = scope.node.root.node.findAll().filter((construct): construct is Dataset => construct instanceof Dataset && construct.manifest.metadata.namespace === namespace);
  const resolution = resolveDatasets(manifest, Object.fromEntries(near.map(({ name, manifest: { spec } }) => [name, spec])));
  refuse('InvalidSpec', `${manifest.kind}/${manifest.metadata.name}`, 'errors' in resolution ? resolution.errors : []);
  return 'pins' in resolution ? withPins(manifest, resolution.pins) : manifest;
}

/** What is said of a runtime or size of one's own that the catalog lacks: it is enough to give it to the catalog too. */
function ownMissing(error: FieldError, manifest: JobObject, own: readonly (Runtime | ComputeSize)[]): FieldError {
  const field = /\.(framework|size)$/.exec(error.path)?.[1];
  const given = error.path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], manifest);
  if (field === undefined || !error.reason.startsWith('unknown') || !own.some(({ name }) => name === given)) return error;
  const list = field === 'framework' ? 'runtimes' : 'sizes';
  return { path: error.path, reason: `missing in the catalog (given ${JSON.stringify(given)}, which is your own). Allowed: what the catalog offers. Give it to PlatformCatalog too, in \`${list}\`.` };
}

/** The fields that all kinds share, as they stand in the spec. */
export function commonSpec(props: JobProps): JobSpec {
  const { identities, env, queueName, priorityClass, activeDeadline, ttlAfterFinished } = props;
  return defined({
    framework: props.framework.name,
    size: props.size.name,
    identities: identities?.map(({ spec }) => spec),
    pipPackages: list(props.pipPackages),
    args: typeof props.args === 'string' ? props.args : list(props.args),
    env: env && Object.entries(env).map(([name, value]) => ({ name, ...value.source })),
    datasets: list(props.datasets),
    spot: props.spot,
    queue: queueName,
    priority: priorityClass,
    suspend: props.suspend,
    activeDeadlineSeconds: activeDeadline?.toSeconds(),
    backoffLimit: props.backoffLimit,
    ttlSecondsAfterFinished: ttlAfterFinished?.toSeconds(),
    lock: props.lock,
    podTemplatePatches: list(props.podTemplatePatches),
  });
}

/** Without the fields that are not given. */
export function defined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function list<T>(values: readonly T[] | undefined): T[] | undefined {
  return values && [...values];
}
