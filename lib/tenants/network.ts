import { LABELS, MANAGED_BY } from '../api';
import type { LabelSelector, NetworkPeer, NetworkPolicy, NetworkPort } from '../k8s/network-policy';
import { tenantMetadata } from './metadata';
import type { EgressSpec, TenantSpec } from './spec';

/** Name of the policies that close a namespace, of every kind. */
export const DEFAULT_DENY = 'ds-default-deny';

/** Label that Kubernetes gives every namespace. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

const DNS_PORTS: NetworkPort[] = [
  { port: 53, protocol: 'UDP' },
  { port: 53, protocol: 'TCP' },
];

/**
 * The pods of a gang talk to each other on ports that their framework chooses. A policy cannot say "of the same job", so the pods of all
 * jobs of the tenant may.
 */
const JOBS: { podSelector: LabelSelector } = { podSelector: { matchLabels: { [LABELS.managedBy]: MANAGED_BY } } };

/** Those of them that answer the others: who is behind the gateway answers that alone. */
const ANSWERING: { podSelector: LabelSelector } = { podSelector: { ...JOBS.podSelector, matchExpressions: [{ key: LABELS.behindGateway, operator: 'DoesNotExist' }] } };

/** Nothing comes in or goes out, except to the cluster's DNS, between the pods of jobs, and through the named exits. */
export function compileNetwork(tenant: TenantSpec): NetworkPolicy[] {
  return [
    policy(tenant, DEFAULT_DENY, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy(tenant, 'ds-allow-dns', exit([{ namespaceSelector: { matchLabels: { [NAMESPACE_NAME]: 'kube-system' } } }], DNS_PORTS)),
    policy(tenant, 'ds-allow-jobs', { ...ANSWERING, policyTypes: ['Ingress'], ingress: [{ from: [JOBS] }] }),
    policy(tenant, 'ds-allow-jobs-out', { ...JOBS, policyTypes: ['Egress'], egress: [{ to: [JOBS] }] }),
    ...(tenant.egress ?? []).map((egress) => policy(tenant, `ds-exit-${egress.name}`, exit([destination(egress)], ports(egress)))),
  ];
}

function exit(to: NetworkPeer[], toPorts: NetworkPort[]): NetworkPolicy['spec'] {
  return { podSelector: {}, policyTypes: ['Egress'], egress: [{ to, ports: toPorts }] };
}

function destination(egress: EgressSpec): NetworkPeer {
  if (egress.cidr !== undefined) return { ipBlock: { cidr: egress.cidr } };
  return { namespaceSelector: { matchLabels: { ...egress.namespaceSelector } } };
}

function ports(egress: EgressSpec): NetworkPort[] {
  return egress.ports.map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
}

function policy(tenant: TenantSpec, name: string, spec: NetworkPolicy['spec']): NetworkPolicy {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: tenantMetadata(tenant, name), spec };
}
