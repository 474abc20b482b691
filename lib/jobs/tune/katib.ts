import type { Json, KubeObject, KubeObjectOf } from '../../k8s/object';
import type { Catalog } from '../../catalog/spec';
import { LABELS } from '../../api';
import { argumentList } from '../common/args';
import type { JobSet } from '../common/jobset';
import { objectAnnotations, objectLabels } from '../common/metadata';
import { MAIN_CONTAINER } from '../common/pod';
import { COMPLETION_INDEX } from '../common/pod-layout';
import { JOBSET_CHILD, type AllKinds, type ChildResource, type Job } from '../kind';
import { maxFailedTrialCount, parallelTrialCount } from './counts';
import { SUFFIX } from './rules';
import type { HyperTuneSpec } from './spec';
import { trialJob } from './trial';

/** @see https://github.com/kubeflow/katib/blob/master/pkg/apis/controller/experiments/v1beta1/experiment_types.go */
export type Experiment = KubeObjectOf<{ [key: string]: Json }>;

/** The objects that Katib runs. */
export const EXPERIMENT_CHILD: ChildResource = { apiVersion: 'kubeflow.org/v1beta1', kind: 'Experiment', resource: 'experiments', engine: 'katib' };

/** The pods that Katib reads the measures from: one of each trial, and the container in it. */
interface Primary {
  readonly labels: Record<string, string>;
  readonly container: string;
}

/** Our own kinds tell in one word how they are; Katib's conditions look for members of lists. */
const phaseIs = (phase: string): string => `status.[@this].#(phase=="${phase}")#`;

/**
 * The Experiment of a HyperTune: each of its trials is a job of ours, which is queued, run and reported as any other. All that is known of
 * Katib is in here.
 */
export function compileKatib(job: Job<HyperTuneSpec>, catalog: Catalog, kinds: AllKinds): Experiment {
  const { spec, metadata } = job;
  const { name: _, namespace, ...trial } = trialJob(job).metadata;
  const primary = primaryOf(kinds.compile(trialJob(job), catalog));
  return {
    apiVersion: EXPERIMENT_CHILD.apiVersion,
    kind: EXPERIMENT_CHILD.kind,
    metadata: { name: `${metadata.name}-${SUFFIX}`, ...(namespace !== undefined && { namespace }), labels: objectLabels(job), ...objectAnnotations(job) },
    spec: {
      objective: objective(spec),
      algorithm: { ...(spec.algorithm ?? { algorithmName: 'tpe' }) } as unknown as Json,
      ...(spec.earlyStopping && { earlyStopping: spec.earlyStopping as unknown as Json }),
      parameters: spec.parameters as unknown as Json,
      maxTrialCount: spec.maxTrialCount,
      parallelTrialCount: parallelTrialCount(spec),
      maxFailedTrialCount: maxFailedTrialCount(spec),
      resumePolicy: 'Never',
      metricsCollectorSpec: { collector: { kind: 'StdOut' } },
      trialTemplate: {
        // A job that has ended keeps its log until it is deleted, as any other of ours.
        retain: true,
        primaryContainerName: primary.container,
        primaryPodLabels: primary.labels,
        successCondition: phaseIs('Succeeded'),
        failureCondition: phaseIs('Failed'),
        trialParameters: spec.parameters.map(({ name }) => ({ name, reference: name })),
        trialSpec: { apiVersion: job.apiVersion, kind: spec.trial.kind, metadata: trial as unknown as Json, spec: trialSpec(job) },
      },
    },
  };
}

/** A trial's result is what it measured last, with either engine. */
function objective({ objective: given }: HyperTuneSpec): Json {
  const names = [given.objectiveMetricName, ...(given.additionalMetricNames ?? [])];
  return { ...given, metricStrategies: names.map((name) => ({ name, value: 'latest' })) } as unknown as Json;
}

/** Katib puts values into the text of the job, so arguments are split before: a value with blanks stays one word. */
function trialSpec(job: Job<HyperTuneSpec>): Json {
  const spec = trialJob(job).spec;
  return { ...spec, ...(spec.args !== undefined && { args: argumentList(spec.args) }) } as unknown as Json;
}

/** Of several pods the first of the first part. Trials are jobs of kinds that a JobSet runs. */
function primaryOf(objects: readonly KubeObject[]): Primary {
  const jobSet = objects.find(({ kind }) => kind === JOBSET_CHILD.kind) as JobSet | undefined;
  const role = jobSet?.spec.replicatedJobs[0]?.name ?? MAIN_CONTAINER;
  return { labels: { [LABELS.role]: role, [COMPLETION_INDEX]: '0' }, container: MAIN_CONTAINER };
}
