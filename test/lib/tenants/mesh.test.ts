import type { KubeObject } from '../../../lib/k8s/object';
import { compileMesh } from '../../../lib/mesh/compile';
import { compileTenant } from '../../../lib/tenants/compile';
import type { TenantSpec } from '../../../lib/tenants/spec';
import { catalog, tenant } from '../../builders/catalog';

const NAMESPACE = 's-mlplatform';
const compile = (parts: Partial<TenantSpec> = {}, mesh: object | null = {}): KubeObject[] => compileTenant(tenant(parts), { catalog: catalog(), kinds: [], ...(mesh !== null && { mesh }) });
const find = (kind: string, name: string, objects = compile()) => objects.find((object) => object.kind === kind && object.metadata.name === name) as KubeObject & { spec: unknown };

test('the whole mesh speaks mutual TLS', () => {
  const [policy, ...others] = compileMesh({});
  expect(policy).toMatchObject({ kind: 'PeerAuthentication', metadata: { name: 'default', namespace: 'istio-system' }, spec: { mtls: { mode: 'STRICT' } } });
  expect(others).toEqual([]);
  expect(compileMesh({ rootNamespace: 'mesh' })).toMatchObject([{ metadata: { namespace: 'mesh' } }]);
});

test('without a mesh a tenant is what it was', () => {
  const inMesh = compile();
  const names = compile({}, null).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(inMesh.map(({ kind, metadata }) => `${kind}/${metadata.name}`).filter((name) => !names.includes(name))).toEqual([
    'PeerAuthentication/default',
    'AuthorizationPolicy/ds-default-deny',
    'AuthorizationPolicy/ds-allow-jobs',
    'NetworkPolicy/ds-mesh-probes',
  ]);
  expect(JSON.stringify(compile({}, null))).not.toContain('istio');
});

test('its namespace joins the mesh', () => {
  expect(find('Namespace', NAMESPACE).metadata.labels).toMatchObject({ 'istio.io/dataplane-mode': 'ambient', 'pod-security.kubernetes.io/enforce': 'restricted' });
  expect(find('PeerAuthentication', 'default')).toMatchObject({ metadata: { namespace: NAMESPACE }, spec: { mtls: { mode: 'STRICT' } } });
});

test('its pods answer nobody, and those of its jobs each other', () => {
  expect(find('AuthorizationPolicy', 'ds-default-deny').spec).toEqual({});
  expect(find('AuthorizationPolicy', 'ds-allow-jobs').spec).toEqual({
    selector: { matchLabels: { 'app.kubernetes.io/managed-by': 'ds-platform' } },
    action: 'ALLOW',
    rules: [{ from: [{ source: { namespaces: [NAMESPACE] } }] }],
  });
});

test('its rules speak of connections alone, since there is no waypoint', () => {
  const policies = compile().filter(({ kind }) => kind === 'AuthorizationPolicy');
  expect(JSON.stringify(policies)).not.toMatch(/requestPrincipals|"when"|methods|paths|hosts/i);
});

test('kubelets can still probe its pods', () => {
  expect(find('NetworkPolicy', 'ds-mesh-probes').spec).toEqual({
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ ipBlock: { cidr: '169.254.7.127/32' } }, { ipBlock: { cidr: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } }] }],
  });
});

test('its exits to namespaces can go through the tunnel, those to addresses cannot', () => {
  const index = { 'kubernetes.io/metadata.name': 'packages' };
  const egress: TenantSpec['egress'] = [
    { name: 'index', namespaceSelector: index, ports: [{ port: 8080 }] },
    { name: 'hdfs', cidr: '10.20.0.0/16', ports: [{ port: 8020 }] },
  ];
  expect(find('NetworkPolicy', 'ds-mesh-exits', compile({ egress })).spec).toEqual({
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ namespaceSelector: { matchLabels: index } }], ports: [{ port: 15008, protocol: 'TCP' }] }],
  });
  expect(find('NetworkPolicy', 'ds-mesh-exits', compile({ egress: egress.slice(1) }))).toBeUndefined();
});
