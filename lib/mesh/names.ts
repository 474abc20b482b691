import { LABELS, MANAGED_BY } from '../api';
import type { KubeObjectOf, ObjectMeta } from '../k8s/object';
import type { IngressSpec, JwtSpec, MeshSpec, NotebookGatewaySpec, NotebookIngressSpec, RouteSpec } from './spec';

/** A mesh with every choice made. */
export type ResolvedMesh = Required<MeshSpec>;

/** The mesh with its defaults. */
export function resolveMesh(mesh: MeshSpec): ResolvedMesh {
  return { rootNamespace: mesh.rootNamespace ?? 'istio-system', trustDomain: mesh.trustDomain ?? 'cluster.local', clusterDomain: mesh.clusterDomain ?? 'cluster.local' };
}

/** Puts a namespace's pods into the mesh. @see https://istio.io/latest/docs/ambient/usage/add-workloads/ */
export const AMBIENT = { 'istio.io/dataplane-mode': 'ambient' } as const;

/** Port of the tunnel that carries everything between pods of the mesh. @see https://istio.io/latest/docs/ambient/architecture/hbone/ */
export const HBONE_PORT = 15_008;

/** Ports that the gateway answers on. */
export const HTTP_PORT = 80;
export const HTTPS_PORT = 443;

/** Header in which the gateway tells a notebook who asks. What a client sends in it is replaced. */
export const NOTEBOOK_USER_HEADER = 'x-ds-notebook-user';

/** An AuthorizationPolicy of Istio. @see https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export type AuthorizationPolicy = KubeObjectOf<{
  selector?: { matchLabels: Record<string, string> };
  targetRefs?: { group: string; kind: string; name: string }[];
  action?: 'ALLOW' | 'DENY' | 'CUSTOM';
  provider?: { name: string };
  rules?: AuthorizationRule[];
}>;

/** Who, to what, under which conditions: all of them. */
export interface AuthorizationRule {
  from?: { source: Record<string, string[]> }[];
  to?: { operation: Record<string, string[]> }[];
  when?: { key: string; values: string[] }[];
}

/** An AuthorizationPolicy. */
export function authorizationPolicy(metadata: ObjectMeta, spec: AuthorizationPolicy['spec']): AuthorizationPolicy {
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata, spec };
}

/** A PeerAuthentication that lets nobody in without a certificate of the mesh. @see https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
export function strictPeerAuthentication(metadata: ObjectMeta): KubeObjectOf<{ mtls: { mode: 'STRICT' } }> {
  return { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata, spec: { mtls: { mode: 'STRICT' } } };
}

/** The gateway as others see it. */
export interface GatewayIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly api: 'istio' | 'gateway';
  /** What its pods are found by. */
  readonly podLabels: Record<string, string>;
  /** Who its pods are in the mesh. */
  readonly principal: string;
}

/**
 * Who the gateway is. For a Gateway of Gateway API, Istio makes pods with its name and class as their service account.
 * @see https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment
 */
export function gatewayIdentity(ingress: IngressSpec, mesh: MeshSpec): GatewayIdentity {
  const { name = 'ds-ingress', namespace = 'istio-ingress', api = 'istio', pods = {}, gatewayClassName = 'istio' } = ingress;
  const made = api === 'gateway';
  const serviceAccount = made ? `${name}-${gatewayClassName}` : (pods.serviceAccountName ?? 'istio-ingress');
  return {
    name,
    namespace,
    api,
    podLabels: made ? { 'gateway.networking.k8s.io/gateway-name': name } : (pods.labels ?? { istio: 'ingress' }),
    principal: `${resolveMesh(mesh).trustDomain}/ns/${namespace}/sa/${serviceAccount}`,
  };
}

/** The gateway as notebooks see it; nothing where the ingress leads to none. */
export function notebookGateway(ingress: IngressSpec, mesh: MeshSpec): NotebookGatewaySpec | undefined {
  if (ingress.notebooks === undefined) return undefined;
  const { name, namespace, podLabels, principal } = gatewayIdentity(ingress, mesh);
  return { domain: ingress.notebooks.domain, name, namespace, podLabels, principal, userClaim: userClaimOf(ingress.jwt), clusterDomain: resolveMesh(mesh).clusterDomain };
}

/** Every name that the gateway answers to. */
export function hostsOf({ hosts, notebooks }: Pick<IngressSpec, 'hosts' | 'notebooks'>): string[] {
  return [...hosts, ...(notebooks === undefined ? [] : [anyNotebook(notebooks)])];
}

/** The host of any notebook. */
export function anyNotebook({ domain }: NotebookIngressSpec): string {
  return `*.${domain}`;
}

/** The claim that names a person. */
export function userClaimOf({ userClaim = 'sub' }: JwtSpec): string {
  return userClaim;
}

/** What a condition on a claim of a token is called. @see https://istio.io/latest/docs/reference/config/security/conditions/ */
export function claimKey(claim: string): string {
  return `request.auth.claims${claim.startsWith('[') ? claim : `[${claim}]`}`;
}

/** Path of a route: `/` where it names none. */
export function pathOf({ path = '/' }: RouteSpec): string {
  return path;
}

/** Namespace that a route leads to. */
export function namespaceOf(route: RouteSpec): string {
  return route.tenant ?? route.namespace ?? '';
}

/** Prefix of everything that a route is in the cluster. */
export const ROUTE_PREFIX = 'ds-route-';

/** What a route is called wherever it leaves something. */
export function routeObjectName({ name }: RouteSpec): string {
  return `${ROUTE_PREFIX}${name}`;
}

/** Metadata of an object of the ingress. */
export function ingressMetadata({ namespace }: GatewayIdentity, name: string): ObjectMeta {
  return { name, namespace, labels: { [LABELS.managedBy]: MANAGED_BY } };
}

/** Metadata of an object of a route in the namespace that it leads to. */
export function targetMetadata(route: RouteSpec, name = routeObjectName(route)): ObjectMeta {
  const tenant: Record<string, string> = route.tenant === undefined ? {} : { [LABELS.tenant]: route.tenant };
  return { name, namespace: namespaceOf(route), labels: { [LABELS.managedBy]: MANAGED_BY, ...tenant } };
}
