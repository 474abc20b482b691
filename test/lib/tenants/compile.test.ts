import { JOB_KINDS } from '../../../lib/jobs/registry';
import type { KubeObject } from '../../../lib/k8s/object';
import { compileTenant } from '../../../lib/tenants/compile';
import type { TenantSpec } from '../../../lib/tenants/spec';
import { catalog, tenant } from '../../builders/catalog';

const NAMESPACE = 's-mlplatform';
const LABELS = { 'app.kubernetes.io/managed-by': 'ds-platform', 'ds.bloomberg.com/tenant': NAMESPACE };
const RETAINED = {
  'ds.bloomberg.com/on-delete': 'retain',
  'helm.sh/resource-policy': 'keep',
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
const GROUP = 'rbac.authorization.k8s.io';

function compile(parts: Partial<TenantSpec> = {}): KubeObject[] {
  return compileTenant(tenant(parts), { catalog: catalog(), kinds: JOB_KINDS });
}

function find<T = Record<string, unknown>>(kind: string, name: string, objects = compile()): T {
  return objects.find((object) => object.kind === kind && object.metadata.name === name) as unknown as T;
}

test('a tenant is these objects, the namespace first', () => {
  expect(compile({ egress: [{ name: 'hdfs', cidr: '10.20.0.0/16', ports: [{ port: 8020 }] }] }).map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'Namespace/s-mlplatform',
    'ClusterQueue/s-mlplatform',
    'LocalQueue/default',
    'LimitRange/ds-defaults',
    'ResourceQuota/ds-counts',
    'ResourceQuota/ds-storage',
    'NetworkPolicy/ds-default-deny',
    'NetworkPolicy/ds-allow-dns',
    'NetworkPolicy/ds-allow-jobs',
    'NetworkPolicy/ds-allow-jobs-out',
    'NetworkPolicy/ds-exit-hdfs',
    'Role/ds-viewer',
    'Role/ds-submitter',
    'Role/ds-admin',
    'RoleBinding/ds-admin',
    'ClusterRole/ds-queue-s-mlplatform',
    'ClusterRoleBinding/ds-queue-s-mlplatform',
    'RoleBinding/ds-catalog-s-mlplatform',
    'RoleBinding/ds-operator-tenant',
  ]);
});

test('everything belongs to the tenant, and all but namespace, queue and the rights to see queue and catalog lives in it', () => {
  for (const { kind, metadata } of compile()) {
    expect(metadata.labels).toMatchObject(LABELS);
    expect(metadata.namespace).toBe(kind === 'Namespace' || kind.startsWith('Cluster') ? undefined : metadata.name === `ds-catalog-${NAMESPACE}` ? 'ds-platform' : NAMESPACE);
  }
});

test('the namespace admits restricted pods alone', () => {
  expect(find('Namespace', NAMESPACE)).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: NAMESPACE,
      labels: {
        ...LABELS,
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/enforce-version': 'latest',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/audit-version': 'latest',
        'pod-security.kubernetes.io/warn': 'restricted',
        'pod-security.kubernetes.io/warn-version': 'latest',
      },
      annotations: RETAINED,
    },
  });
});

test('the queue serves the namespace alone', () => {
  expect(find('ClusterQueue', NAMESPACE)).toMatchObject({ spec: { namespaceSelector: { matchLabels: { 'ds.bloomberg.com/tenant': NAMESPACE } } } });
  expect(find('LocalQueue', 'default')).toMatchObject({ spec: { clusterQueue: NAMESPACE } });
});

test('what holds data and what closes the namespace stays in the cluster, unless it is asked to go', () => {
  const retained = (parts: Partial<TenantSpec>): string[] => compile(parts).filter(({ metadata }) => metadata.annotations !== undefined).map(({ kind }) => kind);
  expect(retained({})).toEqual(['Namespace', 'LimitRange', 'ResourceQuota', 'ResourceQuota', 'NetworkPolicy']);
  expect(find('NetworkPolicy', 'ds-default-deny')).toMatchObject({ metadata: { annotations: RETAINED } });
  // An exit that stayed when it is taken out of a tenant would still be open.
  expect(retained({ egress: [{ name: 'hdfs', cidr: '10.20.0.0/16', ports: [{ port: 8020 }] }] })).toHaveLength(5);
  expect(retained({ onDelete: 'Delete' })).toEqual([]);
});

test.each<[string[] | undefined, object]>([
  [undefined, {}],
  [['normal', 'low'], { 'ds.bloomberg.com/priorities': 'low,normal' }],
  [['low'], { 'ds.bloomberg.com/priorities': 'low', 'ds.bloomberg.com/priority-required': 'true' }],
])('the namespace tells admission that jobs may name the priorities %j', (priorities, annotations) => {
  expect(find<KubeObject>('Namespace', NAMESPACE, compile({ priorities, onDelete: 'Delete' })).metadata.annotations ?? {}).toEqual(annotations);
});

test('no container lacks requests and limits', () => {
  const amounts = { cpu: '500m', memory: '512Mi' };
  expect(find('LimitRange', 'ds-defaults')).toMatchObject({ spec: { limits: [{ type: 'Container', default: amounts, defaultRequest: amounts }] } });
});

describe('the guard on counts', () => {
  const hard = (parts: Partial<TenantSpec> = {}): Record<string, string> =>
    find<{ spec: { hard: Record<string, string> } }>('ResourceQuota', 'ds-counts', compile(parts)).spec.hard;

  test('leaves cpu, memory and GPUs to the queue', () => {
    expect(hard()).toEqual({ pods: '192' });
  });

  test('allows twice the pods that the quota can admit: 64 of CpuSmall and 32 of GpuSmall', () => {
    expect(hard().pods).toBe('192');
    expect(hard({ quota: { cpu: { cpu: '1000', memory: '400Gi' } } }).pods).toBe('200');
    expect(hard({ quota: { gpu: { cpu: '2000', memory: '2000Gi', gpus: 80 } } }).pods).toBe('160');
    expect(hard({ quota: { cpu: { cpu: '1000', memory: '4000Gi' } } }).pods).toBe('2k');
  });

  test('counts what may be borrowed', () => {
    const limited = { cpu: { cpu: '60', memory: '240Gi', borrowingLimit: { cpu: '60', memory: '320Gi' } } };
    expect(hard({ cohortName: 'research', quota: limited }).pods).toBe('240');
    expect(hard({ cohortName: 'research', quota: { cpu: { ...limited.cpu, borrowingLimit: { cpu: '60' } } } }).pods).toBe('240');
    expect(hard({ cohortName: 'research', quota: { cpu: { cpu: '60', memory: '240Gi' } } }).pods).toBe('150k');
  });

  test('allows 100 pods in any case', () => {
    expect(hard({ quota: { cpu: { cpu: '1', memory: '4Gi' } } }).pods).toBe('100');
  });
});

describe('the network', () => {
  const spec = (name: string, parts: Partial<TenantSpec> = {}): unknown => find<{ spec: unknown }>('NetworkPolicy', name, compile(parts)).spec;

  test('is closed', () => {
    expect(spec('ds-default-deny')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  test('lets every pod ask the DNS of the cluster', () => {
    expect(spec('ds-allow-dns')).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
    });
  });

  test('lets the pods of jobs talk to each other, but for those that are behind the gateway', () => {
    const jobs = { podSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'ds-platform' } } };
    const answering = { podSelector: { ...jobs.podSelector, matchExpressions: [{ key: 'ds.bloomberg.com/behind-gateway', operator: 'DoesNotExist' }] } };
    expect(spec('ds-allow-jobs')).toEqual({ ...answering, policyTypes: ['Ingress'], ingress: [{ from: [jobs] }] });
    expect(spec('ds-allow-jobs-out')).toEqual({ ...jobs, policyTypes: ['Egress'], egress: [{ to: [jobs] }] });
  });

  test('has the exits that are named', () => {
    const egress: TenantSpec['egress'] = [
      { name: 'hdfs', cidr: '10.20.0.0/16', ports: [{ port: 8020 }, { port: 88, protocol: 'UDP' }] },
      { name: 'index', namespaceSelector: { team: 'packages' }, ports: [{ port: 3141 }] },
    ];
    expect(spec('ds-exit-hdfs', { egress })).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ ipBlock: { cidr: '10.20.0.0/16' } }],
          ports: [
            { port: 8020, protocol: 'TCP' },
            { port: 88, protocol: 'UDP' },
          ],
        },
      ],
    });
    expect(spec('ds-exit-index', { egress })).toMatchObject({
      egress: [{ to: [{ namespaceSelector: { matchLabels: { team: 'packages' } } }], ports: [{ port: 3141, protocol: 'TCP' }] }],
    });
  });
});

describe('access', () => {
  interface Rule {
    apiGroups: string[];
    resources: string[];
    verbs: string[];
  }
  const groups = { owners: ['ml-leads'], submitters: ['ml-team', 'ml-interns'], viewers: ['everyone'] };
  const rules = (name: string): Rule[] => find<{ rules: Rule[] }>('Role', name, compile(groups)).rules;
  const may = (role: string, verb: string, resource: string): boolean => rules(role).some(({ verbs, resources }) => verbs.includes(verb) && resources.includes(resource));

  test.each([
    ['ds-admin', ['ml-leads']],
    ['ds-submitter', ['ml-team', 'ml-interns']],
    ['ds-viewer', ['everyone']],
  ])('%s is given to its groups', (name, names) => {
    expect(find('RoleBinding', name, compile(groups))).toEqual({
      apiVersion: `${GROUP}/v1`,
      kind: 'RoleBinding',
      metadata: { name, namespace: NAMESPACE, labels: LABELS },
      roleRef: { apiGroup: GROUP, kind: 'Role', name },
      subjects: names.map((group) => ({ apiGroup: GROUP, kind: 'Group', name: group })),
    });
  });

  test('a role without groups is bound to nobody', () => {
    expect(find('RoleBinding', 'ds-viewer')).toBeUndefined();
  });

  test.each<[string, string, string[]]>([
    ['get', 'pythonjobs', ['ds-viewer', 'ds-submitter', 'ds-admin']],
    ['watch', 'workloads', ['ds-viewer', 'ds-submitter', 'ds-admin']],
    ['get', 'pods/log', ['ds-viewer', 'ds-submitter', 'ds-admin']],
    ['create', 'tensorflowjobs', ['ds-submitter', 'ds-admin']],
    ['patch', 'pythonjobs', ['ds-submitter', 'ds-admin']],
    ['delete', 'pythonjobs', ['ds-submitter', 'ds-admin']],
    ['create', 'pods/portforward', ['ds-submitter', 'ds-admin']],
    ['get', 'persistentvolumeclaims', ['ds-viewer', 'ds-submitter', 'ds-admin']],
    ['delete', 'persistentvolumeclaims', ['ds-submitter', 'ds-admin']],
    ['create', 'persistentvolumeclaims', []],
    ['delete', 'pods', ['ds-admin']],
    ['patch', 'localqueues', ['ds-admin']],
    ['list', 'datasets', ['ds-viewer', 'ds-submitter', 'ds-admin']],
    ['create', 'datasets', ['ds-admin']],
    ['update', 'datasets', ['ds-admin']],
    ['create', 'pods', []],
    ['create', 'pods/exec', []],
    ['get', 'secrets', []],
  ])('%s %s is granted to %j', (verb, resource, roles) => {
    expect(['ds-viewer', 'ds-submitter', 'ds-admin'].filter((role) => may(role, verb, resource))).toEqual(roles);
  });

  test('identities may be used by those who submit, and no others', () => {
    const identities = { ...groups, identities: ['news', 'davideis'] };
    const granted = (name: string): Rule[] => find<{ rules: Rule[] }>('Role', name, compile(identities)).rules.filter(({ resources }) => resources.includes('identities'));
    const rule = { apiGroups: ['ds.bloomberg.com'], resources: ['identities'], resourceNames: ['davideis', 'news'], verbs: ['use'] };
    expect(['ds-viewer', 'ds-submitter', 'ds-admin'].map(granted)).toEqual([[], [rule], [rule]]);
    // A rule without names would grant all of them.
    expect(rules('ds-submitter').some(({ resources }) => resources.includes('identities'))).toBe(false);
  });

  test('everybody of the tenant sees its queue, and no other', () => {
    const all = compile({ ...groups, viewers: ['everyone', 'ml-team'] });
    expect(find<{ rules: Rule[] }>('ClusterRole', `ds-queue-${NAMESPACE}`, all).rules).toEqual([{ apiGroups: ['kueue.x-k8s.io'], resources: ['clusterqueues'], resourceNames: [NAMESPACE], verbs: ['get'] }]);
    const { subjects } = find<{ subjects: { name: string }[] }>('ClusterRoleBinding', `ds-queue-${NAMESPACE}`, all);
    expect(subjects.map(({ name }) => name)).toEqual(['everyone', 'ml-team', 'ml-interns', 'ml-leads']);
  });

  test('everybody of the tenant reads the catalog, where it is', () => {
    expect(find('RoleBinding', `ds-catalog-${NAMESPACE}`, compile({ ...groups, viewers: ['everyone', 'ml-team'] }))).toEqual({
      apiVersion: `${GROUP}/v1`,
      kind: 'RoleBinding',
      metadata: { name: `ds-catalog-${NAMESPACE}`, namespace: 'ds-platform', labels: LABELS },
      roleRef: { apiGroup: GROUP, kind: 'Role', name: 'ds-catalog-reader' },
      subjects: ['everyone', 'ml-team', 'ml-interns', 'ml-leads'].map((name) => ({ apiGroup: GROUP, kind: 'Group', name })),
    });
  });

  test('nothing is granted by a wildcard', () => {
    expect(JSON.stringify(['ds-viewer', 'ds-submitter', 'ds-admin'].map(rules))).not.toContain('*');
  });
});

test('what no queue counts is counted by quotas: claims and what they ask for, and jobs of each kind where they are limited', () => {
  expect(find('ResourceQuota', 'ds-storage')).toMatchObject({ spec: { hard: { persistentvolumeclaims: '1000', 'requests.storage': '100Ti' } } });
  const limited = compile({ limits: { jobs: 50, volumeClaims: 5, storage: '1Ti' } }).filter(({ kind }) => kind === 'ResourceQuota');
  expect(limited.slice(1)).toMatchObject([{ spec: { hard: { persistentvolumeclaims: '5', 'requests.storage': '1Ti' } } }, { spec: { hard: { 'count/pythonjobs.ds.bloomberg.com': '50' } } }]);
});
