import type { Catalog } from '../../catalog/spec';
import type { FieldError } from '../../errors';
import { nearest } from '../../schema/nearest';
import { checkClaimSize } from '../common/claim-size';
import type { JobSet } from '../common/jobset';
import type { AllKinds, Job } from '../kind';
import { ALGORITHM_SETTINGS, settingsOf, STOPPING_SETTINGS, wrongValue } from './algorithms';
import { tooLargeTexts } from './sizes';
import { gridPoints, unfitSteps } from './space';
import type { Algorithm, EarlyStopping, HyperTuneSpec } from './spec';
import { inherited, placeholders, trialJob, writtenAt } from './trial';
import { DEFAULT_SIZE } from './volume';

/** What every trial's name has behind the experiment's. */
const KATIB_TRIAL = '-ht-abcd1234';

/** What the rules cannot hold of a HyperTune: what its trial's kind and the catalog have to say, and how its parts fit together. */
export function validateTune(job: Job<HyperTuneSpec>, catalog: Catalog, kinds: AllKinds): FieldError[] {
  const { spec } = job;
  const own = [...saidTwice(spec), ...settings(spec), ...unfitSteps(spec.parameters), ...tooLargeGrid(spec), ...twins(spec), ...unfitPlaceholders(job), ...checkClaimSize('spec.studyVolume.size', spec.studyVolume?.size ?? DEFAULT_SIZE, catalog)];
  const trial = trialErrors(job, catalog, kinds);
  return [...own, ...trial, ...(trial.length === 0 && spec.engine !== 'katib' ? [...tooLargeTexts(job), ...inOnePod(job, catalog, kinds)] : [])];
}

/** What the trial's own kind finds, at the place where it was written. */
function trialErrors(job: Job<HyperTuneSpec>, catalog: Catalog, kinds: AllKinds): FieldError[] {
  const name = job.spec.engine === 'katib' ? `${job.metadata.name}${KATIB_TRIAL}` : job.metadata.name;
  return kinds.validate(trialJob(job, name), catalog).map(({ path, reason }) => {
    if (path === 'metadata.name') return { path, reason: `is too long for the names of its trials' pods (given ${JSON.stringify(job.metadata.name)}). Allowed: shorter names. Shorten it.` };
    return { path: writtenAt(job.spec, path), reason };
  });
}

/** The trial and what stands beside it must not contradict each other. */
function saidTwice(spec: HyperTuneSpec): FieldError[] {
  const beside = inherited(spec);
  return Object.entries(spec.trial.spec)
    .filter(([name, value]) => beside[name] !== undefined && JSON.stringify(beside[name]) !== JSON.stringify(value))
    .map(([name, value]) => ({
      path: `spec.trial.spec.${name}`,
      reason: `is said twice (given ${shown(value)} here, and ${shown(beside[name])} in spec.${name}). Allowed: once. Remove one of the two.`,
    }));
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function settings({ algorithm, earlyStopping, engine = 'optuna' }: HyperTuneSpec): FieldError[] {
  return [
    ...(algorithm ? unknownSettings('spec.algorithm', algorithm, settingsOf(ALGORITHM_SETTINGS, algorithm.algorithmName, engine)) : []),
    ...(earlyStopping ? unknownSettings('spec.earlyStopping', earlyStopping, settingsOf(STOPPING_SETTINGS, earlyStopping.algorithmName, engine)) : []),
  ];
}

function unknownSettings(path: string, { algorithmName: algorithm, algorithmSettings: given = [] }: Algorithm | EarlyStopping, allowed: ReturnType<typeof settingsOf>): FieldError[] {
  const names = Object.keys(allowed);
  return given.flatMap(({ name, value }, index): FieldError[] => {
    const range = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    const place = `${path}.algorithmSettings[${index}]`;
    if (range === undefined) {
      const near = nearest(name, names);
      const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Remove it.';
      return [{ path: `${place}.name`, reason: `is no setting of ${algorithm} (given ${JSON.stringify(name)}). Allowed: ${names.join(', ') || 'none'}. ${fix}` }];
    }
    const wanted = wrongValue(value, range);
    return wanted === undefined ? [] : [{ path: `${place}.value`, reason: `does not fit ${name} (given ${JSON.stringify(value)}). Allowed: ${wanted}. Correct it.` }];
  });
}

/** A grid that is cut off would leave out whole values of the first parameters. */
function tooLargeGrid({ algorithm, parameters, maxTrialCount }: HyperTuneSpec): FieldError[] {
  const points = gridPoints(parameters);
  if (algorithm?.algorithmName !== 'grid' || points <= maxTrialCount) return [];
  return [{ path: 'spec.maxTrialCount', reason: `is less than the points of the grid (given ${maxTrialCount}, and ${points} points). Allowed: ${points} or more. Raise it, or make the grid coarser.` }];
}

function twins({ parameters }: HyperTuneSpec): FieldError[] {
  return parameters.flatMap(({ feasibleSpace: { list = [] }, parameterType }, at) => {
    const values = parameterType === 'discrete' ? list.map(Number) : list;
    const twin = values.findIndex((value, index) => values.slice(0, index).some((before) => before === value));
    return twin < 0 ? [] : [{ path: `spec.parameters[${at}].feasibleSpace.list[${twin}]`, reason: `is in the list twice (given ${JSON.stringify(list[twin])}). Allowed: each value once. Remove one.` }];
  });
}

/** Every parameter has its place, and every place its parameter. */
function unfitPlaceholders(job: Job<HyperTuneSpec>): FieldError[] {
  const { spec } = job;
  const names = spec.parameters.map(({ name }) => name);
  const found = placeholders(trialJob(job).spec);
  const unknown = found.flatMap(({ path, parameter, filled }): FieldError[] => {
    const place = writtenAt(spec, path);
    if (!filled) return [{ path: place, reason: `takes no parameters (given ${JSON.stringify(`\${trialParameters.${parameter}}`)}). Allowed: in args, and in values of env. Pass it to the program by one of them.` }];
    if (names.includes(parameter)) return [];
    const near = nearest(parameter, names);
    return [{ path: place, reason: `names a parameter that is not varied (given ${JSON.stringify(parameter)}). Allowed: ${names.join(', ')}. ${near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Add it to parameters, or remove it.'}` }];
  });
  const used = new Set(found.filter(({ filled }) => filled).map(({ parameter }) => parameter));
  const unused = names.flatMap((name, index) =>
    used.has(name) ? [] : [{ path: `spec.parameters[${index}].name`, reason: `is used nowhere in the trial (given ${JSON.stringify(name)}). Allowed: parameters that make a difference. Add \${trialParameters.${name}} to the trial's args or env, or remove the parameter.` }],
  );
  return [...unknown, ...unused];
}

/** Optuna's trials run one after the other in pods that are there already. */
function inOnePod(job: Job<HyperTuneSpec>, catalog: Catalog, kinds: AllKinds): FieldError[] {
  const trial = trialJob(job);
  const errors: FieldError[] = [];
  if (catalog.runtimes[trial.spec.framework]?.language !== 'python') {
    errors.push({ path: 'spec.trial.kind', reason: `runs without Python, which hands out the trials in their pods (given ${JSON.stringify(trial.kind)}). Allowed: kinds that run Python. Choose one, or engine: katib.` });
  }
  if (trial.spec.ttlSecondsAfterFinished !== undefined) {
    errors.push({ path: 'spec.trial.spec.ttlSecondsAfterFinished', reason: 'is about pods of its own, which a trial has only with Katib (given for a trial). Allowed: ttlSecondsAfterFinished beside trial. Move it there.' });
  }
  const pods = podsOf(kinds.compile(trial, catalog));
  if (pods !== 1) errors.push({ path: 'spec.trial.spec', reason: `needs ${pods} pods for each trial (given for engine optuna). Allowed: trials of one pod. Make it one, or choose engine: katib.` });
  return errors;
}

function podsOf(objects: readonly object[]): number {
  return objects.flatMap((object) => (object as Partial<JobSet>).spec?.replicatedJobs ?? []).reduce((sum, { replicas, template }) => sum + replicas * (template.spec?.completions ?? 1), 0);
}
