import { LABELS, MANAGED_BY } from '../api';
import type { KubeObject } from '../k8s/object';
import { compileCertificate } from './certificate';
import { compileExposure } from './exposure';
import { compileGate, compileRouteGate } from './gate';
import { compileHttpRoute, compileKubernetesGateway, compileReferenceGrant } from './gateway-api';
import { compileIstioGateway, compileIstioRedirect, compileVirtualService } from './istio';
import { gatewayIdentity } from './names';
import type { IngressSpec, MeshSpec, RouteSpec } from './spec';

/** The gateway, without its routes: nothing can be reached through it. The namespace comes first. The ingress is valid. */
export function compileIngress(ingress: IngressSpec, mesh: MeshSpec): KubeObject[] {
  const gateway = gatewayIdentity(ingress, mesh);
  return [
    namespace(gateway.namespace, gateway.api),
    ...compileCertificate(ingress, gateway),
    ...(gateway.api === 'gateway' ? compileKubernetesGateway(ingress, gateway) : [compileIstioGateway(ingress, gateway), compileIstioRedirect(ingress, gateway)]),
    ...compileGate(ingress, gateway),
  ];
}

/** Everything that a route is: the way to the service, who may go it, and what opens the service to the gateway. The route is valid. */
export function compileRoute(route: RouteSpec, ingress: IngressSpec, mesh: MeshSpec): KubeObject[] {
  const gateway = gatewayIdentity(ingress, mesh);
  const way =
    gateway.api === 'gateway'
      ? [compileHttpRoute(route, ingress, gateway), compileReferenceGrant(route, gateway)]
      : [compileVirtualService(route, { ingress, gateway, mesh })];
  return [...way, compileRouteGate(route, ingress, gateway), ...compileExposure(route, gateway)];
}

/**
 * The gateway's pods are proxies themselves, so they are not taken into the mesh a second time; those of Istio's chart are completed by its
 * injection. They name no seccomp profile, which `restricted` would ask of them.
 * @see https://istio.io/latest/docs/setup/additional-setup/gateway/
 */
function namespace(name: string, api: 'istio' | 'gateway'): KubeObject {
  const injection = { 'istio-injection': api === 'gateway' ? 'disabled' : 'enabled' };
  const modes = { 'pod-security.kubernetes.io/enforce': 'baseline', 'pod-security.kubernetes.io/enforce-version': 'latest' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [LABELS.managedBy]: MANAGED_BY, ...injection, ...modes } } };
}
