import * as fs from 'node:fs';
import * as path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { V1ClusterRole, V1ConfigMap, V1Deployment, V1NetworkPolicy, V1NetworkPolicySpec, V1PodDisruptionBudget, V1PolicyRule, V1Service } from '@kubernetes/client-node';
import { App, Chart, Testing } from 'cdk8s';
import { PlatformCatalog } from '../../constructs/catalog';
import { Operator, OperatorLogLevel, type OperatorProps } from '../../constructs/operator';
import { bundleOperator } from '../../generate/bundle-operator';
import { DEFAULT_CATALOG } from '../../lib/catalog/default';
import type { Catalog } from '../../lib/catalog/spec';
import { childResources } from '../../lib/jobs/children';
import { JOB_KINDS } from '../../lib/jobs/registry';
import type { KubeObject } from '../../lib/k8s/object';
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
      ['NetworkPolicy', 'ds-platform', 'ds-operator-egress'],
      ['ServiceAccount', 'ds-platform', 'ds-operator'],
      ['ClusterRole', undefined, 'ds-operator'],
      ['ClusterRoleBinding', undefined, 'ds-operator'],
      ['ClusterRole', undefined, 'ds-operator-tenant'],
      ['Role', 'ds-platform', 'ds-operator'],
      ['RoleBinding', 'ds-platform', 'ds-operator'],
    ]),
  );
});

test('is the same each time', () => {
  expect(synth()).toEqual(synth());
});

test('runs two restricted pods with an account of their own, on the catalog and the program', () => {
  const { spec } = find<V1Deployment>(synth(), 'Deployment');
  expect(spec?.replicas).toBe(2);
  expect(spec?.template.spec).toMatchObject({
    serviceAccountName: 'ds-operator',
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [
      { name: 'program', configMap: { name: 'ds-operator' } },
      { name: 'catalog', configMap: { name: 'ds-catalog', optional: true, items: [{ key: 'catalog.json', path: 'catalog.json' }] } },
    ],
  });
  expect(spec?.template.spec?.containers).toMatchObject([
    {
      image: 'docker.io/library/node:24.21.0-slim',
      command: ['node', '--max-old-space-size=192', '/opt/ds-operator/start.js'],
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
    { name: SETTINGS.namespace, valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
  ]);
});

test('carries the program, and rolls when it changes', () => {
  const objects = synth();
  const { data, binaryData } = find<V1ConfigMap>(objects, 'ConfigMap');
  expect(brotliDecompressSync(Buffer.from(binaryData?.['operator.js.br'] ?? '', 'base64')).length).toBeGreaterThan(100_000);
  expect(data?.['start.js']).toContain('operator.js.br');
  expect(find<V1Deployment>(objects, 'Deployment').spec?.template.metadata?.annotations?.['ds.bloomberg.com/program-checksum']).toMatch(/^[0-9a-f]{64}$/);
});

test('the selectors find the pods', () => {
  const objects = synth();
  const { spec } = find<V1Deployment>(objects, 'Deployment');
  for (const selector of [
    spec?.selector.matchLabels,
    find<V1Service>(objects, 'Service').spec?.selector,
    find<V1PodDisruptionBudget>(objects, 'PodDisruptionBudget').spec?.selector?.matchLabels,
    ...networkPolicies(objects).map(({ podSelector }) => podSelector?.matchLabels),
  ]) {
    expect(spec?.template.metadata?.labels).toMatchObject(selector ?? { none: '' });
  }
});

test.each([
  [{}, []],
  [{ metricsNamespace: 'monitoring' }, [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }], ports: [{ port: 'http' }] }]],
])('only these may call it, and it calls the API server alone: %p', (props, ingress) => {
  const egress = [{ ports: [{ port: 443, protocol: 'TCP' }, { port: 6443, protocol: 'TCP' }] }];
  const policies = networkPolicies(synth(props));
  expect(policies.map(({ policyTypes }) => policyTypes)).toEqual([['Ingress'], ['Egress']]);
  expect(policies[0]?.ingress).toEqual(ingress);
  expect(policies[1]?.egress).toEqual(egress);
});

test('calls no other address than those of the API server, where the catalog has them', () => {
  const objects = withCatalog({ ...DEFAULT_CATALOG, apiServer: { cidrs: ['10.0.0.10/32'], ports: [6443] } });
  expect(networkPolicies(objects)[1]?.egress).toEqual([{ to: [{ ipBlock: { cidr: '10.0.0.10/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] }]);
});

/** One for each direction. */
function networkPolicies(objects: readonly KubeObject[]): V1NetworkPolicySpec[] {
  return objects.filter(({ kind }) => kind === 'NetworkPolicy').map((policy) => (policy as V1NetworkPolicy).spec as V1NetworkPolicySpec);
}

function withCatalog(catalog: Catalog): KubeObject[] {
  const chart = new Chart(new App(), 'platform');
  new PlatformCatalog(chart, 'catalog', { catalog });
  new Operator(chart, 'operator');
  return (chart.toJson() as KubeObject[]).filter(({ metadata }) => metadata.name.startsWith('ds-operator'));
}

describe.each([
  ['without other engines', DEFAULT_CATALOG],
  ['with all engines', { ...DEFAULT_CATALOG, engines: ['spark', 'katib'], apiServer: { cidrs: ['10.0.0.10/32'] }, notebookGateway: NOTEBOOK_GATEWAY } as Catalog],
])('its rights %s', (_name, catalog) => {
  const role = (name: string): V1PolicyRule[] => (withCatalog(catalog).find(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === name) as V1ClusterRole).rules ?? [];
  const every = (): V1PolicyRule[] => [...role('ds-operator'), ...role('ds-operator-tenant')];

  test('name each thing: no wildcard, no Secret, no way into a pod, no change of what exists but for statuses', () => {
    for (const { apiGroups = [], resources = [], verbs } of every()) {
      expect([...apiGroups, ...resources, ...verbs].filter((name) => name.includes('*'))).toEqual([]);
      expect(resources.filter((name) => /^secrets|^pods\/|^roles|bindings$|^nodes/.test(name))).toEqual([]);
      if (verbs.includes('update')) expect(resources.filter((name) => !/\/(status|finalizers)$/.test(name))).toEqual([]);
      expect(verbs.filter((verb) => ['patch', 'escalate', 'bind', 'impersonate', 'deletecollection'].includes(verb))).toEqual([]);
    }
  });

  test('are to make and remove what jobs are made of, and in the cluster as a whole to read', () => {
    const made = JOB_KINDS.flatMap((kind) => childResources(kind, catalog)).map(({ resource }) => resource);
    const creates = role('ds-operator-tenant').filter(({ verbs }) => verbs.includes('create')).flatMap(({ resources = [] }) => resources);
    expect([...creates].sort()).toEqual([...new Set(made)].sort());
    expect(role('ds-operator').every(({ verbs }) => verbs.join() === 'get,list,watch')).toBe(true);
  });

  test('are those of the table in docs/operator.md', () => {
    const page = fs.readFileSync(path.join(__dirname, '../../docs/operator.md'), 'utf8');
    for (const { apiGroups: [group = ''] = [], resources = [], verbs } of every()) {
      for (const resource of resources) expect(page).toContain(`| \`${resource}\` | ${group === '' ? 'core' : `\`${group}\``} | ${verbs.join(', ')} |`);
    }
  });
});

test('needs at least one pod', () => {
  expect(() => new Operator(new Chart(new App(), 'platform'), 'operator', { replicas: 0 })).toThrow('replicas: not a number of pods (given 0)');
});
