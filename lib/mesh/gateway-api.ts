import type { KubeObject, KubeObjectOf } from '../k8s/object';
import { certificateSecretName } from './certificate';
import { removedHeaders } from './headers';
import { HTTP_PORT, HTTPS_PORT, ingressMetadata, namespaceOf, pathOf, routeObjectName, targetMetadata, type GatewayIdentity } from './names';
import type { IngressSpec, RouteSpec } from './spec';

const GROUP = 'gateway.networking.k8s.io';

/** Names of the gateway's two listeners, which routes choose between. */
const LISTENERS = { plain: 'http', secure: 'https' } as const;

/** A Gateway of Gateway API. @see https://gateway-api.sigs.k8s.io/reference/api-types/gateway/ */
export type KubernetesGateway = KubeObjectOf<{ gatewayClassName: string; listeners: object[] }>;

/** An HTTPRoute of Gateway API. @see https://gateway-api.sigs.k8s.io/reference/api-types/httproute/ */
export type HttpRoute = KubeObjectOf<{ parentRefs: { name: string; sectionName: string }[]; hostnames: string[]; rules: object[] }>;

/**
 * Routes of the gateway's own namespace alone are let in: nobody else can claim a host. All hosts share one listener, as they share one
 * certificate: with a listener each, browsers would use the connection to one host for another, where no route leads there.
 */
export function compileKubernetesGateway(ingress: IngressSpec, gateway: GatewayIdentity): KubeObject[] {
  const allowedRoutes = { namespaces: { from: 'Same' }, kinds: [{ group: GROUP, kind: 'HTTPRoute' }] };
  const [only, ...others] = ingress.hosts;
  const hostname = others.length === 0 ? { hostname: only } : {};
  const object: KubernetesGateway = {
    apiVersion: `${GROUP}/v1`,
    kind: 'Gateway',
    metadata: ingressMetadata(gateway, gateway.name),
    spec: {
      gatewayClassName: ingress.gatewayClassName ?? 'istio',
      listeners: [
        { name: LISTENERS.plain, ...hostname, port: HTTP_PORT, protocol: 'HTTP', allowedRoutes },
        { name: LISTENERS.secure, ...hostname, port: HTTPS_PORT, protocol: 'HTTPS', tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: certificateSecretName(gateway) }] }, allowedRoutes },
      ],
    },
  };
  return [object, redirect(ingress, gateway)];
}

/** Sends every request that came without TLS on to HTTPS. */
function redirect(ingress: IngressSpec, gateway: GatewayIdentity): HttpRoute {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'HTTPRoute',
    metadata: ingressMetadata(gateway, `${gateway.name}-redirect`),
    spec: {
      parentRefs: [{ name: gateway.name, sectionName: LISTENERS.plain }],
      hostnames: [...ingress.hosts],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    },
  };
}

/** The way to a service. */
export function compileHttpRoute(route: RouteSpec, ingress: IngressSpec, gateway: GatewayIdentity): HttpRoute {
  const path = pathOf(route);
  const strip = route.stripPath === true && path !== '/';
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'HTTPRoute',
    metadata: ingressMetadata(gateway, routeObjectName(route)),
    spec: {
      parentRefs: [{ name: gateway.name, sectionName: LISTENERS.secure }],
      hostnames: [route.host],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          filters: [
            { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: removedHeaders(ingress.jwt) } },
            ...(strip ? [{ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } } }] : []),
          ],
          backendRefs: [{ name: route.service, namespace: namespaceOf(route), port: route.port }],
        },
      ],
    },
  };
}

/**
 * Lets routes of the gateway's namespace lead to the one service. Written in the version that Gateway API stores.
 * @see https://gateway-api.sigs.k8s.io/reference/api-types/referencegrant/
 */
export function compileReferenceGrant(route: RouteSpec, gateway: GatewayIdentity): KubeObjectOf<object> {
  return {
    apiVersion: `${GROUP}/v1beta1`,
    kind: 'ReferenceGrant',
    metadata: targetMetadata(route),
    spec: { from: [{ group: GROUP, kind: 'HTTPRoute', namespace: gateway.namespace }], to: [{ group: '', kind: 'Service', name: route.service }] },
  };
}
