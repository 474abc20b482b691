import type { Json } from '../../lib/k8s/object';
import { jobKind } from '../../lib/jobs/registry';
import { BESIDE_ALONE } from '../../lib/jobs/tune/rules';
import { distinct, type JsonObject, namedApart } from './arbitrary-fields';

/** What makes a HyperTune of any fields one that keeps the rules. */
export function tuneRules(spec: JsonObject): JsonObject {
  const katib = spec.engine === 'katib';
  return {
    objective: objective(object(spec.objective)),
    algorithm: { algorithmName: 'tpe', algorithmSettings: distinct(object(spec.algorithm).algorithmSettings) },
    earlyStopping: { algorithmName: 'medianstop', algorithmSettings: distinct(object(spec.earlyStopping).algorithmSettings) },
    parameters: [{ name: 'lr', parameterType: 'double' }, ...distinct(spec.parameters).filter(({ name }) => name !== 'lr')].map(parameter),
    // No other count of a generated spec is greater.
    maxTrialCount: 12,
    ...(spec.studyVolume !== undefined && { studyVolume: { ...object(spec.studyVolume), size: '5Gi' } }),
    ...(katib && { studySize: null, studyVolume: null, activeDeadlineSeconds: null, backoffLimit: null }),
    trial: trial(object(spec.trial)),
  };
}

function objective(given: JsonObject): JsonObject {
  const { additionalMetricNames, ...rest } = given;
  return Array.isArray(additionalMetricNames) ? { ...rest, additionalMetricNames: additionalMetricNames.filter((name) => name !== rest.objectiveMetricName) } : rest;
}

function parameter(given: JsonObject): JsonObject {
  const spaces: Record<string, JsonObject> = {
    double: { min: '0.001', max: '1e3', distribution: 'logUniform' },
    int: { min: '-1', max: '9', step: '2' },
    discrete: { list: ['1', '2.5'] },
    categorical: { list: ['adam', 'sgd'] },
  };
  return { ...given, feasibleSpace: spaces[String(given.parameterType)] ?? {} };
}

function trial(given: JsonObject): JsonObject {
  const fields = jobKind(String(given.kind))?.specSchema.properties ?? {};
  const own = Object.entries(object(given.spec)).filter(([name]) => name in fields && !BESIDE_ALONE.some((field) => field === name));
  return { ...given, spec: Object.fromEntries(own.map(([name, value]) => [name, name === 'env' ? namedApart(value) : value])) };
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** What makes of a search as it was generated one with a trial that uses what it varies. */
export function tried(parameters: readonly { name: string }[] = []): object {
  const args = parameters.map(({ name }) => `\${trialParameters.${name}}`);
  return { engine: 'optuna', algorithm: null, earlyStopping: null, studySize: null, args: null, trial: { kind: 'TensorFlowJob', spec: { module: 'train', args } } };
}
