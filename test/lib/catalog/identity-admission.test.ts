import { Environment } from '@marcbachmann/cel-js';
import { identitiesPolicy } from '../../../lib/catalog/identity-admission';
import { JOB_KINDS } from '../../../lib/jobs/registry';

interface Policy {
  spec: { variables: { name: string; expression: string }[]; validations: { expression: string; messageExpression: string }[]; [field: string]: unknown };
}

const [policy, binding] = identitiesPolicy(JOB_KINDS) as unknown as [Policy, object];
const environment = new Environment({ unlistedVariablesAreDyn: true });

/** The policy's variables for a spec; the API server alone can be asked whether they pass. */
function variablesOf(spec: object): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const { name, expression } of policy.spec.variables) variables[name] = environment.parse(expression)({ object: { spec }, variables });
  return variables;
}

function message(spec: object): unknown {
  const request = { namespace: 's-news', userInfo: { username: 'maria' } };
  return environment.parse(policy.spec.validations[0]?.messageExpression ?? '')({ request, variables: variablesOf(spec) });
}

test('is asked about new jobs of every kind, and refuses when it cannot answer', () => {
  expect(policy.spec).toMatchObject({ failurePolicy: 'Fail', matchConstraints: { resourceRules: [{ operations: ['CREATE', 'UPDATE'], resources: JOB_KINDS.map(({ plural }) => plural).sort() }] } });
  expect(binding).toMatchObject({ metadata: { name: 'ds-identities' }, spec: { policyName: 'ds-identities', validationActions: ['Deny'] } });
});

test.each<[boolean, string, object, object]>([
  [true, 'CREATE', {}, {}],
  [true, 'UPDATE', {}, { tokenHashes: ['a'] }],
  [false, 'UPDATE', {}, { suspend: true }],
  [false, 'UPDATE', { tokenHashes: ['a'] }, { tokenHashes: ['a'], suspend: true }],
])('asks (%s) at %s from %j to %j', (expected, operation, before, spec) => {
  const { matchConditions } = policy.spec as unknown as { matchConditions: [{ expression: string }] };
  expect(environment.parse(matchConditions[0].expression)({ request: { operation }, object: { spec }, oldObject: { spec: before } })).toBe(expected);
});

test.each<[string, object, string[][]]>([
  ['none', {}, []],
  ['the user under hadoop', { identities: [{ hadoop: { id: 'davideis' } }] }, [['spec.identities', 'davideis']]],
  ['the user beside an empty hadoop', { identities: [{ hadoop: null, id: 'davideis' }] }, [['spec.identities', 'davideis']]],
  ['the user alone', { identities: [{ id: 'davideis' }] }, [['spec.identities', 'davideis']]],
  ['several', { identities: [{ id: 'davideis' }, { hadoop: { id: 'hdfs' } }] }, [['spec.identities', 'davideis'], ['spec.identities', 'hdfs']]],
  ['the user of a wrapped job', { trial: { kind: 'PythonJob', spec: { identities: [{ id: 'davideis' }] } } }, [['spec.trial.spec.identities', 'davideis']]],
  ['a wrapped job without', { trial: { spec: {} } }, []],
])('finds %s', (_what, spec, expected) => {
  expect(variablesOf(spec).fields).toEqual(expected);
});

test('says who may not act as whom, and what helps', () => {
  expect(message({ identities: [{ id: 'davideis' }] })).toBe(
    'spec.identities: maria may not submit jobs that act as this user (given "davideis"). Allowed: users that the tenant s-news grants to you. ' +
      'Leave the identity out, or ask the platform team to add it to identities of the tenant.',
  );
});
