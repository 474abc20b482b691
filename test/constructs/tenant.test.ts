import type { Chart } from 'cdk8s';
import { Tenant, type TenantProps } from '../../constructs/tenant';
import { tenant } from '../builders/catalog';
import { chart, names } from '../builders/charts';

describe('Tenant', () => {
  const make = (parts: Partial<TenantProps> = {}): Chart => {
    const platform = chart();
    new Tenant(platform, 'mlplatform', { ...tenant(), ...parts });
    return platform;
  };

  test('emits its namespace and what is in it', () => {
    expect(names(make()).slice(0, 4)).toEqual([
      'Namespace//s-mlplatform',
      'ClusterQueue//s-mlplatform',
      'LocalQueue/s-mlplatform/default',
      'LimitRange/s-mlplatform/ds-defaults',
    ]);
  });

  test('is known by its namespace', () => {
    const made = make().node.findChild('mlplatform') as Tenant;
    expect(made.namespace).toBe('s-mlplatform');
    expect(made.node.defaultChild).toMatchObject({ kind: 'Namespace' });
  });

  test('its objects have ids that stay', () => {
    const ids = make().node.findChild('mlplatform').node.children.map(({ node }) => node.id);
    expect(ids).toEqual(expect.arrayContaining(['Resource', 'ClusterQueue-s-mlplatform', 'NetworkPolicy-ds-default-deny', 'Role-ds-viewer']));
  });

  test('refuses a tenant with every error', () => {
    expect(() => make({ owners: [], quota: {} })).toThrow('Tenant/s-mlplatform: 2 errors\n  owners: empty (given []).');
  });

  test('is checked against the catalog of its place', () => {
    expect(() => make({ quota: { a100: { cpu: '1', memory: '1Gi' } } })).toThrow('quota.a100: not a node pool of the catalog (given "a100"). Allowed: cpu, gpu.');
  });
});
