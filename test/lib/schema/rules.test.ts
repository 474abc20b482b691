import fc from 'fast-check';
import { DEFAULT_CATALOG } from '../../../lib/catalog/default';
import type { JobSet } from '../../../lib/jobs/common/jobset';
import { compileJob, type Job, validateSchema } from '../../../lib/jobs/job';
import type { TensorFlowReplicas } from '../../../lib/jobs/tensorflow/spec';
import type { Json } from '../../../lib/k8s/object';
import { brokenRules } from '../../../lib/schema/cel';
import { immutable, withRules } from '../../../lib/schema/rules';
import type { StructuralSchema } from '../../../lib/schema/structural';
import { texts } from '../../builders/errors';
import { pythonJob, tensorFlowJob } from '../../builders/jobs';

const errorsOf = (job: Job): string[] => texts(validateSchema(job as unknown as Json));

/** The longest name of a pod that the engine will make: JobSet's name, the part, its one Job, the index, and what the Job controller adds. */
function longestPodName(job: Job): number {
  const [jobSet] = compileJob(job, DEFAULT_CATALOG) as JobSet[];
  const names = jobSet?.spec.replicatedJobs.map(({ name, template }) => `${jobSet.metadata.name}-${name}-0-${(template.spec?.completions ?? 1) - 1}-abcde`) ?? [];
  return Math.max(...names.map((name) => name.length));
}

const counts = fc.constantFrom(1, 2, 10, 11, 100, 101, 1000);
const replicas = fc
  .record({ chief: fc.constant({}), worker: fc.record({ count: counts }, { requiredKeys: [] }), ps: fc.record({ count: counts }), evaluator: fc.constant({}) }, { requiredKeys: [] })
  .filter(({ chief, worker, ps, evaluator }) => Boolean(chief ?? worker ?? !(ps ?? evaluator)))
  // So many that they can be listed in one variable.
  .filter(({ worker, ps }) => (worker?.count ?? 1) + (ps?.count ?? 0) <= 1101);
const jobs: fc.Arbitrary<(name: string) => Job> = fc.oneof(
  replicas.map((given) => (name: string) => tensorFlowJob({ replicas: given as TensorFlowReplicas }, { name })),
  fc.constant((name: string) => tensorFlowJob({}, { name })),
  fc.record({ parallelism: fc.constantFrom(1, 7), completions: fc.constantFrom(7, 10, 11, 10000) }, { requiredKeys: [] }).map(
    ({ parallelism, completions }) =>
      (name: string) =>
        pythonJob({ parallelism, completions }, { name }),
  ),
);

describe('the name of a job', () => {
  test('may be as long as its pods allow, and no longer', () => {
    fc.assert(
      fc.property(jobs, fc.integer({ min: 1, max: 20 }), (named, surplus) => {
        const longest = 63 - longestPodName(named('a')) + 1;
        const fitting = named('a'.repeat(longest));
        expect(errorsOf(fitting)).toEqual([]);
        expect(longestPodName(fitting)).toBe(63);
        const errors = errorsOf(named('a'.repeat(longest + surplus)));
        const worst = `metadata.name: is too long (given ${longest + surplus} characters). Allowed: at most ${longest}, so that the names of the ROLE pods fit 63. Shorten it by ${surplus}.`;
        expect(errors.map((error) => error.replace(/of the \w+ pods/, 'of the ROLE pods'))).toContain(worst);
      }),
      { numRuns: 120 },
    );
  });

  test('is refused with the figures of each part that it does not fit', () => {
    expect(errorsOf(tensorFlowJob({ replicas: { worker: { count: 11 }, ps: {} } }, { name: 'a'.repeat(47) }))).toEqual([
      'metadata.name: is too long (given 47 characters). Allowed: at most 42, so that the names of the worker pods fit 63. Shorten it by 5.',
    ]);
  });

  test.each(['A', '1a', '-a', 'a-', 'a_b', 'a.b', 'ä'])('cannot be %s', (name) => {
    expect(errorsOf(pythonJob({}, { name }))).toEqual([
      `metadata.name: is not well formed (given "${name}"). Allowed: name of the job: lower-case letters, digits and "-", starting with a letter, ending with a letter or digit (^[a-z]([-a-z0-9]*[a-z0-9])?$). For example "tf-test".`,
    ]);
  });
});

describe('the rules that all kinds share', () => {
  const OWN = 'belongs to the platform. Allowed: names other than TF_CONFIG and those that start with DS_. Rename the variable.';
  const ID = 'needs its id once. Allowed: {hadoop: {id: davideis}}, or id: davideis beside an empty hadoop. Write it in one of the two ways.';
  const SOURCE = 'needs one source. Allowed: either secretKeyRef or configMapKeyRef. Give exactly one.';
  const KEY = { name: 'a', key: 'b' };

  test.each<[object, string[]]>([
    [{ env: [{ name: 'MY_DS_X' }, { name: 'DS' }, { name: 'TF_CONFIG_2' }] }, []],
    [{ env: [{ name: 'A' }, { name: 'DS_X' }] }, [`spec.env[1].name: ${OWN}`]],
    [{ env: [{ name: 'TF_CONFIG' }] }, [`spec.env[0].name: ${OWN}`]],
    [{ env: [{ name: 'A', value: '', valueFrom: { secretKeyRef: KEY } }] }, ['spec.env[0]: has both value and valueFrom. Allowed: one of the two. Remove the other.']],
    [{ env: [{ name: 'A', valueFrom: {} }] }, [`spec.env[0].valueFrom: ${SOURCE}`]],
    [{ env: [{ name: 'A', valueFrom: { secretKeyRef: KEY, configMapKeyRef: KEY } }] }, [`spec.env[0].valueFrom: ${SOURCE}`]],
    [{ identities: [{ hadoop: { id: 'a' } }, { hadoop: null, id: 'a' }, { id: 'a' }] }, []],
    [{ identities: [{}] }, [`spec.identities[0]: ${ID}`]],
    [{ identities: [{ hadoop: null }] }, [`spec.identities[0]: ${ID}`]],
    [{ identities: [{ hadoop: { id: 'a' }, id: 'a' }] }, [`spec.identities[0]: ${ID}`]],
    [{ datasets: [{ name: 'a', uri: 'hdfs://a' }, { name: 'a', uri: 'hdfs://b' }] }, ['spec.datasets[1].name: given twice (given "a", first in spec.datasets[0]). Allowed: each name once. Remove one of the two.']],
  ])('%j', (spec, expected) => {
    expect(errorsOf(pythonJob(spec))).toEqual(expected);
  });
});

describe('rules', () => {
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      count: { type: 'integer' },
      list: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
    },
  };
  const RULE = { rule: 'self.count < 3', message: 'is too many.', fieldPath: '.count' };
  const broken = (value: Json, rules: StructuralSchema): string[] => brokenRules(value, rules, 'spec').map(({ path, message }) => `${path}: ${message}`);

  test('are put where they belong, and leave the schema as it was', () => {
    const before = JSON.stringify(schema);
    const withBoth = withRules(schema, [
      { at: '', ...RULE },
      { at: 'list[]', rule: "self.a != 'x'", message: 'is x.' },
    ]);
    expect(broken({ count: 3, list: [{ a: 'y' }, { a: 'x' }] }, withBoth)).toEqual(['spec.count: is too many.', 'spec.list[1]: is x.']);
    expect(broken({ count: 2, list: [] }, withBoth)).toEqual([]);
    expect(JSON.stringify(schema)).toBe(before);
  });

  test.each(['nowhere', 'list[].b', 'count.x'])('have no place at %s', (at) => {
    expect(() => withRules(schema, [{ at, rule: 'true', message: '' }])).toThrow('which the schema does not have');
  });

  test('may give a message with figures, and have one to fall back to', () => {
    const told = withRules(schema, [{ at: '', ...RULE, messageExpression: "'is %d, more than %d.'.format([size(string(self.count)) + 6, 2])" }]);
    expect(broken({ count: 7 }, told)).toEqual(['spec.count: is 7, more than 2.']);
    const silent = withRules(schema, [{ at: '', ...RULE, messageExpression: 'self.count' }]);
    expect(broken({ count: 7 }, silent)).toEqual(['spec.count: is too many.']);
  });

  test('are asked only about what is there', () => {
    const inside = withRules(schema, [{ at: 'list', rule: 'self.size() > 1', message: 'is short.' }]);
    expect(broken({}, inside)).toEqual([]);
    expect(broken({ list: [] }, inside)).toEqual(['spec.list: is short.']);
  });

  test('about a change are not asked at creation', () => {
    expect(broken({ count: 7 }, withRules(schema, [{ at: '', rule: 'self.count == oldSelf.count', message: 'x' }]))).toEqual([]);
  });

  test('that keep fields as they are stand at each field but the free ones and the untyped; what may come late then stays', () => {
    const rules = immutable({ ...schema, properties: { ...schema.properties, free: { type: 'boolean' }, any: {}, late: { type: 'string' } } }, 'spec', { always: ['free'], once: ['late'] });
    expect(rules).toEqual([
      { at: 'spec', rule: 'has(self.count) == has(oldSelf.count) && (!has(self.count) || self.count == oldSelf.count)', message: 'cannot be changed after the job was created; only free can. Delete the job and submit it anew.', fieldPath: '.count' },
      { at: 'spec', rule: 'has(self.list) == has(oldSelf.list) && (!has(self.list) || self.list == oldSelf.list)', message: 'cannot be changed after the job was created; only free can. Delete the job and submit it anew.', fieldPath: '.list' },
      { at: 'spec', rule: '!has(oldSelf.late) || (has(self.late) && self.late == oldSelf.late)', message: 'cannot be changed once it is given. Delete the job and submit it anew.', fieldPath: '.late' },
    ]);
  });
});
