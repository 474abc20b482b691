import type { PlacedRule } from '../../schema/rules';
import { podNameRule } from '../common/names';
import { COMMON_RULES } from '../common/rules';
import { GREATEST_SEED } from './algorithms';

/** Ends the names of a HyperTune's engine objects. */
export const SUFFIX = 'ht';

/** Part of the pod that keeps the study. */
export const STUDY = 'study';

/** Part of the pods that run trials. */
export const WORKER = 'worker';

/** Trials that run at the same time, and failed trials that end a study, where the spec does not say; or as many as there are trials. */
export const USUAL_COUNT = 3;

/** Longest name of an object of Katib's. */
const KATIB_NAME = 40;

/** Fields that policies of the platform look at where they stand for all kinds, and that are the same for all trials. */
export const BESIDE_ALONE = ['suspend', 'queue', 'priority', 'identities', 'datasets', 'spot'] as const;

/** The greatest whole number of an int: all up to it are exact in every engine. */
const GREATEST_INT = 999_999_999_999_999;

const INT_FIELDS = ['min', 'max', 'step'];
const NUMBER = '^[+-]?[0-9]{1,15}([.][0-9]{1,15})?([eE][+-]?[0-9]{1,2})?$';
const BETWEEN = "self.parameterType in ['double', 'int']";
const HAS_ENDS = 'has(self.feasibleSpace.min) && has(self.feasibleSpace.max)';
const WORKERS = `(has(self.spec.parallelTrialCount) ? self.spec.parallelTrialCount : (self.spec.maxTrialCount < ${USUAL_COUNT} ? self.spec.maxTrialCount : ${USUAL_COUNT}))`;
const BY_KATIB = "has(self.engine) && self.engine == 'katib'";

/** What must hold of a number of an int, where it is given. */
function ofInt(field: string, holds: (value: string) => string): string {
  return `(!has(self.feasibleSpace.${field}) || ${holds(`double(self.feasibleSpace.${field})`)})`;
}

function tooGreat(value: string): string {
  return `${value} > ${GREATEST_INT}.0 || ${value} < -${GREATEST_INT}.0`;
}

/** What values a parameter may have, by its type. */
const PARAMETER_RULES: readonly PlacedRule[] = [
  {
    at: 'spec.parameters[]',
    rule: `!(${BETWEEN}) || (${HAS_ENDS} && !has(self.feasibleSpace.list))`,
    message: 'needs min and max, and no list, since it is a number between two others. Allowed: {min: "0", max: "1"}. Give both, or choose parameterType discrete.',
    fieldPath: '.feasibleSpace',
  },
  {
    at: 'spec.parameters[]',
    rule: `(${BETWEEN}) || (has(self.feasibleSpace.list) && !has(self.feasibleSpace.min) && !has(self.feasibleSpace.max) && !has(self.feasibleSpace.step) && !has(self.feasibleSpace.distribution))`,
    message: 'needs a list and nothing else, since it is one of some values. Allowed: {list: ["1", "2"]}. Give the list, or choose parameterType double.',
    fieldPath: '.feasibleSpace',
  },
  {
    at: 'spec.parameters[]',
    rule: `self.parameterType != 'int' || (${INT_FIELDS.map((field) => ofInt(field, (value) => `${tooGreat(value)} || double(int(${value})) == ${value}`)).join(' && ')})`,
    message: 'has a fraction, but the parameter is an int. Allowed: whole numbers for min, max and step. Correct it, or choose parameterType double.',
    fieldPath: '.feasibleSpace',
  },
  {
    at: 'spec.parameters[]',
    rule: `self.parameterType != 'int' || (${INT_FIELDS.map((field) => ofInt(field, (value) => `!(${tooGreat(value)})`)).join(' && ')})`,
    message: `has a number that is too great for an int. Allowed: whole numbers from -${GREATEST_INT} to ${GREATEST_INT}. Correct it, or choose parameterType double.`,
    fieldPath: '.feasibleSpace',
  },
  {
    at: 'spec.parameters[]',
    rule: `self.parameterType != 'discrete' || !has(self.feasibleSpace.list) || self.feasibleSpace.list.all(value, value.matches('${NUMBER}'))`,
    message: 'holds something other than a number, but the parameter is discrete. Allowed: numbers in quotes. Correct it, or choose parameterType categorical.',
    fieldPath: '.feasibleSpace.list',
  },
  {
    at: 'spec.parameters[].feasibleSpace',
    rule: '!has(self.min) || !has(self.max) || double(self.min) <= double(self.max)',
    message: 'is less than min. Allowed: min or more. Exchange the two.',
    fieldPath: '.max',
  },
  {
    at: 'spec.parameters[].feasibleSpace',
    rule: '!has(self.step) || double(self.step) > 0.0',
    message: 'is no distance. Allowed: numbers above 0. Correct it.',
    fieldPath: '.step',
  },
  {
    at: 'spec.parameters[].feasibleSpace',
    rule: "!has(self.distribution) || self.distribution != 'logUniform' || (has(self.min) && double(self.min) > 0.0 && !has(self.step))",
    message: 'spreads orders of magnitude, which start above 0 and have no steps. Allowed: logUniform with a min above 0 and without step. Raise min, or use uniform.',
    fieldPath: '.distribution',
  },
];

/** What an algorithm and an engine ask of the rest. */
const STUDY_RULES: readonly PlacedRule[] = [
  {
    at: 'spec.algorithm',
    rule: `!has(self.algorithmSettings) || self.algorithmSettings.all(setting, setting.name != 'random_state' || (double(setting.value) >= 0.0 && double(setting.value) <= ${GREATEST_SEED}.0))`,
    message: `has a random_state that is no seed. Allowed: whole numbers from 0 to ${GREATEST_SEED}. Correct it.`,
    fieldPath: '.algorithmSettings',
  },
  {
    at: 'spec',
    rule: "!has(self.algorithm) || self.algorithm.algorithmName != 'grid' || self.parameters.all(parameter, parameter.parameterType != 'double' || has(parameter.feasibleSpace.step))",
    message: 'has a double without step, so its grid has no end. Allowed: a step for each double, or an algorithm other than grid. Add step.',
    fieldPath: '.parameters',
  },
  {
    at: 'spec',
    rule: "!has(self.algorithm) || self.algorithm.algorithmName != 'cmaes' || (size(self.parameters) >= 2 && self.parameters.all(parameter, parameter.parameterType != 'categorical'))",
    message: 'cannot search by cmaes. Allowed: two or more parameters, all of them numbers. Use tpe, or discrete in place of categorical.',
    fieldPath: '.parameters',
  },
  {
    at: 'spec',
    rule: '!has(self.parallelTrialCount) || self.parallelTrialCount <= self.maxTrialCount',
    message: 'is more than maxTrialCount, so some pods would have nothing to do. Allowed: maxTrialCount or less. Lower it.',
    fieldPath: '.parallelTrialCount',
  },
  {
    at: 'spec',
    rule: '!has(self.maxFailedTrialCount) || self.maxFailedTrialCount <= self.maxTrialCount',
    message: 'is more than maxTrialCount and would never be reached. Allowed: maxTrialCount or less. Lower it.',
    fieldPath: '.maxFailedTrialCount',
  },
  {
    at: 'spec.objective',
    rule: '!has(self.additionalMetricNames) || !(self.objectiveMetricName in self.additionalMetricNames)',
    message: 'holds the objective itself. Allowed: other measures. Take it out.',
    fieldPath: '.additionalMetricNames',
  },
  {
    at: 'spec',
    rule: `!(${BY_KATIB}) || !has(self.earlyStopping) || self.earlyStopping.algorithmName == 'medianstop'`,
    message: 'is not known to Katib. Allowed: medianstop, or the engine optuna. Choose one of them.',
    fieldPath: '.earlyStopping.algorithmName',
  },
  ...['studySize', 'studyVolume', 'activeDeadlineSeconds', 'backoffLimit'].map((field) => ({
    at: 'spec',
    rule: `!(${BY_KATIB}) || !has(self.${field})`,
    message: `means nothing to Katib, where each trial is a job of its own. Allowed: ${field} with the engine optuna. ${field.startsWith('study') ? 'Remove it.' : 'Move it into trial.spec.'}`,
    fieldPath: `.${field}`,
  })),
  ...BESIDE_ALONE.map((field) => ({
    at: 'spec.trial.spec',
    rule: `!has(self.${field})`,
    message: `is the study's and not a trial's. Allowed: ${field} beside trial. Move it there.`,
    fieldPath: `.${field}`,
  })),
];

/** Katib's own limit, in place of that of the pods' names. */
const KATIB_NAME_RULE: PlacedRule = {
  at: '',
  rule: `!(has(self.spec.engine) && self.spec.engine == 'katib') || size(self.metadata.name) <= ${KATIB_NAME - SUFFIX.length - 1}`,
  message: `is too long for Katib, whose names have ${KATIB_NAME} characters. Allowed: at most ${KATIB_NAME - SUFFIX.length - 1}. Shorten it.`,
  fieldPath: '.metadata.name',
};

/** Rules of a HyperTune, for the API server and the command alike. */
export const TUNE_RULES: readonly PlacedRule[] = [
  podNameRule({ suffix: SUFFIX, role: WORKER, count: WORKERS }),
  KATIB_NAME_RULE,
  ...COMMON_RULES,
  ...PARAMETER_RULES,
  ...STUDY_RULES,
];
