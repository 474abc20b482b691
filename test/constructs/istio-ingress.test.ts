import { Chart, Testing } from 'cdk8s';
import { IstioIngress, type IstioIngressProps } from '../../constructs/istio-ingress';
import { Mesh } from '../../constructs/mesh';
import { Tenant } from '../../constructs/tenant';
import { tenant } from '../builders/catalog';
import { chart, names } from '../builders/charts';
import { grafana, ingress, route } from '../builders/ingress';

function make(parts: Partial<IstioIngressProps> = {}): { platform: Chart; made: IstioIngress } {
  const platform = chart();
  new Mesh(platform, 'mesh');
  const made = new IstioIngress(platform, 'ingress', { ...ingress({ platformNamespaces: ['monitoring'] }), ...parts });
  return { platform, made };
}

test('emits the gateway and its routes', () => {
  const { platform } = make({ routes: [grafana()] });
  expect(names(platform)).toEqual([
    'PeerAuthentication/istio-system/default',
    'Namespace//istio-ingress',
    'Certificate/istio-ingress/ds-ingress-tls',
    'Gateway/istio-ingress/ds-ingress',
    'VirtualService/istio-ingress/ds-ingress-redirect',
    'RequestAuthentication/istio-ingress/ds-ingress-tokens',
    'AuthorizationPolicy/istio-ingress/ds-ingress-redirect',
    'AuthorizationPolicy/istio-ingress/ds-ingress-tokens',
    'VirtualService/istio-ingress/ds-route-grafana',
    'AuthorizationPolicy/istio-ingress/ds-route-grafana',
  ]);
});

test('its objects have ids that stay', () => {
  const { made } = make({ routes: [grafana()] });
  expect(made.node.defaultChild).toMatchObject({ kind: 'Gateway' });
  expect(made.node.findChild('Route-grafana').node.children.map(({ node }) => node.id)).toEqual(['VirtualService-ds-route-grafana', 'AuthorizationPolicy-ds-route-grafana']);
});

test('tells what is exposed to whom', () => {
  const { made } = make({ routes: [grafana()], notebooks: { domain: 'notebooks.example.com' } });
  made.addRoute(route({ users: ['alice'], groups: undefined }));
  expect(made.exposed).toEqual([
    { route: 'grafana', host: 'grafana.example.com', path: '/', service: 'monitoring/grafana:3000', groups: ['ml-leads', 'sre'], users: [] },
    { route: 'notebook', host: 'ds.example.com', path: '/notebooks/alice', service: 's-mlplatform/alice:80', groups: [], users: ['alice'] },
    { route: 'notebooks', host: '*.notebooks.example.com', path: '/', service: '<namespace>/<name>-notebook:80', groups: [], users: ['each notebook names'] },
  ]);
});

test("writes a route's objects where it is told", () => {
  const { platform, made } = make();
  const later = new Chart(platform.node.root, 'later');
  new Tenant(later, 'tenant', tenant());
  made.addRoute(route(), later);
  expect(names(later).slice(-5)).toEqual([
    'VirtualService/istio-ingress/ds-route-notebook',
    'AuthorizationPolicy/istio-ingress/ds-route-notebook',
    'NetworkPolicy/s-mlplatform/ds-route-notebook',
    'AuthorizationPolicy/s-mlplatform/ds-route-notebook-allow',
    'AuthorizationPolicy/s-mlplatform/ds-route-notebook-only',
  ]);
});

test('can add routes to a gateway that is there', () => {
  const platform = chart();
  new Mesh(platform, 'mesh', { existing: true });
  new IstioIngress(platform, 'ingress', { ...ingress({ platformNamespaces: ['monitoring'], routes: [grafana()] }), existing: true });
  expect(names(platform)).toEqual(['VirtualService/istio-ingress/ds-route-grafana', 'AuthorizationPolicy/istio-ingress/ds-route-grafana']);
});

test('a route that gets in the way of another is refused where it is added', () => {
  const { made } = make();
  made.addRoute(route());
  expect(() => made.addRoute(route({ name: 'all', path: '/', service: 'portal' }))).toThrow('Route/all: 1 error\n  path: overlaps /notebooks/alice of route notebook');
  expect(made.exposed).toHaveLength(1);
});

test('types are checked before what they say', () => {
  const { made } = make();
  expect(() => made.addRoute({ ...route(), port: '80' } as never)).toThrow('Route/notebook: 1 error\n  port: ');
  expect(() => make({ host: 'ds.example.com' } as never)).toThrow('IstioIngress/ds-ingress: 1 error\n  host: ');
  expect(() => make({ hosts: ['*.example.com'], routes: [route()] })).toThrow('IstioIngress/ds-ingress: 2 errors\n  hosts[0]: a wildcard');
});

test('a route to a tenant that there is not ends the synthesis', () => {
  const { platform, made } = make();
  new Tenant(platform, 'tenant', tenant({ name: 's-news' }));
  made.addRoute(route({ tenant: 's-nwes' }));
  expect(made.node.validate()).toEqual(['routes.notebook.tenant: not a tenant of the platform (given "s-nwes"). Allowed: s-news. Did you mean s-news?']);
  expect(() => Testing.synth(platform)).toThrow('[test/ingress] routes.notebook.tenant: not a tenant');
});

test('a tenant in the namespace of the gateway ends the synthesis', () => {
  const { platform, made } = make();
  new Tenant(platform, 'tenant', tenant({ name: 'istio-ingress' }));
  expect(made.node.validate()).toEqual([expect.stringContaining('tenant: has a namespace of the platform (given "istio-ingress").')]);
});

test('needs a mesh', () => {
  expect(() => new IstioIngress(chart(), 'ingress', ingress())).toThrow('test/ingress: no mesh (given none before it). Allowed: one Mesh. Make a Mesh first.');
});

describe('Mesh', () => {
  test('holds for the tenants after it', () => {
    const platform = chart();
    new Tenant(platform, 'before', tenant({ name: 's-before' }));
    new Mesh(platform, 'mesh');
    new Tenant(new Chart(platform.node.root, 'tenants'), 'after', tenant({ name: 's-after' }));
    expect(names(platform)).not.toContain('AuthorizationPolicy/s-before/ds-default-deny');
    expect(names(platform.node.root.node.findChild('tenants') as Chart)).toContain('AuthorizationPolicy/s-after/ds-default-deny');
  });

  test('refuses a mesh with every error', () => {
    expect(() => new Mesh(chart(), 'mesh', { rootNamespace: '', trustDomain: '' })).toThrow('Mesh: 2 errors');
  });

  test('two that are equally near are one too many', () => {
    const platform = chart();
    new Mesh(platform, 'a');
    new Mesh(platform, 'b');
    expect(() => Mesh.of(platform)).toThrow('test: two meshes are equally near (given test/a and test/b).');
  });
});
