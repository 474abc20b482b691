import type { Json } from '../../k8s/object';
import { carriedLabels, objectAnnotations } from '../common/metadata';
import type { JobSpec } from '../common/spec';
import type { Job } from '../kind';
import type { HyperTuneSpec, TrialSpec } from './spec';

/** Fields that are about the study as a whole; all others that stand beside the trial are about its pods, and so the trial's. */
const OF_THE_STUDY = new Set<string>([
  'objective',
  'algorithm',
  'parameters',
  'maxTrialCount',
  'parallelTrialCount',
  'maxFailedTrialCount',
  'earlyStopping',
  'trial',
  'engine',
  'studySize',
  'studyVolume',
  'suspend',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
] satisfies (keyof HyperTuneSpec)[]);

/** What stands beside the trial and is the trial's. */
export function inherited(spec: HyperTuneSpec): TrialSpec {
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !OF_THE_STUDY.has(name))) as TrialSpec;
}

/** The job of a trial, with everything that it has from the study. Parameters are still placeholders. */
export function trialJob(job: Job<HyperTuneSpec>, name = job.metadata.name): Job {
  const { namespace } = job.metadata;
  const labels = carriedLabels(job);
  return {
    apiVersion: job.apiVersion,
    kind: job.spec.trial.kind,
    metadata: { name, ...(namespace !== undefined && { namespace }), ...(Object.keys(labels).length > 0 && { labels }), ...objectAnnotations(job) },
    spec: { ...inherited(job.spec), ...job.spec.trial.spec } as unknown as JobSpec,
  };
}

/** Specs whose pods a HyperTune itself has: those of trials, with the engine optuna. */
export function specsOfTrials(spec: JobSpec): JobSpec[] {
  const tune = spec as HyperTuneSpec;
  return tune.engine === 'katib' ? [] : [{ ...inherited(tune), ...tune.trial.spec } as unknown as JobSpec];
}

/** Where a field of the trial's spec was written: in the trial, or beside it. */
export function writtenAt(spec: HyperTuneSpec, path: string): string {
  if (path === 'kind') return 'spec.trial.kind';
  const [, rest = '', name = ''] = /^spec\.(([A-Za-z]+).*)$/.exec(path) ?? [];
  if (rest === '') return path;
  return !Object.hasOwn(spec.trial.spec, name) && Object.hasOwn(spec, name) ? `spec.${rest}` : `spec.trial.spec.${rest}`;
}

/** A place of a parameter's value. */
export interface Placeholder {
  readonly path: string;
  readonly parameter: string;
  /** Whether values are put in there: into arguments and variables, and nowhere else. */
  readonly filled: boolean;
}

const PLACEHOLDER = /\$\{trialParameters\.([^{}]*)\}/g;

/** Text that stands for a parameter's value. */
export function placeholder(parameter: string): string {
  return `\${trialParameters.${parameter}}`;
}

/** Every place of a parameter's value in the spec of a trial. */
export function placeholders(spec: object): Placeholder[] {
  return texts(spec, 'spec').flatMap(({ path, text }) =>
    [...text.matchAll(PLACEHOLDER)].map(([, parameter = '']) => ({ path, parameter, filled: /^spec\.(args(\[\d+\])?|env\[\d+\]\.value)$/.test(path) })),
  );
}

/** Every text in a value, and where it stands. */
export function texts(value: Json | object, path: string): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => texts(item, `${path}[${index}]`));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, part]) => texts(part, `${path}.${name}`));
  return [];
}
