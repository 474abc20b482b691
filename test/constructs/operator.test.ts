import type { V1ConfigMap, V1Deployment, V1NetworkPolicy, V1PodDisruptionBudget, V1Service } from '@kubernetes/client-node';
import { App, Chart, Testing } from 'cdk8s';
import { PlatformCatalog } from '../../constructs/catalog';
import { Operator, OperatorLogLevel, type OperatorProps } from '../../constructs/operator';
import { bundleOperator } from '../../generate/bundle-operator';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import { JOB_KINDS } from '../../lib/jobs/registry';
import type { KubeObject, KubeObjectOf } from '../../lib/k8s/object';
import { SETTINGS } from '../../operator/settings';
import { NOTEBOOK_GATEWAY } from '../builders/catalog';

beforeAll(() => bundleOperator());

function synth(props?: OperatorProps): KubeObject[] {
  const chart = new Chart(Testing.app(), 'platform');
  new Operator(chart, 'operator', props);
  return Testing.synth(chart) as KubeObject[];
}

function find<Kind>(objects: readonly KubeObject[], kind: string): Kind {
  return objects.find((one) => one.kind === kind) as Kind;
}

test('emits its objects, with names that others rely on', () => {
  expect(synth().map(({ kind, metadata: { name, namespace } }) => [kind, namespace, name])).toEqual(
    expect.arrayContaining([
      ['Deployment', 'ds-platform', 'ds-operator'],
      ['ConfigMap', 'ds-platform', 'ds-operator'],
      ['Service', 'ds-platform', 'ds-operator'],
      ['PodDisruptionBudget', 'ds-platform', 'ds-operator'],
      ['NetworkPolicy', 'ds-platform', 'ds-operator'],
      ['CompositeController', undefined, 'ds-tensorflowjobs'],
      ['CompositeController', undefined, 'ds-pythonjobs'],
    ]),
  );
});

test('is the same each time', () => {
  expect(synth()).toEqual(synth());
});

test('runs two restricted pods without rights, on the catalog and the program', () => {
  const { spec } = find<V1Deployment>(synth(), 'Deployment');
  expect(spec?.replicas).toBe(2);
  expect(spec?.template.spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [
      { name: 'program', configMap: { name: 'ds-operator' } },
      { name: 'catalog', configMap: { name: 'ds-catalog', optional: true, items: [{ key: 'catalog.json', path: 'catalog.json' }] } },
    ],
  });
  expect(spec?.template.spec?.containers).toMatchObject([
    {
      image: 'docker.io/library/node:24.21.0-slim',
      command: ['node', '--max-old-space-size=384', '/opt/ds-operator/operator.js'],
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      readinessProbe: { httpGet: { path: '/readyz' } },
      livenessProbe: { httpGet: { path: '/healthz' } },
    },
  ]);
});

test('tells the program what it reads', () => {
  const env = find<V1Deployment>(synth({ logLevel: OperatorLogLevel.DEBUG }), 'Deployment').spec?.template.spec?.containers[0]?.env;
  expect(env).toEqual([
    { name: SETTINGS.port, value: '8080' },
    { name: SETTINGS.catalogFile, value: '/etc/ds-platform/catalog/catalog.json' },
    { name: SETTINGS.logLevel, value: 'debug' },
  ]);
});

test('carries the program, and rolls when it changes', () => {
  const objects = synth();
  const text = find<V1ConfigMap>(objects, 'ConfigMap').data?.['operator.js'];
  expect(text?.length).toBeGreaterThan(100_000);
  expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(1024 * 1024);
  expect(find<V1Deployment>(objects, 'Deployment').spec?.template.metadata?.annotations?.['ds.bloomberg.com/program-checksum']).toMatch(/^[0-9a-f]{64}$/);
});

test('the selectors find the pods', () => {
  const objects = synth();
  const { spec } = find<V1Deployment>(objects, 'Deployment');
  for (const selector of [
    spec?.selector.matchLabels,
    find<V1Service>(objects, 'Service').spec?.selector,
    find<V1PodDisruptionBudget>(objects, 'PodDisruptionBudget').spec?.selector?.matchLabels,
    find<V1NetworkPolicy>(objects, 'NetworkPolicy').spec?.podSelector?.matchLabels,
  ]) {
    expect(spec?.template.metadata?.labels).toMatchObject(selector ?? { none: '' });
  }
});

test.each([
  [{}, ['metacontroller']],
  [{ metacontrollerNamespace: 'engines', metricsNamespace: 'monitoring' }, ['engines', 'monitoring']],
])('only these may call it: %p', (props, namespaces) => {
  const from = namespaces.map((namespace) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }));
  expect(find<V1NetworkPolicy>(synth(props), 'NetworkPolicy').spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'], ingress: [{ from, ports: [{ port: 'http' }] }], egress: [] });
});

test('gives every kind of job that the platform can run to Metacontroller', () => {
  const controllers = synth({ namespace: 'ml' }).filter(({ kind }) => kind === 'CompositeController');
  // A kind whose engine the platform lacks has no controller; admission refuses its jobs.
  expect(controllers.map(({ metadata }) => metadata.name).sort()).toEqual(JOB_KINDS.filter(({ kind }) => kind !== 'SparkJob').map(({ plural }) => `ds-${plural}`).sort());
  const webhook = (hook: string) => ({ webhook: { url: `http://ds-operator.ml.svc/${hook}`, timeout: '10s' } });
  expect(controllers.find(({ metadata }) => metadata.name === 'ds-pythonjobs')).toMatchObject({
    apiVersion: 'metacontroller.k8s.io/v1alpha1',
    spec: {
      parentResource: { apiVersion: 'ds.bloomberg.com/v1', resource: 'pythonjobs' },
      childResources: [{ apiVersion: 'jobset.x-k8s.io/v1alpha2', resource: 'jobsets', updateStrategy: { method: 'OnDelete' } }],
      generateSelector: true,
      hooks: { sync: webhook('sync'), customize: webhook('customize') },
    },
  });
});

test('makes the ways to notebooks where there is a gateway for them', () => {
  const chart = new Chart(new App(), 'platform');
  new PlatformCatalog(chart, 'catalog', { catalog: { ...DEFAULT_CATALOG, notebookGateway: NOTEBOOK_GATEWAY } });
  new Operator(chart, 'operator');
  const notebooks = (chart.toJson() as KubeObjectOf<{ childResources: { resource: string }[] }>[]).find(({ metadata }) => metadata.name === 'ds-jupyternotebooks');
  expect(notebooks?.spec.childResources.map(({ resource }) => resource)).toEqual(['jobsets', 'services', 'networkpolicies', 'virtualservices', 'authorizationpolicies']);
});

test('needs at least one pod', () => {
  expect(() => new Operator(new Chart(new App(), 'platform'), 'operator', { replicas: 0 })).toThrow('replicas: not a number of pods (given 0)');
});
