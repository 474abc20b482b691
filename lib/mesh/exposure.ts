import type { KubeObject } from '../k8s/object';
import type { NetworkPolicy } from '../k8s/network-policy';
import { authorizationPolicy, HBONE_PORT, namespaceOf, pathOf, routeObjectName, targetMetadata, type GatewayIdentity } from './names';
import type { RouteSpec } from './spec';

/** One row of what is exposed to whom. */
export interface ExposedService {
  /** Name of the route. */
  readonly route: string;
  readonly host: string;
  readonly path: string;
  /** The service, as `namespace/name:port`. */
  readonly service: string;
  readonly groups: readonly string[];
  readonly users: readonly string[];
}

/** What a route exposes to whom. */
export function exposedBy(route: RouteSpec): ExposedService {
  return {
    route: route.name,
    host: route.host,
    path: pathOf(route),
    service: `${namespaceOf(route)}/${route.service}:${route.port}`,
    groups: [...(route.groups ?? [])],
    users: [...(route.users ?? [])],
  };
}

/**
 * Opens the pods behind a tenant's route to the gateway, and shuts everybody else out, also the jobs of the same tenant: they bring no token.
 * Ports are those of the pods, and connections come through the mesh's tunnel.
 */
export function compileExposure(route: RouteSpec, gateway: GatewayIdentity): KubeObject[] {
  if (route.tenant === undefined || route.pods === undefined) return [];
  const selector = { matchLabels: { ...route.pods } };
  const to = [{ operation: { ports: [String(route.targetPort ?? route.port)] } }];
  const ingress: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: targetMetadata(route),
    spec: {
      podSelector: selector,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': gateway.namespace } }, podSelector: { matchLabels: { ...gateway.podLabels } } }],
          ports: [{ port: HBONE_PORT, protocol: 'TCP' }],
        },
      ],
    },
  };
  return [
    ingress,
    authorizationPolicy(targetMetadata(route, `${routeObjectName(route)}-allow`), { selector, action: 'ALLOW', rules: [{ from: [{ source: { principals: [gateway.principal] } }], to }] }),
    authorizationPolicy(targetMetadata(route, `${routeObjectName(route)}-only`), { selector, action: 'DENY', rules: [{ from: [{ source: { notPrincipals: [gateway.principal] } }], to }] }),
  ];
}
