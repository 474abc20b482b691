import { DEFAULT_CATALOG } from '../../../../lib/catalog/default';
import type { Catalog } from '../../../../lib/catalog/spec';
import { validateJob } from '../../../../lib/jobs/job';
import type { HyperTuneSpec, Parameter } from '../../../../lib/jobs/tune/spec';
import { texts } from '../../../builders/errors';
import { hyperTune } from '../../../builders/jobs';

const CATALOG: Catalog = { ...DEFAULT_CATALOG, engines: ['katib'] };

const errorsOf = (spec: Partial<HyperTuneSpec>, name = 'news') => texts(validateJob(hyperTune(spec, { name }), CATALOG));

/** A trial that uses the parameters. */
const using = (...names: string[]): HyperTuneSpec['trial'] => ({ kind: 'PythonJob', spec: { module: 'news.train', args: names.map((name) => `\${trialParameters.${name}}`) } });

const lr: Parameter = { name: 'lr', parameterType: 'double', feasibleSpace: { min: '0', max: '1' } };
const depth: Parameter = { name: 'depth', parameterType: 'int', feasibleSpace: { min: '1', max: '4' } };
const optimizer: Parameter = { name: 'optimizer', parameterType: 'categorical', feasibleSpace: { list: ['adam', 'sgd'] } };

const space = (parameterType: Parameter['parameterType'], feasibleSpace: Parameter['feasibleSpace']) => errorsOf({ parameters: [{ name: 'lr', parameterType, feasibleSpace }] });

test.each<[string, Partial<HyperTuneSpec>]>([
  ['a study in a dozen lines', {}],
  ['all that it knows', {
    objective: { type: 'maximize', objectiveMetricName: 'accuracy', goal: 0.99, additionalMetricNames: ['loss'] },
    algorithm: { algorithmName: 'cmaes', algorithmSettings: [{ name: 'random_state', value: '7' }, { name: 'sigma', value: '0.5' }] },
    parameters: [lr, depth, { name: 'batch', parameterType: 'discrete', feasibleSpace: { list: ['32', '64'] } }],
    parallelTrialCount: 4, maxFailedTrialCount: 2, studySize: 'CpuMedium', activeDeadlineSeconds: 3600, backoffLimit: 1,
    earlyStopping: { algorithmName: 'successivehalving', algorithmSettings: [{ name: 'reduction_factor', value: '2' }] },
    trial: using('lr', 'depth', 'batch'),
  }],
  ['the same with Katib', { engine: 'katib', earlyStopping: { algorithmName: 'medianstop' } }],
  ['a grid that fits', { algorithm: { algorithmName: 'grid' }, parameters: [depth, optimizer], maxTrialCount: 8, trial: using('depth', 'optimizer') }],
  ['a parameter in a variable', { trial: { kind: 'TensorFlowJob', spec: { module: 'news.train', env: [{ name: 'LR', value: '${trialParameters.lr}' }] } }, framework: 'tensorflow-2-python-3' }],
  ['a whole spec in the trial', { trial: { kind: 'PythonJob', spec: { framework: 'python-3', size: 'CpuSmall', module: 'news.train', args: ['${trialParameters.lr}'], activeDeadlineSeconds: 60, backoffLimit: 1 } } }],
  ['trials of many pods with Katib', { engine: 'katib', trial: { kind: 'TensorFlowJob', spec: { module: 'a', args: '${trialParameters.lr}', replicas: { worker: { count: 4 } } } }, framework: 'tensorflow-2-python-3' }],
])('%s is valid', (_what, spec) => {
  expect(errorsOf(spec)).toEqual([]);
});

describe('values of parameters', () => {
  const ends = 'spec.parameters[0].feasibleSpace: needs min and max, and no list, since it is a number between two others. Allowed: {min: "0", max: "1"}. Give both, or choose parameterType discrete.';
  const list = 'spec.parameters[0].feasibleSpace: needs a list and nothing else, since it is one of some values. Allowed: {list: ["1", "2"]}. Give the list, or choose parameterType double.';
  test.each<[Parameter['parameterType'], Parameter['feasibleSpace'], string[]]>([
    ['double', { min: '0' }, [ends]],
    ['int', { list: ['1'] }, [ends]],
    ['double', { min: '0', max: '1', list: ['1'] }, [ends]],
    ['categorical', { min: '0', max: '1' }, [list]],
    ['discrete', {}, [list]],
    ['discrete', { list: ['1'], distribution: 'uniform' }, [list]],
    ['int', { min: '0', max: '1.5' }, ['spec.parameters[0].feasibleSpace: has a fraction, but the parameter is an int. Allowed: whole numbers for min, max and step. Correct it, or choose parameterType double.']],
    ['discrete', { list: ['1', 'many'] }, ['spec.parameters[0].feasibleSpace.list: holds something other than a number, but the parameter is discrete. Allowed: numbers in quotes. Correct it, or choose parameterType categorical.']],
    ['double', { min: '2', max: '1e0' }, ['spec.parameters[0].feasibleSpace.max: is less than min. Allowed: min or more. Exchange the two.']],
    ['double', { min: '0', max: '1', step: '0.0' }, ['spec.parameters[0].feasibleSpace.step: is no distance. Allowed: numbers above 0. Correct it.']],
    ['double', { min: '0', max: '1', distribution: 'logUniform' }, ['spec.parameters[0].feasibleSpace.distribution: spreads orders of magnitude, which start above 0 and have no steps. Allowed: logUniform with a min above 0 and without step. Raise min, or use uniform.']],
    ['categorical', { list: ['a', 'b', 'a'] }, ['spec.parameters[0].feasibleSpace.list[2]: is in the list twice (given "a"). Allowed: each value once. Remove one.']],
    ['discrete', { list: ['1', '1.0'] }, ['spec.parameters[0].feasibleSpace.list[1]: is in the list twice (given "1.0"). Allowed: each value once. Remove one.']],
  ])('%s %j', (type, feasibleSpace, expected) => {
    expect(space(type, feasibleSpace)).toEqual(expected);
  });

  test.each<[Parameter['parameterType'], Parameter['feasibleSpace']]>([
    ['int', { min: '1e3', max: '1.5e4', step: '5e2' }],
    ['int', { min: '-999999999999999', max: '999999999999999' }],
    ['double', { min: '0', max: '0.9', step: '0.3' }],
    ['double', { min: '-1e-3', max: '1e-3', step: '0.0005' }],
    ['double', { min: '1', max: '1' }],
  ])('%s %j is right', (type, feasibleSpace) => {
    expect(space(type, feasibleSpace)).toEqual([]);
  });

  test.each<[Parameter['parameterType'], Parameter['feasibleSpace'], string]>([
    ['int', { min: '1e-3', max: '4' }, 'spec.parameters[0].feasibleSpace: has a fraction'],
    ['int', { min: '0', max: '1e15' }, 'spec.parameters[0].feasibleSpace: has a number that is too great for an int.'],
    ['double', { min: '0', max: '1', step: '0.3' }, 'spec.parameters[0].feasibleSpace.step: does not meet max (given "0.3", from 0 to 1). Allowed: steps that end at max. Choose another step, or "0.9" as max, which is the last value.'],
    ['int', { min: '-1', max: '6', step: '2' }, 'Choose another step, or "5" as max'],
    ['double', { min: '0', max: '1', step: '2' }, 'spec.parameters[0].feasibleSpace.step: is wider than the range (given "2", from 0 to 1).'],
    ['double', { min: '0', max: '1e15', step: '0.1' }, 'spec.parameters[0].feasibleSpace.step: makes too many values'],
  ])('%s %j is said', (type, feasibleSpace, expected) => {
    expect(space(type, feasibleSpace)).toEqual([expect.stringContaining(expected)]);
  });

  test('fit what a program can be started with, in bytes', () => {
    const many = (count: number, text: string): Parameter[] => Array.from({ length: count }, (_, at) => ({ name: `p${at}`, parameterType: 'categorical', feasibleSpace: { list: Array.from({ length: 100 }, (_none, value) => `${value}${text}`) } }));
    const sized = (parameters: Parameter[]) => errorsOf({ parameters, trial: using(...parameters.map(({ name }) => name)) });
    expect(sized(many(8, 'x'.repeat(120)))).toEqual([]);
    expect(sized(many(16, 'x'.repeat(120)))).toEqual([expect.stringMatching(/^spec\.parameters: is too large to start a program with \(given \d{6} bytes in all\)\. Allowed: 131000 bytes\. Give fewer or shorter values\.$/)]);
    expect(sized(many(8, '\u{1F600}'.repeat(60)))).toHaveLength(1);
    const parameters = many(1, 'x'.repeat(120));
    const text = '${trialParameters.p0}'.repeat(1500);
    expect(errorsOf({ parameters, trial: { kind: 'PythonJob', spec: { module: 'a', env: [{ name: 'A', value: text }] } } })).toEqual([expect.stringContaining('spec.trial.spec.env[0].value: is too large to start a program with')]);
  });

  test('are texts', () => {
    expect(space('double', { min: 0.001, max: '1' } as never)).toEqual([expect.stringMatching(/^spec\.parameters\[0\]\.feasibleSpace\.min: .*\(given 0\.001\)/)]);
  });
});

describe('algorithms', () => {
  test('a grid has an end', () => {
    expect(errorsOf({ algorithm: { algorithmName: 'grid' } })).toEqual([expect.stringContaining('spec.parameters: has a double without step, so its grid has no end.')]);
  });

  test('a grid is run as a whole', () => {
    const parameters: Parameter[] = [{ name: 'lr', parameterType: 'double', feasibleSpace: { min: '0', max: '0.3', step: '0.1' } }, depth];
    expect(errorsOf({ algorithm: { algorithmName: 'grid' }, parameters, trial: using('lr', 'depth') })).toEqual([
      'spec.maxTrialCount: is less than the points of the grid (given 12, and 16 points). Allowed: 16 or more. Raise it, or make the grid coarser.',
    ]);
  });

  test.each([[[lr]], [[lr, optimizer]]])('cmaes needs two numbers', (parameters) => {
    expect(errorsOf({ algorithm: { algorithmName: 'cmaes' }, parameters, trial: using(...parameters.map(({ name }) => name)) })).toEqual([expect.stringContaining('spec.parameters: cannot search by cmaes.')]);
  });

  test.each([
    [{ name: 'random_stat', value: '1' }, 'spec.algorithm.algorithmSettings[0].name: is no setting of tpe (given "random_stat"). Allowed: random_state, n_startup_trials, n_EI_candidates. Did you mean random_state?'],
    [{ name: 'sigma', value: '1' }, 'spec.algorithm.algorithmSettings[0].name: is no setting of tpe (given "sigma"). Allowed: random_state, n_startup_trials, n_EI_candidates. Remove it.'],
    [{ name: 'n_EI_candidates', value: '0.5' }, 'spec.algorithm.algorithmSettings[0].value: does not fit n_EI_candidates (given "0.5"). Allowed: whole numbers from 1. Correct it.'],
    [{ name: 'random_state', value: '4294967296' }, 'spec.algorithm.algorithmSettings: has a random_state that is no seed. Allowed: whole numbers from 0 to 4294967295. Correct it.'],
    [{ name: 'random_state', value: '-1' }, 'spec.algorithm.algorithmSettings: has a random_state that is no seed. Allowed: whole numbers from 0 to 4294967295. Correct it.'],
    [{ name: 'n_EI_candidates', value: '1e9' }, 'spec.algorithm.algorithmSettings[0].value: does not fit n_EI_candidates (given "1e9"). Allowed: whole numbers from 1 to 10000. Correct it.'],
  ])('setting %j', (setting, expected) => {
    expect(errorsOf({ algorithm: { algorithmName: 'tpe', algorithmSettings: [setting] } })).toEqual([expected]);
  });
});

describe('places of parameters', () => {
  test.each<[string, HyperTuneSpec['trial']['spec'], string[]]>([
    ['unused', { module: 'a' }, ["spec.parameters[0].name: is used nowhere in the trial (given \"lr\"). Allowed: parameters that make a difference. Add ${trialParameters.lr} to the trial's args or env, or remove the parameter."]],
    ['unknown', { module: 'a', args: '${trialParameters.lr} ${trialParameters.l}' }, ['spec.trial.spec.args: names a parameter that is not varied (given "l"). Allowed: lr. Did you mean lr?']],
    ['elsewhere', { script: 'print(${trialParameters.lr})', args: ['${trialParameters.lr}'] }, ['spec.trial.spec.script: takes no parameters (given "${trialParameters.lr}"). Allowed: in args, and in values of env. Pass it to the program by one of them.']],
  ])('%s', (_what, spec, expected) => {
    expect(errorsOf({ trial: { kind: 'PythonJob', spec } })).toEqual(expected);
  });
});

describe('trials', () => {
  test("are told by their own kind what is wrong, where it was written", () => {
    const trial = { kind: 'PythonJob', spec: { args: '${trialParameters.lr}', completions: 1, parallelism: 2 } };
    expect(errorsOf({ trial, priority: 'urgent' })).toEqual([
      expect.stringContaining('spec.priority: unknown priority (given "urgent").'),
      expect.stringContaining('spec.trial.spec.module: needs one program.'),
      expect.stringContaining('spec.trial.spec.completions: is less than parallelism'),
    ]);
    expect(errorsOf({ priority: 'urgent', size: 'CpuHuge' })).toEqual([expect.stringContaining('spec.size: unknown size'), expect.stringContaining('spec.priority: unknown priority')]);
  });

  test('have fields of their own kind alone', () => {
    expect(errorsOf({ trial: { kind: 'TensorFlowJob', spec: { module: 'a', parallelism: 1, args: '${trialParameters.lr}' } } })).toEqual([
      'spec.trial.spec.parallelism: is no field of a TensorFlowJob. Allowed: the fields of that kind. Remove it, or choose another kind.',
    ]);
    expect(errorsOf({ trial: { kind: 'PythonJob', spec: { modul: 'a' } } })).toEqual([expect.stringMatching(/^spec\.trial\.spec\.modul: unknown field .* Did you mean module\?$/)]);
  });

  test('are of a kind that can be tried', () => {
    expect(errorsOf({ trial: { kind: 'HyperTune', spec: {} } })).toEqual([expect.stringContaining('spec.trial.kind: ')]);
  });

  test('do not contradict what stands beside them', () => {
    const trial = { kind: 'PythonJob', spec: { module: 'a', args: '${trialParameters.lr}', size: 'CpuLarge' } };
    expect(errorsOf({ trial })).toEqual(['spec.trial.spec.size: is said twice (given "CpuLarge" here, and "CpuSmall" in spec.size). Allowed: once. Remove one of the two.']);
  });

  test.each(['queue', 'priority', 'identities', 'datasets', 'spot', 'suspend'])('leave %s to the study, where policies look for it', (field) => {
    const given = { queue: 'a', priority: 'high', identities: [{ id: 'a' }], datasets: [{ name: 'a', uri: 'a:b' }], spot: true, suspend: true }[field] as never;
    const trial = { kind: 'PythonJob', spec: { module: 'a', args: '${trialParameters.lr}', [field]: given } };
    expect(errorsOf({ trial })).toEqual([`spec.trial.spec.${field}: is the study's and not a trial's. Allowed: ${field} beside trial. Move it there.`]);
  });

  test('of several pods need Katib', () => {
    const trial = { kind: 'PythonJob', spec: { module: 'a', args: '${trialParameters.lr}', parallelism: 2 } };
    expect(errorsOf({ trial })).toEqual(['spec.trial.spec: needs 2 pods for each trial (given for engine optuna). Allowed: trials of one pod. Make it one, or choose engine: katib.']);
    expect(errorsOf({ trial, engine: 'katib' })).toEqual([]);
  });
});

describe('Katib', () => {
  test.each<[Partial<HyperTuneSpec>, string]>([
    [{ activeDeadlineSeconds: 60 }, 'spec.activeDeadlineSeconds: means nothing to Katib, where each trial is a job of its own. Allowed: activeDeadlineSeconds with the engine optuna. Move it into trial.spec.'],
    [{ studySize: 'CpuSmall' }, 'spec.studySize: means nothing to Katib'],
    [{ earlyStopping: { algorithmName: 'successivehalving' } }, 'spec.earlyStopping.algorithmName: is not known to Katib.'],
    [{ algorithm: { algorithmName: 'tpe', algorithmSettings: [{ name: 'n_startup_trials', value: '3' }] } }, 'spec.algorithm.algorithmSettings[0].name: is no setting of tpe (given "n_startup_trials"). Allowed: random_state, n_EI_candidates.'],
  ])('refuses %j', (spec, expected) => {
    expect(errorsOf({ ...spec, engine: 'katib' })).toEqual([expect.stringContaining(expected)]);
  });

  test('must be there', () => {
    expect(texts(validateJob(hyperTune({ engine: 'katib' }), DEFAULT_CATALOG))).toEqual([expect.stringContaining('spec.engine: needs the engine katib, which this platform does not have')]);
  });

  test('has short names', () => {
    expect(errorsOf({ engine: 'katib' }, 'n'.repeat(33))).toEqual([]);
    expect(errorsOf({ engine: 'katib' }, 'n'.repeat(34))).toEqual([expect.stringContaining("metadata.name: is too long for the names of its trials' pods")]);
    expect(errorsOf({ engine: 'katib' }, 'n'.repeat(38))).toEqual([expect.stringContaining('metadata.name: is too long for Katib, whose names have 40 characters. Allowed: at most 37.')]);
  });
});

test('the names of all pods fit', () => {
  expect(errorsOf({}, 'n'.repeat(43))).toEqual([]);
  expect(errorsOf({}, 'n'.repeat(44))).toEqual([expect.stringContaining('metadata.name: is too long (given 44 characters). Allowed: at most 43, so that the names of the worker pods fit 63.')]);
});

test('a patch that the pod of the study cannot have is refused where it was written', () => {
  const [patch, dataset] = [{ op: 'add' as const, path: '/spec/containers/0/volumeMounts/-', value: { name: 'dataset-0', mountPath: '/again', readOnly: true } }, { name: 'news', volume: { claimName: 'news' } }];
  const trial: HyperTuneSpec['trial'] = { kind: 'PythonJob', spec: { ...using('lr').spec, podTemplatePatches: [patch] } };
  expect(errorsOf({ trial, datasets: [dataset] })).toEqual([expect.stringMatching(/^spec\.trial\.spec\.podTemplatePatches\[0\]: mounts a volume that the pod does not have \(given "dataset-0"\)/)]);
});
