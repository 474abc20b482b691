import type { KubeObject, ObjectMeta } from '../k8s/object';
import type { NetworkPolicy } from '../k8s/network-policy';
import { anyNotebook, authorizationPolicy, HBONE_PORT, namespaceOf, pathOf, routeObjectName, targetMetadata, type GatewayIdentity } from './names';
import type { NotebookIngressSpec, RouteSpec } from './spec';

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

/** The way in to notebooks, of which each says itself to whom it is open. */
export function exposedNotebooks(notebooks: NotebookIngressSpec): ExposedService {
  return { route: 'notebooks', host: anyNotebook(notebooks), path: '/', service: '<namespace>/<name>-notebook:80', groups: [], users: ['each notebook names'] };
}

/** Opens the pods behind a tenant's route to the gateway, and shuts everybody else out. */
export function compileExposure(route: RouteSpec, gateway: GatewayIdentity): KubeObject[] {
  if (route.tenant === undefined || route.pods === undefined) return [];
  const name = routeObjectName(route);
  return openToGateway({ pods: route.pods, port: route.targetPort ?? route.port, metadata: (suffix) => targetMetadata(route, `${name}${suffix}`) }, gateway);
}

/** Pods that nobody but the gateway shall reach. */
export interface GuardedPods {
  /** Labels of the pods. */
  readonly pods: Readonly<Record<string, string>>;
  /** The port of theirs that is guarded. */
  readonly port: number;
  /** Metadata of an object, given what its name ends with. */
  readonly metadata: (suffix: string) => ObjectMeta;
}

/**
 * Opens pods to the gateway, and shuts everybody else out, also the jobs of the same tenant: they bring no token. The port is that of the
 * pods, and connections come through the mesh's tunnel.
 */
export function openToGateway({ pods, port, metadata }: GuardedPods, gateway: Pick<GatewayIdentity, 'namespace' | 'podLabels' | 'principal'>): KubeObject[] {
  const selector = { matchLabels: { ...pods } };
  const to = [{ operation: { ports: [String(port)] } }];
  const ingress: NetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(''),
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
    authorizationPolicy(metadata('-allow'), { selector, action: 'ALLOW', rules: [{ from: [{ source: { principals: [gateway.principal] } }], to }] }),
    authorizationPolicy(metadata('-only'), { selector, action: 'DENY', rules: [{ from: [{ source: { notPrincipals: [gateway.principal] } }], to }] }),
  ];
}
