import fc from 'fast-check';
import type { Algorithm, EarlyStopping, HyperTuneSpec, Parameter } from '../../lib/jobs/tune/spec';
import { gridPoints } from '../../lib/jobs/tune/space';
import { hyperTune } from './jobs';

type Study = ReturnType<typeof hyperTune>;
type Shape = Omit<Parameter, 'name'>;

/** The most points of a grid that is generated. */
const MOST_POINTS = 48;

/** A number as people write it: digits, maybe with an exponent in place of a point. */
function numeral(digits: bigint, decimals: number): fc.Arbitrary<string> {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(decimals + 1, '0');
  const plain = decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
  return fc.constantFrom(`${sign}${plain}`, `${sign}${plain}`, `${sign}${text}e-${decimals}`, ...(sign === '' ? [`+${plain}`] : []));
}

/** From a number by steps to another, which they meet. */
function stepped(parameterType: 'int' | 'double', decimals: fc.Arbitrary<number>): fc.Arbitrary<Shape> {
  const whole = fc.record({ from: fc.bigInt(-10_000n, 10_000n), by: fc.bigInt(1n, 300n), count: fc.bigInt(1n, 12n), decimals });
  return whole.chain(({ from, by, count, decimals: places }) =>
    fc.record({ min: numeral(from, places), max: numeral(from + by * count, places), step: numeral(by, places) }).map((feasibleSpace) => ({ parameterType, feasibleSpace })),
  );
}

/** From a number to another, with nothing said of steps. */
function between(parameterType: 'int' | 'double', distribution: 'uniform' | 'logUniform'): fc.Arbitrary<Shape> {
  const least = distribution === 'logUniform' ? 1n : -(10n ** 6n);
  const decimals = parameterType === 'int' ? fc.constant(0) : fc.nat(12);
  const width = fc.oneof(fc.bigInt(0n, 10n), fc.bigInt(0n, 10n ** 7n), fc.bigInt(0n, 10n ** 14n));
  return fc.record({ from: fc.bigInt(least, 10n ** 6n), width, decimals }).chain(({ from, width, decimals: places }) =>
    fc.record({ min: numeral(from, places), max: numeral(from + width, places) }).map((ends) => ({ parameterType, feasibleSpace: { ...ends, distribution } })),
  );
}

/** From a number to another of quite other size. */
function wide(distribution: 'uniform' | 'logUniform'): fc.Arbitrary<Shape> {
  return fc.record({ from: fc.integer({ min: -99, max: 98 }), orders: fc.integer({ min: 1, max: 198 }) }).map(({ from, orders }) => ({
    parameterType: 'double',
    feasibleSpace: { min: `1e${from}`, max: `1e${Math.min(99, from + orders)}`, distribution },
  }));
}

const NO_DECIMALS = fc.constant(0);
const STEPPED_INT = stepped('int', NO_DECIMALS);
const STEPPED_DOUBLE = stepped('double', fc.nat(14));
const NUMBERS = fc.uniqueArray(fc.tuple(fc.bigInt(-999n, 999n), fc.nat(6)), { minLength: 1, maxLength: 6, selector: ([digits, places]) => Number(`${digits}e-${places}`) });
const DISCRETE = NUMBERS.chain((numbers) => fc.tuple(...numbers.map(([digits, places]) => numeral(digits, places)))).map((list): Shape => ({ parameterType: 'discrete', feasibleSpace: { list } }));
const TEXT = fc.oneof(fc.constantFrom('', ' ', 'nan', 'None', 'a b', '1e3', '1.0', '1', 'ä', '日本', "'", ','), fc.string({ maxLength: 12 }).filter((text) => /^[^"\\\n\r]*$/.test(text)));
const CATEGORICAL = fc.uniqueArray(TEXT, { minLength: 1, maxLength: 5 }).map((list): Shape => ({ parameterType: 'categorical', feasibleSpace: { list } }));
const NUMBER_SHAPES = [STEPPED_INT, STEPPED_DOUBLE, between('int', 'uniform'), between('int', 'logUniform'), between('double', 'uniform'), between('double', 'logUniform'), wide('uniform'), wide('logUniform'), DISCRETE];

const SHAPES: Readonly<Record<Algorithm['algorithmName'], readonly fc.Arbitrary<Shape>[]>> = {
  // Mostly steps of a double: to count them is the hard part.
  grid: [STEPPED_DOUBLE, STEPPED_DOUBLE, STEPPED_DOUBLE, STEPPED_INT, DISCRETE, CATEGORICAL],
  random: [...NUMBER_SHAPES, CATEGORICAL],
  tpe: [...NUMBER_SHAPES, CATEGORICAL],
  cmaes: NUMBER_SHAPES,
};

function setting(name: string, value: fc.Arbitrary<number>): fc.Arbitrary<{ name: string; value: string }[]> {
  return fc.option(value.map((number) => [{ name, value: String(number) }]), { nil: [] });
}

/** Settings that matter after few trials already; all have a seed, without which no study is like another. */
function algorithm(algorithmName: Algorithm['algorithmName']): fc.Arbitrary<Algorithm> {
  if (algorithmName === 'grid') return fc.constant({ algorithmName });
  const startup = algorithmName === 'random' ? fc.constant([]) : setting('n_startup_trials', fc.nat(4));
  return fc.tuple(fc.nat(2 ** 32 - 1), startup).map(([seed, more]) => ({ algorithmName, algorithmSettings: [{ name: 'random_state', value: String(seed) }, ...more] }));
}

const STOPPING: fc.Arbitrary<EarlyStopping> = fc.oneof<fc.Arbitrary<EarlyStopping>[]>(
  fc.tuple(setting('min_trials_required', fc.nat(3)), setting('start_step', fc.nat(3))).map((settings) => ({ algorithmName: 'medianstop', algorithmSettings: settings.flat() })),
  fc.tuple(setting('min_resource', fc.integer({ min: 1, max: 3 })), setting('reduction_factor', fc.integer({ min: 2, max: 4 }))).map((settings) => ({ algorithmName: 'successivehalving', algorithmSettings: settings.flat() })),
);

/** Few have a goal: a study that reaches it ends before it has tried all. */
const GOAL = fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) });
const OBJECTIVE = fc.record({ type: fc.constantFrom<('minimize' | 'maximize')[]>('minimize', 'maximize'), objectiveMetricName: fc.constant('loss'), goal: GOAL });

function parametersFor(algorithmName: Algorithm['algorithmName']): fc.Arbitrary<Parameter[]> {
  const shapes = fc.array(fc.oneof(...SHAPES[algorithmName]), { minLength: algorithmName === 'cmaes' ? 2 : 1, maxLength: 4 });
  const named = shapes.map((all) => all.map((shape, index): Parameter => ({ name: `p${index}`, ...shape })));
  return algorithmName === 'grid' ? named.filter((all) => gridPoints(all) <= MOST_POINTS) : named;
}

/** Studies of every algorithm over parameters of every type, written in all the ways that a numeral may have. */
export const ARBITRARY_STUDY: fc.Arbitrary<Study> = fc.constantFrom<Algorithm['algorithmName'][]>('grid', 'grid', 'random', 'tpe', 'cmaes').chain((algorithmName) =>
  fc
    .record({ parameters: parametersFor(algorithmName), algorithm: algorithm(algorithmName), earlyStopping: fc.option(STOPPING, { nil: undefined }), objective: OBJECTIVE, more: fc.nat(6), parallel: fc.integer({ min: 1, max: 3 }) })
    .map(({ parameters, more, parallel, ...parts }) => {
      const maxTrialCount = (algorithmName === 'grid' ? gridPoints(parameters) : 4) + more;
      const args = parameters.map(({ name }) => `--${name}=\${trialParameters.${name}}`);
      const spec: Partial<HyperTuneSpec> = { ...parts, parameters, maxTrialCount, parallelTrialCount: Math.min(parallel, maxTrialCount), trial: { kind: 'PythonJob', spec: { module: 'news.train', args } } };
      return JSON.parse(JSON.stringify(hyperTune(spec))) as Study;
    }),
);
