import { LABELS, MANAGED_BY } from '../api';
import type { NetworkPolicy } from '../k8s/network-policy';
import type { KubeObject } from '../k8s/object';
import { authorizationPolicy, HBONE_PORT, strictPeerAuthentication } from '../mesh/names';
import { tenantMetadata } from './metadata';
import type { TenantSpec } from './spec';

/**
 * Addresses that the kubelet's probes come from once Istio has taken a pod into the mesh. They mean nothing outside the node.
 * @see https://istio.io/latest/docs/ambient/usage/networkpolicy/
 */
const PROBE_ADDRESSES = ['169.254.7.127/32', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128'];

/**
 * What a tenant's namespace needs in the mesh. Its pods answer nobody, apart from the pods of its jobs, which answer those of the same
 * namespace. Without a waypoint the mesh sees connections alone, so these rules speak of nothing else: one that spoke of requests
 * would shut everybody out.
 * @see https://istio.io/latest/docs/ambient/usage/l4-policy/
 */
export function compileTenantMesh(tenant: TenantSpec): KubeObject[] {
  const jobs = { [LABELS.managedBy]: MANAGED_BY };
  return [
    strictPeerAuthentication(tenantMetadata(tenant, 'default')),
    authorizationPolicy(tenantMetadata(tenant, 'ds-default-deny'), {}),
    authorizationPolicy(tenantMetadata(tenant, 'ds-allow-jobs'), {
      selector: { matchLabels: jobs },
      action: 'ALLOW',
      rules: [{ from: [{ source: { namespaces: [tenant.name] } }] }],
    }),
    probes(tenant),
    ...exits(tenant),
  ];
}

function probes(tenant: TenantSpec): NetworkPolicy {
  const from = PROBE_ADDRESSES.map((cidr) => ({ ipBlock: { cidr } }));
  return policy(tenant, 'ds-mesh-probes', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from }] });
}

/**
 * Where an exit leads to a namespace of the mesh, what is sent there goes through the mesh's tunnel. The ports of the exit are then
 * inside the tunnel, out of sight of a NetworkPolicy: that namespace's own AuthorizationPolicies decide.
 */
function exits(tenant: TenantSpec): NetworkPolicy[] {
  const to = (tenant.egress ?? []).flatMap(({ namespaceSelector }) => (namespaceSelector === undefined ? [] : [{ namespaceSelector: { matchLabels: { ...namespaceSelector } } }]));
  if (to.length === 0) return [];
  return [policy(tenant, 'ds-mesh-exits', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to, ports: [{ port: HBONE_PORT, protocol: 'TCP' }] }] })];
}

function policy(tenant: TenantSpec, name: string, spec: NetworkPolicy['spec']): NetworkPolicy {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: tenantMetadata(tenant, name), spec };
}
