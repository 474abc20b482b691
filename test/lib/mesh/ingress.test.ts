import type { KubeObject } from '../../../lib/k8s/object';
import { compileIngress, compileRoute } from '../../../lib/mesh/ingress';
import { notebookGateway } from '../../../lib/mesh/names';
import type { IngressSpec, RouteSpec } from '../../../lib/mesh/spec';
import { NOTEBOOK_GATEWAY } from '../../builders/catalog';
import { grafana, ingress, route } from '../../builders/ingress';

const LABELS = { 'app.kubernetes.io/managed-by': 'ds-platform' };
const FORMS = ['istio', 'gateway'] as const;

interface Loose extends KubeObject {
  spec: never;
}

function find(objects: readonly KubeObject[], kind: string, name: string): { spec: Record<string, unknown>; metadata: KubeObject['metadata'] } {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind}/${name} among ${objects.map((object) => `${object.kind}/${object.metadata.name}`).join(', ')}`);
  return found as Loose;
}

const made = (parts: Partial<IngressSpec> = {}): KubeObject[] => compileIngress(ingress(parts), {});
const way = (parts: Partial<RouteSpec> = {}, of: Partial<IngressSpec> = {}): KubeObject[] => compileRoute(route(parts), ingress({ platformNamespaces: ['monitoring'], ...of }), {});
const namesOf = (objects: readonly KubeObject[]): string[] => objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`);

describe('the gateway', () => {
  test('is these objects of Istio', () => {
    expect(namesOf(made())).toEqual([
      'Namespace//istio-ingress',
      'Certificate/istio-ingress/ds-ingress-tls',
      'Gateway/istio-ingress/ds-ingress',
      'VirtualService/istio-ingress/ds-ingress-redirect',
      'RequestAuthentication/istio-ingress/ds-ingress-tokens',
      'AuthorizationPolicy/istio-ingress/ds-ingress-redirect',
      'AuthorizationPolicy/istio-ingress/ds-ingress-tokens',
    ]);
  });

  test('is these objects of Gateway API', () => {
    expect(namesOf(made({ api: 'gateway', loginProvider: 'oauth2-proxy', tls: { issuer: { name: 'own', kind: 'Issuer', create: 'selfSigned' } } }))).toEqual([
      'Namespace//istio-ingress',
      'Issuer/istio-ingress/own',
      'Certificate/istio-ingress/ds-ingress-tls',
      'Gateway/istio-ingress/ds-ingress',
      'HTTPRoute/istio-ingress/ds-ingress-redirect',
      'RequestAuthentication/istio-ingress/ds-ingress-tokens',
      'AuthorizationPolicy/istio-ingress/ds-ingress-redirect',
      'AuthorizationPolicy/istio-ingress/ds-ingress-tokens',
      'AuthorizationPolicy/istio-ingress/ds-ingress-login',
    ]);
  });

  test('leads to notebooks on hosts of their own, where the operator may write routes and nothing else may be', () => {
    const objects = made({ hosts: ['ds.example.com'], notebooks: { domain: 'notebooks.example.com' }, loginProvider: 'login', jwt: { ...ingress().jwt, userClaim: 'email' } });
    expect(find(objects, 'Gateway', 'ds-ingress').spec.servers).toEqual([expect.objectContaining({ hosts: ['./ds.example.com', './*.notebooks.example.com'] }), expect.objectContaining({ hosts: ['./ds.example.com', '*/*.notebooks.example.com'] })]);
    expect(find(objects, 'RequestAuthentication', 'ds-ingress-tokens').spec.jwtRules).toEqual([expect.objectContaining({ outputClaimToHeaders: [{ header: 'x-ds-notebook-user', claim: 'email' }] })]);
    expect(find(objects, 'AuthorizationPolicy', 'ds-ingress-notebooks').spec).toEqual({
      selector: { matchLabels: { istio: 'ingress' } },
      action: 'ALLOW',
      rules: [
        {
          from: [{ source: { requestPrincipals: ['https://login.example.com/*'] } }],
          to: [{ operation: { hosts: ['*.notebooks.example.com', '*.notebooks.example.com:443'] } }],
          when: [{ key: 'request.auth.claims[email]', values: ['*'] }],
        },
      ],
    });
  });

  test('has a certificate for every notebook, logs people in there, and sends them on to HTTPS', () => {
    const objects = made({ hosts: ['ds.example.com'], notebooks: { domain: 'notebooks.example.com' }, loginProvider: 'login' });
    expect(find(objects, 'Certificate', 'ds-ingress-tls').spec.dnsNames).toEqual(['ds.example.com', '*.notebooks.example.com']);
    expect(find(objects, 'VirtualService', 'ds-ingress-redirect').spec.hosts).toEqual(['ds.example.com', '*.notebooks.example.com']);
    expect(find(objects, 'AuthorizationPolicy', 'ds-ingress-login').spec.rules).toEqual([{ to: [{ operation: { hosts: ['ds.example.com', 'ds.example.com:*', '*.notebooks.example.com', '*.notebooks.example.com:443'], notPorts: ['80'] } }] }]);
  });

  test('tells notebooks who it is', () => {
    expect(notebookGateway(ingress({ notebooks: { domain: 'notebooks.example.com' } }), {})).toEqual(NOTEBOOK_GATEWAY);
    expect(notebookGateway(ingress(), {})).toBeUndefined();
  });

  test('of Istio speaks TLS 1.2 or later, and sends everything else on to it', () => {
    const hosts = ['./ds.example.com', './grafana.example.com'];
    expect(find(made(), 'Gateway', 'ds-ingress')).toEqual({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { name: 'ds-ingress', namespace: 'istio-ingress', labels: LABELS },
      spec: {
        selector: { istio: 'ingress' },
        servers: [
          { name: 'http', port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts },
          { name: 'https', port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts, tls: { mode: 'SIMPLE', credentialName: 'ds-ingress-tls', minProtocolVersion: 'TLSV1_2' } },
        ],
      },
    });
    expect(find(made(), 'VirtualService', 'ds-ingress-redirect').spec).toEqual({
      hosts: ['ds.example.com', 'grafana.example.com'],
      gateways: ['ds-ingress'],
      exportTo: ['.'],
      http: [{ name: 'redirect', match: [{ port: 80 }], redirect: { scheme: 'https', redirectCode: 301 } }],
    });
    expect(JSON.stringify(made({ tls: { issuer: { name: 'public' }, minimumVersion: '1.3' } }))).toContain('"minProtocolVersion":"TLSV1_3"');
  });

  test('of Gateway API lets in routes of its own namespace alone', () => {
    const objects = made({ api: 'gateway' });
    const allowedRoutes = { namespaces: { from: 'Same' }, kinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }] };
    expect(find(objects, 'Gateway', 'ds-ingress').spec).toEqual({
      gatewayClassName: 'istio',
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes },
        { name: 'https', port: 443, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: 'ds-ingress-tls' }] }, allowedRoutes },
      ],
    });
    expect(find(objects, 'HTTPRoute', 'ds-ingress-redirect').spec).toEqual({
      parentRefs: [{ name: 'ds-ingress', sectionName: 'http' }],
      hostnames: ['ds.example.com', 'grafana.example.com'],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    });
  });

  test('of Gateway API answers to its only host alone', () => {
    expect(JSON.stringify(made({ api: 'gateway', hosts: ['ds.example.com'] })).match(/"hostname":"ds\.example\.com"/g)).toHaveLength(2);
  });

  test('has a certificate for its hosts, with a new key each time', () => {
    expect(find(made(), 'Certificate', 'ds-ingress-tls').spec).toEqual({
      secretName: 'ds-ingress-tls',
      dnsNames: ['ds.example.com', 'grafana.example.com'],
      usages: ['server auth'],
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'public' },
    });
  });

  test('may have an issuer of its own', () => {
    const tls = { issuer: { name: 'house', kind: 'Issuer', create: 'ca', caSecretName: 'house-ca' } } as const;
    expect(find(made({ tls }), 'Issuer', 'house').spec).toEqual({ ca: { secretName: 'house-ca' } });
    expect(find(made({ tls }), 'Certificate', 'ds-ingress-tls').spec).toMatchObject({ issuerRef: { kind: 'Issuer', name: 'house' } });
  });
});

describe.each(FORMS)('the gate of the form %s', (api) => {
  const target = api === 'istio' ? { selector: { matchLabels: { istio: 'ingress' } } } : { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'ds-ingress' }] };

  test('takes tokens of the one issuer, for us, from one header, and keeps them', () => {
    expect(find(made({ api }), 'RequestAuthentication', 'ds-ingress-tokens').spec).toEqual({
      ...target,
      jwtRules: [
        { issuer: 'https://login.example.com', audiences: ['ds-platform'], fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }], forwardOriginalToken: false },
      ],
    });
  });

  test('takes the keys from where it is told, and hands on what it is told', () => {
    const jwt = { ...ingress().jwt, jwksUri: 'https://login.example.com/keys', forwardToken: true, claimHeaders: { 'x-ds-user': 'email' } };
    expect(find(made({ api, jwt }), 'RequestAuthentication', 'ds-ingress-tokens').spec).toMatchObject({
      jwtRules: [{ jwksUri: 'https://login.example.com/keys', forwardOriginalToken: true, outputClaimToHeaders: [{ header: 'x-ds-user', claim: 'email' }] }],
    });
  });

  test('lets nobody in without a token, but to be sent on', () => {
    expect(find(made({ api }), 'AuthorizationPolicy', 'ds-ingress-tokens').spec).toEqual({
      ...target,
      action: 'DENY',
      rules: [{ from: [{ source: { notRequestPrincipals: ['https://login.example.com/*'] } }], to: [{ operation: { notPorts: ['80'] } }] }],
    });
    expect(find(made({ api }), 'AuthorizationPolicy', 'ds-ingress-redirect').spec).toEqual({ ...target, action: 'ALLOW', rules: [{ to: [{ operation: { ports: ['80'] } }] }] });
  });

  test('asks who logs people in, where there is one', () => {
    expect(find(made({ api, loginProvider: 'oauth2-proxy', hosts: ['ds.example.com'] }), 'AuthorizationPolicy', 'ds-ingress-login').spec).toEqual({
      ...target,
      action: 'CUSTOM',
      provider: { name: 'oauth2-proxy' },
      rules: [{ to: [{ operation: { hosts: ['ds.example.com', 'ds.example.com:*'], notPorts: ['80'] } }] }],
    });
  });

  test('a route is for its groups and users, at its address alone', () => {
    const rule = (claim: string, values: string[]) => ({
      from: [{ source: { requestPrincipals: ['https://login.example.com/*'] } }],
      to: [{ operation: { hosts: ['ds.example.com', 'ds.example.com:*'], paths: ['/notebooks/alice', '/notebooks/alice/*'] } }],
      when: [{ key: claim, values }],
    });
    expect(find(way({ groups: ['ml-team', 'sre'], users: ['alice'] }, { api }), 'AuthorizationPolicy', 'ds-route-notebook')).toEqual({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'ds-route-notebook', namespace: 'istio-ingress', labels: LABELS },
      spec: { ...target, action: 'ALLOW', rules: [rule('request.auth.claims[groups]', ['ml-team', 'sre']), rule('request.auth.claims[sub]', ['alice'])] },
    });
  });

  test('a route to a whole host names no path', () => {
    expect(JSON.stringify(way({ path: undefined }, { api }))).not.toContain('"paths"');
  });

  test('claims have the names that the ingress gives them, and those of headers must be there', () => {
    const jwt = { ...ingress().jwt, groupsClaim: '[realm_access][roles]', claimHeaders: { 'x-ds-user': 'email', 'x-ds-mail': 'email' } };
    const policy = find(way({}, { api, jwt }), 'AuthorizationPolicy', 'ds-route-notebook');
    expect(policy.spec).toMatchObject({ rules: [{ when: [{ key: 'request.auth.claims[realm_access][roles]', values: ['ml-team'] }, { key: 'request.auth.claims[email]', values: ['*'] }] }] });
  });
});

describe('a way', () => {
  test('of Istio matches whole parts of a path, on HTTPS alone, and hands on no names that clients give themselves', () => {
    const { spec } = find(way(), 'VirtualService', 'ds-route-notebook');
    expect(spec).toMatchObject({
      hosts: ['ds.example.com'],
      gateways: ['ds-ingress'],
      exportTo: ['.'],
      http: [
        {
          match: [
            { port: 443, uri: { exact: '/notebooks/alice' } },
            { port: 443, uri: { prefix: '/notebooks/alice/' } },
          ],
          headers: { request: { remove: expect.arrayContaining(['x-forwarded-user', 'kubeflow-userid', 'remote-user']) as string[] } },
          route: [{ destination: { host: 'alice.s-mlplatform.svc.cluster.local', port: { number: 80 } } }],
        },
      ],
    });
    expect(JSON.stringify(spec)).not.toContain('rewrite');
  });

  test('of Istio may leave out the path', () => {
    expect(find(way({ stripPath: true }), 'VirtualService', 'ds-route-notebook').spec).toMatchObject({ http: [{ rewrite: { uri: '/' } }] });
    expect(JSON.stringify(way({ stripPath: true, path: '/' }))).not.toContain('rewrite');
  });

  test('of Gateway API comes with the permission to lead to the service', () => {
    const objects = way({ stripPath: true }, { api: 'gateway' });
    expect(find(objects, 'HTTPRoute', 'ds-route-notebook').spec).toMatchObject({
      parentRefs: [{ name: 'ds-ingress', sectionName: 'https' }],
      hostnames: ['ds.example.com'],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/notebooks/alice' } }],
          filters: [{ type: 'RequestHeaderModifier' }, { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } }],
          backendRefs: [{ name: 'alice', namespace: 's-mlplatform', port: 80 }],
        },
      ],
    });
    expect(find(objects, 'ReferenceGrant', 'ds-route-notebook')).toMatchObject({
      apiVersion: 'gateway.networking.k8s.io/v1beta1',
      metadata: { namespace: 's-mlplatform' },
      spec: { from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'istio-ingress' }], to: [{ group: '', kind: 'Service', name: 'alice' }] },
    });
  });

  test('removes no header that it makes from a claim', () => {
    const jwt = { ...ingress().jwt, claimHeaders: { 'X-Forwarded-User': 'sub' } };
    expect(JSON.stringify(way({}, { jwt }))).not.toContain('"x-forwarded-user"');
  });
});

describe.each([
  ['istio', 'cluster.local/ns/istio-ingress/sa/istio-ingress', { istio: 'ingress' }],
  ['gateway', 'cluster.local/ns/istio-ingress/sa/ds-ingress-istio', { 'gateway.networking.k8s.io/gateway-name': 'ds-ingress' }],
] as const)("a tenant's pods behind a route of the form %s", (api, principal, podLabels) => {
  const objects = way({}, { api });
  const selector = { matchLabels: { app: 'alice' } };
  const to = [{ operation: { ports: ['8888'] } }];

  test('answer the gateway, and nobody else', () => {
    expect(find(objects, 'AuthorizationPolicy', 'ds-route-notebook-allow')).toMatchObject({
      metadata: { namespace: 's-mlplatform', labels: { 'ds.bloomberg.com/tenant': 's-mlplatform' } },
      spec: { selector, action: 'ALLOW', rules: [{ from: [{ source: { principals: [principal] } }], to }] },
    });
    expect(find(objects, 'AuthorizationPolicy', 'ds-route-notebook-only')).toMatchObject({
      metadata: { namespace: 's-mlplatform' },
      spec: { selector, action: 'DENY', rules: [{ from: [{ source: { notPrincipals: [principal] } }], to }] },
    });
  });

  test('are reached through the tunnel of the mesh', () => {
    expect(find(objects, 'NetworkPolicy', 'ds-route-notebook').spec).toEqual({
      podSelector: selector,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'istio-ingress' } }, podSelector: { matchLabels: podLabels } }],
          ports: [{ port: 15008, protocol: 'TCP' }],
        },
      ],
    });
  });
});

test('a namespace of the platform keeps its own policies', () => {
  const objects = compileRoute(grafana(), ingress({ platformNamespaces: ['monitoring'] }), {});
  expect(namesOf(objects)).toEqual(['VirtualService/istio-ingress/ds-route-grafana', 'AuthorizationPolicy/istio-ingress/ds-route-grafana']);
});

test('the gateway is known by what it was told to be', () => {
  const parts = { namespace: 'edge', name: 'edge', pods: { labels: { app: 'edge' }, serviceAccountName: 'edge-gateway' } };
  const objects = compileRoute(route(), ingress(parts), { trustDomain: 'prod.example.com', clusterDomain: 'k8s.example.com' });
  const text = JSON.stringify(objects);
  expect(text).toContain('prod.example.com/ns/edge/sa/edge-gateway');
  expect(text).toContain('alice.s-mlplatform.svc.k8s.example.com');
  expect(find(objects, 'VirtualService', 'ds-route-notebook').spec.gateways).toEqual(['edge']);
});
