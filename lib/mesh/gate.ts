import type { KubeObject, KubeObjectOf } from '../k8s/object';
import { anyNotebook, authorizationPolicy, claimKey, hostsOf, HTTP_PORT, HTTPS_PORT, ingressMetadata, NOTEBOOK_USER_HEADER, pathOf, routeObjectName, userClaimOf, type AuthorizationPolicy, type AuthorizationRule, type GatewayIdentity } from './names';
import type { IngressSpec, JwtSpec, NotebookIngressSpec, RouteSpec } from './spec';

/** What a policy of the gateway is attached to. */
type Target = Pick<AuthorizationPolicy['spec'], 'selector' | 'targetRefs'>;

/** A Gateway of Gateway API is named; pods that something else installs are found by their labels. */
function target({ api, name, podLabels }: GatewayIdentity): Target {
  if (api === 'gateway') return { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name }] };
  return { selector: { matchLabels: { ...podLabels } } };
}

/**
 * Who gets through the gateway at all: whoever has a token of the issuer. Requests and tokens are seen here alone, since behind the gateway
 * the mesh sees connections. As soon as one ALLOW policy is attached, what none allows is refused.
 */
export function compileGate(ingress: IngressSpec, gateway: GatewayIdentity): KubeObject[] {
  const policy = (name: string, spec: Omit<AuthorizationPolicy['spec'], keyof Target>): AuthorizationPolicy =>
    authorizationPolicy(ingressMetadata(gateway, `${gateway.name}-${name}`), { ...target(gateway), ...spec });
  const plain = String(HTTP_PORT);
  return [
    requestAuthentication(ingress, gateway),
    // Nothing is served there: every request is sent on to HTTPS. That answer needs to be allowed too.
    policy('redirect', { action: 'ALLOW', rules: [{ to: [{ operation: { ports: [plain] } }] }] }),
    // Holds even where somebody adds an ALLOW policy that forgets the token.
    policy('tokens', { action: 'DENY', rules: [{ from: [{ source: { notRequestPrincipals: [anybody(ingress.jwt)] } }], to: [{ operation: { notPorts: [plain] } }] }] }),
    ...(ingress.notebooks === undefined ? [] : [policy('notebooks', { action: 'ALLOW', rules: [toNotebooks(ingress.jwt, ingress.notebooks)] })]),
    ...(ingress.loginProvider === undefined
      ? []
      : [policy('login', { action: 'CUSTOM', provider: { name: ingress.loginProvider }, rules: [{ to: [{ operation: { hosts: withPorts(hostsOf(ingress)), notPorts: [plain] } }] }] })]),
  ];
}

/** A RequestAuthentication of Istio. @see https://istio.io/latest/docs/reference/config/security/request_authentication/ */
type RequestAuthentication = KubeObjectOf<Target & { jwtRules: object[] }>;

function requestAuthentication({ jwt, notebooks }: IngressSpec, gateway: GatewayIdentity): RequestAuthentication {
  const claims = [...Object.entries(jwt.claimHeaders ?? {}), ...(notebooks === undefined ? [] : [[NOTEBOOK_USER_HEADER, userClaimOf(jwt)] as const])];
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: ingressMetadata(gateway, `${gateway.name}-tokens`),
    spec: {
      ...target(gateway),
      jwtRules: [
        {
          issuer: jwt.issuer,
          audiences: [...jwt.audiences],
          ...(jwt.jwksUri !== undefined && { jwksUri: jwt.jwksUri }),
          // Unless told otherwise Istio takes tokens from the query too, where they end up in logs and are handed on to the service.
          fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }],
          forwardOriginalToken: jwt.forwardToken ?? false,
          ...(claims.length > 0 && { outputClaimToHeaders: claims.map(([header, claim]) => ({ header, claim })) }),
        },
      ],
    },
  };
}

/** To the hosts of notebooks everybody whom a token names: the way to each notebook is there for its users alone. */
function toNotebooks(jwt: JwtSpec, notebooks: NotebookIngressSpec): AuthorizationRule {
  return { from: [{ source: { requestPrincipals: [anybody(jwt)] } }], to: [{ operation: { hosts: withPorts([anyNotebook(notebooks)]) } }], when: [{ key: claimKey(userClaimOf(jwt)), values: ['*'] }] };
}

/** Whom a route lets through the gateway. */
export function compileRouteGate(route: RouteSpec, ingress: IngressSpec, gateway: GatewayIdentity): AuthorizationPolicy {
  const { groupsClaim = 'groups', claimHeaders = {} } = ingress.jwt;
  const path = pathOf(route);
  const operation = { hosts: withPorts([route.host]), ...(path !== '/' && { paths: [path, `${path}/*`] }) };
  const present = [...new Set(Object.values(claimHeaders))].map((claim) => ({ key: claimKey(claim), values: ['*'] }));
  const rule = (claim: string, values: readonly string[] = []): AuthorizationRule[] =>
    values.length === 0
      ? []
      : [{ from: [{ source: { requestPrincipals: [anybody(ingress.jwt)] } }], to: [{ operation }], when: [{ key: claimKey(claim), values: [...values] }, ...present] }];
  return authorizationPolicy(ingressMetadata(gateway, routeObjectName(route)), {
    ...target(gateway),
    action: 'ALLOW',
    rules: [...rule(groupsClaim, route.groups), ...rule(userClaimOf(ingress.jwt), route.users)],
  });
}

/** Everybody who has a token of the issuer. */
function anybody({ issuer }: JwtSpec): string {
  return `${issuer}/*`;
}

/**
 * A client may put the port behind the host. A text has one star at most, so behind those of notebooks it is the port of HTTPS.
 * @see https://istio.io/latest/docs/concepts/security/#value-matching
 */
function withPorts(hosts: readonly string[]): string[] {
  return hosts.flatMap((host) => [host, host.startsWith('*') ? `${host}:${HTTPS_PORT}` : `${host}:*`]);
}
