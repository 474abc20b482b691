import type { IngressSpec, RouteSpec } from '../../lib/mesh/spec';

/** An ingress with two hosts and no routes. */
export function ingress(parts: Partial<IngressSpec> = {}): IngressSpec {
  return {
    hosts: ['ds.example.com', 'grafana.example.com'],
    tls: { issuer: { name: 'public' } },
    jwt: { issuer: 'https://login.example.com', audiences: ['ds-platform'] },
    ...parts,
  };
}

/** A notebook of the tenant of test/builders/catalog.ts. */
export function route(parts: Partial<RouteSpec> = {}): RouteSpec {
  return {
    name: 'notebook',
    host: 'ds.example.com',
    path: '/notebooks/alice',
    tenant: 's-mlplatform',
    service: 'alice',
    port: 80,
    targetPort: 8888,
    pods: { app: 'alice' },
    groups: ['ml-team'],
    ...parts,
  };
}

/** Grafana, which belongs to no tenant. */
export function grafana(parts: Partial<RouteSpec> = {}): RouteSpec {
  return { name: 'grafana', host: 'grafana.example.com', namespace: 'monitoring', service: 'grafana', port: 3000, groups: ['ml-leads', 'sre'], ...parts };
}
