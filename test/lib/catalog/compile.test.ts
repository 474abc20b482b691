import { compileCatalog } from '../../../lib/catalog/compile';
import { JOB_KINDS } from '../../../lib/jobs/registry';
import type { KubeObject } from '../../../lib/k8s/object';
import { catalog } from '../../builders/catalog';
import { type Policy, verdict } from '../../support/admission';

const TARGET = { namespace: 'ds-platform', kinds: JOB_KINDS };
const PLURALS = JOB_KINDS.map(({ plural }) => plural).sort();
const objects = compileCatalog(catalog(), TARGET);

function find<T>(kind: string, name: string): T {
  return objects.find((object: KubeObject) => object.kind === kind && object.metadata.name === name) as unknown as T;
}

test('who may read the catalog may read that alone', () => {
  expect(find('Role', 'ds-catalog-reader')).toMatchObject({
    metadata: { namespace: 'ds-platform' },
    rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['ds-catalog'], verbs: ['get'] }],
  });
});

describe('the ConfigMap', () => {
  test('holds the catalog, and the names that admission checks', () => {
    expect(objects[0]).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'ds-catalog', namespace: 'ds-platform', labels: { 'app.kubernetes.io/managed-by': 'ds-platform' } },
      data: { 'catalog.json': expect.any(String), runtimes: 'python-3,tensorflow-2-python-3', 'runtimes.python': 'python-3,tensorflow-2-python-3', 'runtimes.python.tensorflow': 'tensorflow-2-python-3', 'runtimes.jvm': '', 'runtimes.jvm.spark': '', sizes: 'CpuSmall,GpuSmall', priorities: 'high,low,normal', engines: 'none' },
    });
  });

  test('gives back the catalog that was put in', () => {
    const { data } = find<{ data: Record<string, string> }>('ConfigMap', 'ds-catalog');
    expect(JSON.parse(data['catalog.json'] ?? '')).toEqual(catalog());
  });

  test('is the same in whatever order a catalog is written', () => {
    const { runtimes, sizes, nodePools } = catalog();
    const reversed = { nodePools, sizes: Object.fromEntries(Object.entries(sizes).reverse()), runtimes };
    expect(compileCatalog(reversed, TARGET)).toEqual(objects);
  });
});

describe('the policy on the names of the catalog', () => {
  const policy = find<Policy>('ValidatingAdmissionPolicy', 'ds-catalog');
  const params = find<object>('ConfigMap', 'ds-catalog');
  const refuse = (spec: object, annotations?: Record<string, string>): string | undefined =>
    verdict(policy, { object: { kind: 'replicas' in spec ? 'TensorFlowJob' : 'PythonJob', metadata: {}, spec }, params, namespaceObject: { metadata: annotations === undefined ? {} : { annotations } } });

  test('is asked about new jobs of every kind, and refuses when it cannot answer', () => {
    expect(policy.spec).toMatchObject({
      failurePolicy: 'Fail',
      paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
      matchConstraints: {
        matchPolicy: 'Equivalent',
        resourceRules: [
          {
            apiGroups: ['ds.bloomberg.com'],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: PLURALS,
            scope: 'Namespaced',
          },
        ],
      },
    });
  });

  test('is bound to the ConfigMap, and refuses every job without it', () => {
    expect(find('ValidatingAdmissionPolicyBinding', 'ds-catalog')).toMatchObject({
      spec: {
        policyName: 'ds-catalog',
        validationActions: ['Deny'],
        paramRef: { name: 'ds-catalog', namespace: 'ds-platform', parameterNotFoundAction: 'Deny' },
      },
    });
  });

  test('lets pass what the catalog has', () => {
    expect(refuse({ framework: 'python-3', size: 'CpuSmall' })).toBeUndefined();
    expect(refuse({ framework: 'tensorflow-2-python-3', size: 'GpuSmall', replicas: { worker: { count: 2 }, ps: { size: 'CpuSmall' } } })).toBeUndefined();
  });

  test('names everything that the catalog lacks', () => {
    expect(refuse({ framework: 'python-2', size: 'Huge' })).toBe(
      'spec.framework: not a runtime of this platform for this kind of job (given "python-2"). Allowed: python-3, tensorflow-2-python-3. ' +
        'Choose one of them, or ask the platform team to add it to the catalog. ' +
        'spec.size: not a size of this platform (given "Huge"). Allowed: CpuSmall, GpuSmall. ' +
        'Choose one of them, or ask the platform team to add it to the catalog.',
    );
  });

  describe('and on priorities', () => {
    const withPriority = (priority: string | undefined, annotations?: Record<string, string>): string | undefined =>
      refuse({ framework: 'python-3', size: 'CpuSmall', ...(priority !== undefined && { priority }) }, annotations);
    const ONLY_LOW = { 'ds.bloomberg.com/priorities': 'low', 'ds.bloomberg.com/priority-required': 'true' };
    const refused = (given: string, allowed: string): string =>
      `spec.priority: not a priority of this namespace (given "${given}"). Allowed: ${allowed}. Choose one of them, or ask the platform team to add it to the catalog.`;

    test.each<[string, string | undefined, Record<string, string> | undefined, string | undefined]>([
      ['none', undefined, undefined, undefined],
      ['one of the catalog', 'high', undefined, undefined],
      ['one that the catalog lacks', 'highest', undefined, refused('highest', 'high, low, normal')],
      ['one of the tenant', 'low', { 'ds.bloomberg.com/priorities': 'low,normal' }, undefined],
      ['none, where the tenant has one of 0', undefined, { 'ds.bloomberg.com/priorities': 'low,normal' }, undefined],
      ['one of the catalog that the tenant lacks', 'high', { 'ds.bloomberg.com/priorities': 'low,normal' }, refused('high', 'low, normal')],
      ['none, where that would be above those of the tenant', undefined, ONLY_LOW, refused('', 'low')],
      ['the only one', 'low', ONLY_LOW, undefined],
      ['one of the catalog, in a namespace with other annotations', 'high', { team: 'x' }, undefined],
    ])('%s', (_what, priority, annotations, expected) => {
      expect(withPriority(priority, annotations)).toBe(expected);
    });
  });

  test('looks at the size of each replica', () => {
    expect(refuse({ framework: 'tensorflow-2-python-3', size: 'CpuSmall', replicas: { worker: { size: 'Huge' }, ps: { size: 'CpuSmall' } } })).toBe(
      'spec.replicas.worker.size: not a size of this platform (given "Huge"). Allowed: CpuSmall, GpuSmall. ' +
        'Choose one of them, or ask the platform team to add it to the catalog.',
    );
  });
});

describe('the policy on arguments', () => {
  const policy = find<Policy>('ValidatingAdmissionPolicy', 'ds-immutable-args');
  const change = (before: object, after: object, metadata: object = {}): string | undefined =>
    verdict(policy, { oldObject: { metadata, spec: before }, object: { metadata, spec: after } });
  const REFUSED = 'spec.args: cannot be changed after the job was created. Delete the job and submit it anew.';

  test('is asked about changes of jobs, not of their status', () => {
    expect(policy.spec.matchConstraints).toMatchObject({ resourceRules: [{ operations: ['UPDATE'], resources: PLURALS }] });
    expect(find('ValidatingAdmissionPolicyBinding', 'ds-immutable-args')).toMatchObject({
      spec: { policyName: 'ds-immutable-args', validationActions: ['Deny'] },
    });
  });

  test.each([
    ['another text', { args: '--a 1' }, { args: '--a 2' }],
    ['a list in place of the text', { args: '--a 1' }, { args: ['--a', '1'] }],
    ['another order', { args: ['a', 'b'] }, { args: ['b', 'a'] }],
    ['none where there were some', { args: 'a' }, {}],
    ['some where there were none', {}, { args: 'a' }],
  ])('refuses %s', (_what, before, after) => {
    expect(change(before, after)).toBe(REFUSED);
  });

  test.each([
    ['none as before', {}, { suspend: true }],
    ['the same text', { args: 'a' }, { args: 'a', suspend: true }],
    ['the same list', { args: ['a', 'b'] }, { args: ['a', 'b'] }],
  ])('lets pass %s', (_what, before, after) => {
    expect(change(before, after)).toBeUndefined();
  });

  test('does not stand in the way of a job that is being deleted', () => {
    expect(change({ args: 'a' }, { args: 'b' }, { deletionTimestamp: '2026-01-01T10:00:00Z' })).toBeUndefined();
  });
});

describe('the policy on the engines of the platform', () => {
  const refuse = (engines: ('spark' | 'katib')[], kind: string, spec: object = {}): string | undefined => {
    const [params, policy] = compileCatalog(catalog({ engines, runtimes: { ...catalog().runtimes, spark: { image: 'a', language: 'jvm', framework: 'spark', version: '4' } } }), TARGET);
    const object = { kind, metadata: {}, spec: { framework: kind === 'SparkJob' ? 'spark' : 'python-3', size: 'CpuSmall', ...spec } };
    return verdict(policy as unknown as Policy, { object, params, namespaceObject: { metadata: {} } });
  };

  test('refuses a job whose engine is not there, as the command does', () => {
    expect(refuse([], 'SparkJob')).toBe(
      'kind: needs the engine spark, which this platform does not have (given "SparkJob"). Engines of the platform: none. Allowed: what these run. Ask the platform team to install spark and to add it to engines of the catalog.',
    );
    expect(refuse(['spark'], 'HyperTune', { engine: 'katib' })).toContain('spec.engine: needs the engine katib, which this platform does not have (given "katib"). Engines of the platform: spark.');
  });

  test('lets the others pass', () => {
    expect(refuse(['katib', 'spark'], 'SparkJob')).toBeUndefined();
    expect(refuse([], 'HyperTune')).toBeUndefined();
    expect(refuse([], 'HyperTune', { engine: 'optuna' })).toBeUndefined();
    expect(refuse([], 'PythonJob')).toBeUndefined();
  });
});

test('where Spark runs, its drivers are held to what drivers do', () => {
  const named = (engines: ('spark' | 'katib')[]): string[] => compileCatalog({ ...catalog(), engines }, TARGET).map(({ metadata }) => metadata.name).filter((name) => name.startsWith('ds-spark'));
  expect(named(['katib'])).toEqual([]);
  expect(named(['katib', 'spark'])).toEqual(['ds-spark-drivers', 'ds-spark-drivers', 'ds-spark-executors', 'ds-spark-executors']);
});
