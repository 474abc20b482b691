import type { IngressSpec, RouteSpec } from '../../../lib/mesh/spec';
import { checkTenant, checkTenantNames, validateRoutes } from '../../../lib/mesh/routes';
import { validateIngress, validateMesh, validateNotebookGateway } from '../../../lib/mesh/validate';
import { NOTEBOOK_GATEWAY } from '../../builders/catalog';
import { texts } from '../../builders/errors';
import { grafana, ingress, route } from '../../builders/ingress';

const errorsOf = (parts: Partial<IngressSpec>): string[] => texts(validateIngress(ingress(parts)));
const routeErrors = (...routes: RouteSpec[]): string[] => texts(validateRoutes('routes', routes, ingress({ platformNamespaces: ['monitoring'] })));
const jwt = (parts: Partial<IngressSpec['jwt']>): Partial<IngressSpec> => ({ jwt: { ...ingress().jwt, ...parts } });

test('a good mesh, ingress and routes have no errors', () => {
  expect(validateMesh({})).toEqual([]);
  expect(validateMesh({ rootNamespace: 'istio-system', trustDomain: 'prod', clusterDomain: 'k8s.example.com' })).toEqual([]);
  expect(errorsOf({})).toEqual([]);
  expect(errorsOf({ name: 'edge', namespace: 'edge', loginProvider: 'oauth2-proxy', platformNamespaces: ['monitoring'], pods: { labels: { app: 'edge' }, serviceAccountName: 'edge' } })).toEqual([]);
  expect(errorsOf({ api: 'gateway', gatewayClassName: 'istio', tls: { issuer: { name: 'house', kind: 'Issuer', create: 'ca', caSecretName: 'house-ca' }, minimumVersion: '1.2' } })).toEqual([]);
  expect(errorsOf(jwt({ jwksUri: 'https://login.example.com/keys', groupsClaim: '[realm_access][roles]', userClaim: 'https://example.com/mail', claimHeaders: { 'x-ds-user': 'sub' } }))).toEqual([]);
  expect(routeErrors(route(), route({ name: 'bob', path: '/notebooks/bob', service: 'bob', users: ['bob'], groups: undefined }), grafana())).toEqual([]);
});

test('everything that is wrong with a mesh is told at once', () => {
  expect(texts(validateMesh({ rootNamespace: 'Istio', trustDomain: 'a b', clusterDomain: 'cluster.local.' }))).toEqual([
    'rootNamespace: not a name (given "Istio"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
    'trustDomain: not a domain (given "a b"). Allowed: a DNS name in small letters. Write it like "cluster.local".',
    'clusterDomain: not a domain (given "cluster.local."). Allowed: a DNS name in small letters. Write it like "cluster.local".',
  ]);
});

test('everything that is wrong with an ingress is told at once', () => {
  expect(
    errorsOf({
      name: 'x'.repeat(60),
      namespace: 'Edge',
      hosts: ['*.example.com', 'ds.example.com', 'ds.example.com', 'https://ds.example.com'],
      tls: { issuer: { name: 'public', create: 'selfSigned', caSecretName: 'x' } },
      gatewayClassName: 'istio',
      jwt: { issuer: 'http://login.example.com', audiences: [], jwksUri: 'login.example.com/keys', groupsClaim: 'a[b', claimHeaders: { authorization: 'sub', 'x-ds-user': 'a*' } },
      loginProvider: ' ',
      pods: { labels: {} },
      platformNamespaces: ['-'],
    }),
  ).toEqual([
    'name: too long (given 60 characters). Allowed: at most 53. Shorten it by 7.',
    'namespace: not a name (given "Edge"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
    'hosts[0]: a wildcard (given "*.example.com"). Allowed: full names of hosts, so that nothing is exposed by a name that nobody wrote. List each host.',
    'hosts[2]: given twice ("ds.example.com"). Allowed: each once. Remove one of them.',
    'hosts[3]: not a host (given "https://ds.example.com"). Allowed: a full DNS name in small letters, without scheme and port. Write it like "ds.example.com".',
    'tls.issuer.kind: not made here (given ClusterIssuer). Allowed: Issuer, where create is given. Set kind to Issuer.',
    'tls.issuer.caSecretName: of no use (given "x"). Allowed: with create: ca alone. Remove it.',
    'gatewayClassName: of no use (given with api: istio). Allowed: with api: gateway. Remove it.',
    'jwt.issuer: not an address (given "http://login.example.com"). Allowed: https:// addresses without user, query, fragment and "*". Give the full address.',
    'jwt.audiences: empty (given []). Allowed: at least one. Name the client that the tokens are made for.',
    'jwt.jwksUri: not an address (given "login.example.com/keys"). Allowed: https:// addresses without user, query, fragment and "*". Give the full address.',
    'jwt.groupsClaim: not a claim (given "a[b"). Allowed: a name, or names in brackets for a claim inside another. Write it like "groups" or "[realm_access][roles]".',
    'jwt.claimHeaders.authorization: not a header for a claim (given "authorization"). Allowed: letters, digits and "-", and no header that HTTP or the gateway needs. Write it like "x-ds-user".',
    'jwt.claimHeaders.x-ds-user: not a claim that a header can be made from (given "a*"). Allowed: letters, digits, "-" and "_", since a dot or a bracket would stand for a claim inside another. Have the identity provider put the value into a claim of such a name, like "email".',
    'loginProvider: empty (given " "). Allowed: a name in meshConfig.extensionProviders. Name the provider, or leave the field out.',
    "pods.labels: empty (given {}). Allowed: at least one label. Give the labels of the gateway's pods.",
    'platformNamespaces[0]: not a name (given "-"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
  ]);
});

test('Gateway API cannot say everything', () => {
  expect(errorsOf({ api: 'gateway', pods: {}, tls: { issuer: { name: 'house', kind: 'Issuer', create: 'ca' }, minimumVersion: '1.3' } })).toEqual([
    "tls.issuer.caSecretName: missing (given nothing). Allowed: the name of a Secret, with create: ca. Name the Secret with the authority's key.",
    'tls.minimumVersion: cannot be asked of Gateway API (given "1.3"). Allowed: "1.2" with api: gateway. Set meshConfig.tlsDefaults.minProtocolVersion of Istio, or use api: istio.',
    'pods: of no use (given with api: gateway). Allowed: with api: istio, since otherwise Istio makes the pods. Remove it.',
  ]);
});

test.each(['https://login.example.com', 'https://login.example.com/realms/ds', 'https://login.example.com:8443/'])('%s is an issuer', (issuer) => {
  expect(errorsOf(jwt({ issuer }))).toEqual([]);
});

test.each(['', 'https://', 'https://*.example.com', 'https://a@login.example.com', 'https://login.example.com/?a=b', 'https://login.example.com#x', 'https://login.example.com ', 'https://login.example.com/*'])(
  '%p is no issuer',
  (issuer) => {
    expect(errorsOf(jwt({ issuer }))).toHaveLength(1);
  },
);

test('everything that is wrong with a route is told at once', () => {
  expect(
    routeErrors({ name: 'x'.repeat(50), host: 'ds.example.org', path: '/a/../b', tenant: 's-mlplatform', namespace: 'monitoring', service: 'A', port: 0, targetPort: 70_000, groups: ['*'], users: [''] }),
  ).toEqual([
    'routes[0].name: too long (given 50 characters). Allowed: at most 48. Shorten it by 2.',
    'routes[0].host: not a host of the ingress (given "ds.example.org"). Allowed: ds.example.com, grafana.example.com. Did you mean ds.example.com?',
    'routes[0].path: not a path (given "/a/../b"). Allowed: "/", or parts of letters, digits, "-", "_", "." and "~", each behind one "/", none at the end. Write it like "/notebooks/alice".',
    'routes[0].tenant: no clear destination (given both). Allowed: either tenant or namespace. Keep one of them.',
    'routes[0].service: not a name (given "A"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
    'routes[0].port: not a port (given 0). Allowed: whole numbers from 1 to 65535. Correct it.',
    'routes[0].targetPort: not a port (given 70000). Allowed: whole numbers from 1 to 65535. Correct it.',
    'routes[0].groups[0]: not a name (given "*"). Allowed: names as the tokens have them, without "*" and blanks around them. Name each.',
    'routes[0].users[0]: not a name (given ""). Allowed: names as the tokens have them, without "*" and blanks around them. Name each.',
  ]);
});

test('a route needs somebody who may go it, and the pods that it opens', () => {
  expect(routeErrors(route({ groups: [], pods: undefined }))).toEqual([
    'routes[0].pods: missing (given nothing). Allowed: at least one label. Give the labels of the pods behind the Service, so that they open to the gateway alone.',
    'routes[0].groups: nobody may use it (given no groups and no users). Allowed: at least one of either. Name the groups that may use the service.',
  ]);
  expect(routeErrors(route({ pods: {} }))).toHaveLength(1);
});

test('a route leads nowhere but to tenants and to the namespaces that the ingress names', () => {
  expect(routeErrors(grafana({ namespace: 'monitorin' }))).toEqual(['routes[0].namespace: not a namespace of the platform (given "monitorin"). Allowed: monitoring. Did you mean monitoring?']);
  expect(texts(checkTenant('tenant', route({ tenant: 's-mlplattform' }), ['s-news', 's-mlplatform']))).toEqual([
    'tenant: not a tenant of the platform (given "s-mlplattform"). Allowed: s-mlplatform, s-news. Did you mean s-mlplatform?',
  ]);
  expect(texts(checkTenant('tenant', route(), []))).toEqual(['tenant: not a tenant of the platform (given "s-mlplatform"). Allowed: none, since there is no tenant. Choose one, or add the tenant.']);
  expect(checkTenant('tenant', grafana(), [])).toEqual([]);
});

test('a tenant cannot stand where the gateway or the mesh is', () => {
  expect(texts(checkTenantNames(['s-news', 'istio-ingress', 'istio-system', 'monitoring'], ingress({ platformNamespaces: ['monitoring'] }), {}))).toEqual(
    ['istio-ingress', 'istio-system', 'monitoring'].map(
      (name) => `tenant: has a namespace of the platform (given "${name}"). Allowed: names other than istio-ingress, istio-system, monitoring. Rename the tenant.`,
    ),
  );
});

describe('two routes', () => {
  test('cannot have one name', () => {
    expect(routeErrors(route(), grafana({ name: 'notebook' }))).toEqual(['routes[1].name: given twice ("notebook"). Allowed: one route of a name. Rename one of them.']);
  });

  test('cannot have one address', () => {
    expect(routeErrors(route(), route({ name: 'other', service: 'other' }))).toEqual([
      'routes[1].path: the same address as route notebook (given "ds.example.com/notebooks/alice"). Allowed: one route to an address. Choose another path or host.',
    ]);
  });

  test.each([
    ['/notebooks/alice', '/notebooks'],
    ['/', '/notebooks/alice'],
    ['/notebooks/alice/deep/er', '/notebooks/alice'],
  ])('cannot overlap: %s and %s', (path, other) => {
    expect(routeErrors(route({ path }), route({ name: 'other', path: other, service: 'other' }))).toEqual([
      `routes[1].path: overlaps ${path} of route notebook (given "ds.example.com${other}"). Allowed: paths of which none is below another, since whoever may go to the upper one could go to the lower one too. Choose another path or host.`,
    ]);
  });

  test.each([
    ['/notebooks/alice', '/notebooks/alicent'],
    ['/notebooks/alice', '/notebooks/bob'],
    ['/a', '/b'],
  ])('can stand side by side: %s and %s', (path, other) => {
    expect(routeErrors(route({ path }), route({ name: 'other', path: other, service: 'other' }))).toEqual([]);
  });

  test('can have one path on two hosts', () => {
    expect(routeErrors(route(), route({ name: 'other', host: 'grafana.example.com', service: 'other' }))).toEqual([]);
  });

  test('to one service are for the same people', () => {
    expect(routeErrors(route(), route({ name: 'other', path: '/other' }))).toEqual([]);
    expect(routeErrors(route({ groups: ['a', 'b'] }), route({ name: 'other', path: '/other', groups: ['b', 'a'] }))).toEqual([]);
    expect(routeErrors(route(), route({ name: 'admin', path: '/admin', groups: ['ml-leads'] }))).toEqual([
      'routes[1].groups: for others than route notebook, which leads to the same service (given ["ml-leads"]). ' +
        'Allowed: the same groups and users on every route to a service, since it may read addresses otherwise than the gateway. Name the same, or use two services.',
    ]);
    expect(routeErrors(route(), route({ name: 'admin', path: '/admin', port: 81, groups: ['ml-leads'] }))).toEqual([]);
  });
});

test.each(['/', '/a', '/a/b', '/a.b/~c/d_e-f', '/...'])('%s is a path', (path) => {
  expect(routeErrors(route({ path }))).toEqual([]);
});

test.each(['', 'a', '/a/', '//', '/a//b', '/./a', '/..', '/a%2fb', '/a*', '/{a}', '/a?b', '/a#b', '/ä', '/a b', '/a;b'])('%p is no path', (path) => {
  expect(routeErrors(route({ path }))).toHaveLength(1);
});

test.each(['localhost', 'DS.example.com', 'ds.example.com.', 'ds.example.com:443', '10.0.0.1', '-a.example.com', 'a..example.com', '', `${'a'.repeat(64)}.example.com`])('%p is no host', (host) => {
  expect(errorsOf({ hosts: [host] })).toHaveLength(1);
});

test('everything that is wrong with the way in to notebooks is told', () => {
  const hosts = ['ds.example.com', 'notebooks-of.example.com'];
  const { jwt } = ingress();
  expect(errorsOf({ hosts, notebooks: { domain: 'notebooks.example.com' } })).toEqual([]);
  expect(errorsOf({ hosts, notebooks: { domain: '*.example.com' }, api: 'gateway', jwt: { ...jwt, userClaim: '[a][b]', claimHeaders: { 'X-DS-Notebook-User': 'sub' } } })).toEqual([
    'notebooks.domain: a wildcard (given "*.example.com"). Allowed: full names of hosts, so that nothing is exposed by a name that nobody wrote. List each host.',
    'notebooks: cannot be asked of Gateway API (given with api: gateway). Allowed: with api: istio, whose routes can be for single persons. Use that, or remove notebooks and let tokens open them.',
    'jwt.userClaim: not a claim that notebooks can be told (given "[a][b]"). Allowed: letters, digits, "-" and "_". Choose a claim like "sub" or "email", or do without notebooks.',
    'jwt.claimHeaders.X-DS-Notebook-User: not a header for a claim (given "X-DS-Notebook-User"). Allowed: letters, digits and "-", and no header that HTTP or the gateway needs. Write it like "x-ds-user".',
  ]);
});

test.each(['notebooks.example.com', 'ds.notebooks.example.com'])('%s is no host beside notebooks, which are below it or beside it', (host) => {
  expect(errorsOf({ hosts: ['ds.example.com', host], notebooks: { domain: 'notebooks.example.com' } })).toEqual([
    `hosts[1]: among the hosts of notebooks (given "${host}"). Allowed: hosts that are neither notebooks.example.com nor below it. Take it out, or give notebooks a domain of their own.`,
  ]);
});

test('a domain of notebooks leaves room for their names', () => {
  const domain = (length: number): string => 'a.'.repeat(length).slice(0, length - 4) + '.com';
  expect(errorsOf({ notebooks: { domain: domain(189) } })).toEqual([]);
  expect(errorsOf({ notebooks: { domain: domain(191) } })).toEqual([
    'notebooks.domain: too long (given 191 characters). Allowed: at most 189, since the name of each notebook stands before it. Shorten it by 2.',
  ]);
});

test('everything that is wrong with the gateway of notebooks is told', () => {
  expect(texts(validateNotebookGateway('notebookGateway', NOTEBOOK_GATEWAY))).toEqual([]);
  expect(texts(validateNotebookGateway('notebookGateway', { domain: '*', name: 'A', namespace: '', podLabels: {}, principal: '*', userClaim: '[a]', clusterDomain: 'a b' })).map((text) => text.split(' (')[0])).toEqual([
    'notebookGateway.domain: a wildcard',
    'notebookGateway.name: not a name',
    'notebookGateway.namespace: not a name',
    'notebookGateway.podLabels: empty',
    'notebookGateway.principal: not an identity of the mesh',
    'notebookGateway.userClaim: not a claim that notebooks can be told',
    'notebookGateway.clusterDomain: not a domain',
  ]);
});

test.each(['https://example.com/mail', 'realm_access.roles', '[realm_access][roles]', 'a b', 'mail@example', ''])('no header is made from the claim %j: Istio would look for one inside another, or for none', (claim) => {
  expect(errorsOf(jwt({ claimHeaders: { 'x-ds-mail': claim } }))).toEqual([expect.stringContaining(`jwt.claimHeaders.x-ds-mail: not a claim that a header can be made from (given ${JSON.stringify(claim)})`)]);
});

test.each(['email', 'sub', 'preferred_username', 'x-mail'])('a header may be made from the claim %s', (claim) => {
  expect(errorsOf(jwt({ claimHeaders: { 'x-ds-mail': claim } }))).toEqual([]);
});
