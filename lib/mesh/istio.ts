import type { KubeObjectOf } from '../k8s/object';
import { certificateSecretName } from './certificate';
import { removedHeaders } from './headers';
import { anyNotebook, hostsOf, HTTP_PORT, HTTPS_PORT, ingressMetadata, namespaceOf, pathOf, resolveMesh, routeObjectName, type GatewayIdentity } from './names';
import type { IngressSpec, MeshSpec, RouteSpec } from './spec';

/** A Gateway of Istio. @see https://istio.io/latest/docs/reference/config/networking/gateway/ */
export type IstioGateway = KubeObjectOf<{ selector: Record<string, string>; servers: object[] }>;

/** A VirtualService of Istio. @see https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export type VirtualService = KubeObjectOf<{ hosts: string[]; gateways: string[]; exportTo: string[]; http: object[] }>;

/**
 * `./` admits routes of the gateway's own namespace alone: nobody else can claim a host. The routes of notebooks are beside them, in the
 * namespaces of tenants, where the platform's operator alone may write any.
 */
export function compileIstioGateway(ingress: IngressSpec, gateway: GatewayIdentity): IstioGateway {
  const own = hostsOf(ingress).map((host) => `./${host}`);
  const hosts = [...ingress.hosts.map((host) => `./${host}`), ...(ingress.notebooks === undefined ? [] : [`*/${anyNotebook(ingress.notebooks)}`])];
  const minProtocolVersion = ingress.tls.minimumVersion === '1.3' ? 'TLSV1_3' : 'TLSV1_2';
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: ingressMetadata(gateway, gateway.name),
    spec: {
      selector: { ...gateway.podLabels },
      servers: [
        { name: 'http', port: { number: HTTP_PORT, name: 'http', protocol: 'HTTP' }, hosts: own },
        { name: 'https', port: { number: HTTPS_PORT, name: 'https', protocol: 'HTTPS' }, hosts, tls: { mode: 'SIMPLE', credentialName: certificateSecretName(gateway), minProtocolVersion } },
      ],
    },
  };
}

/**
 * Sends every request without TLS on to HTTPS. The Gateway's own `httpsRedirect` would do it for none, since its hosts name a namespace, and
 * not for those that claim to have come by HTTPS.
 */
export function compileIstioRedirect(ingress: IngressSpec, gateway: GatewayIdentity): VirtualService {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: ingressMetadata(gateway, `${gateway.name}-redirect`),
    spec: { hosts: hostsOf(ingress), gateways: [gateway.name], exportTo: ['.'], http: [{ name: 'redirect', match: [{ port: HTTP_PORT }], redirect: { scheme: 'https', redirectCode: 301 } }] },
  };
}

/** The way to a service. It is matched on the port of HTTPS alone: on the other one nothing is served. */
export function compileVirtualService(route: RouteSpec, context: { readonly ingress: IngressSpec; readonly gateway: GatewayIdentity; readonly mesh: MeshSpec }): VirtualService {
  const { ingress, gateway, mesh } = context;
  const path = pathOf(route);
  const uris = path === '/' ? [{ prefix: '/' }] : [{ exact: path }, { prefix: `${path}/` }];
  const host = `${route.service}.${namespaceOf(route)}.svc.${resolveMesh(mesh).clusterDomain}`;
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: ingressMetadata(gateway, routeObjectName(route)),
    spec: {
      hosts: [route.host],
      gateways: [gateway.name],
      exportTo: ['.'],
      http: [
        {
          name: route.name,
          match: uris.map((uri) => ({ port: HTTPS_PORT, uri })),
          ...(route.stripPath === true && path !== '/' && { rewrite: { uri: '/' } }),
          headers: { request: { remove: removedHeaders(ingress.jwt) } },
          route: [{ destination: { host, port: { number: route.port } } }],
        },
      ],
    },
  };
}
