import type { KubeObjectOf } from './object';

/** Objects that carry all of the labels, and of which all expressions are true. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: 'DoesNotExist' }[];
}

/** A port that connections may be opened to. */
export interface NetworkPort {
  port: number;
  protocol: 'TCP' | 'UDP';
}

/** The other end of a connection. */
export interface NetworkPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string };
}

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export type NetworkPolicy = KubeObjectOf<{
  podSelector: LabelSelector;
  policyTypes: ('Ingress' | 'Egress')[];
  ingress?: { from: NetworkPeer[]; ports?: NetworkPort[] }[];
  egress?: { to: NetworkPeer[]; ports?: NetworkPort[] }[];
}>;
