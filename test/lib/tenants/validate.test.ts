import { validateTenant } from '../../../lib/tenants/validate';
import type { EgressSpec } from '../../../lib/tenants/spec';
import { catalog, tenant } from '../../builders/catalog';
import { texts } from '../../builders/errors';

const errorsOf = (parts: Parameters<typeof tenant>[0]): string[] => texts(validateTenant(tenant(parts), catalog()));
const PORTS = [{ port: 443 }];

test('a good tenant has no errors', () => {
  const egress: EgressSpec[] = [
    { name: 'hdfs', cidr: '10.20.0.0/16', ports: [{ port: 8020 }] },
    { name: 'hdfs-v6', cidr: '2001:db8::/32', ports: [{ port: 8020 }] },
    { name: 'index', namespaceSelector: { 'kubernetes.io/metadata.name': 'package-index' }, ports: [{ port: 3141, protocol: 'TCP' }] },
  ];
  expect(errorsOf({ submitters: ['ml-team'], viewers: ['everyone'], egress })).toEqual([]);
});

test('everything that is wrong is told at once', () => {
  expect(
    errorsOf({
      name: 'kube-ML',
      owners: [],
      submitters: ['', 'ml-team'],
      viewers: ['system:authenticated'],
      quota: { gpu: { cpu: 'many', memory: '1Gi' } },
      egress: [
        { name: 'hdfs', ports: [] },
        { name: 'hdfs', cidr: '10.20.0.0', namespaceSelector: { a: 'b' }, ports: [{ port: 0 }] },
        { name: 'x'.repeat(60), cidr: '10.20.0.0', ports: PORTS },
        { name: 'all', namespaceSelector: {}, ports: PORTS },
      ],
    }),
  ).toEqual([
    'name: not a name (given "kube-ML"). Allowed: at most 63 of a-z, 0-9 and "-", with a letter or digit at both ends. Rename it.',
    'name: reserved (given "kube-ML"). Allowed: names other than default, ds-platform and kube-…. Rename the tenant.',
    'owners: empty (given []). Allowed: at least one group. Name the group that answers for the tenant.',
    'submitters[0]: empty (given ""). Allowed: groups of the identity provider. Name the group as its tokens do.',
    'viewers[0]: not a group of people (given "system:authenticated"). Allowed: groups of the identity provider. Name the group as its tokens do.',
    'quota.gpu.cpu: not a Kubernetes quantity (given "many"). Allowed: quantities from 0. Write it like "64".',
    'egress[0]: no clear destination (given neither). Allowed: either namespaceSelector or cidr. Keep one of them.',
    'egress[0].ports: empty (given []). Allowed: at least one port. Add the ports that are needed.',
    'egress[1].name: given twice ("hdfs"). Allowed: one exit of a name. Rename one of them.',
    'egress[1]: no clear destination (given both). Allowed: either namespaceSelector or cidr. Keep one of them.',
    'egress[1].ports[0].port: not a port (given 0). Allowed: whole numbers from 1 to 65535. Correct it.',
    'egress[2].name: too long (given 60 characters). Allowed: at most 55. Shorten it by 5.',
    'egress[2].cidr: not a range of addresses (given "10.20.0.0"). Allowed: an IPv4 or IPv6 range in CIDR notation. Write it like "10.20.0.0/16".',
    'egress[3].namespaceSelector: empty (given {}). Allowed: at least one label. Select a namespace, for example by kubernetes.io/metadata.name.',
  ]);
});

test('what a tenant shares is checked as that of any queue', () => {
  expect(errorsOf({ cohortName: 'research', fairSharing: { weight: 2 } })).toEqual([
    'cohortName: not a cohort of the catalog (given "research"). Allowed: none, since the catalog has no cohort. Choose one, or add it to queueing.cohorts.',
    'fairSharing.weight: has no effect without fair sharing (given 2). Allowed: while queueing.fairSharing of the catalog is true. Set that, or remove the weight.',
  ]);
});

describe('priorities, identities and budget', () => {
  const full = catalog({ identityProviders: { hadoop: { authentication: 'simple' } } });
  const fullErrors = (parts: Parameters<typeof tenant>[0]): string[] => texts(validateTenant(tenant(parts), full));

  test('that are good', () => {
    expect(fullErrors({ priorities: ['low', 'normal'], identities: ['davideis', '_svc.news-1'], budget: { gpuHoursPerMonth: 1 } })).toEqual([]);
    expect(fullErrors({ identities: [], budget: { gpuHoursPerMonth: 5000, cpuHoursPerMonth: 100_000 } })).toEqual([]);
  });

  test('are refused with every error', () => {
    expect(fullErrors({ priorities: ['hihg', 'low', 'low'], identities: ['a@REALM', '', 'x', 'x'], budget: { gpuHoursPerMonth: -1, cpuHoursPerMonth: Number.NaN } })).toEqual([
      'priorities[0]: not a priority of the catalog (given "hihg"). Allowed: high, low, normal. Did you mean high?',
      'priorities[2]: given twice ("low"). Allowed: each name once. Remove one of them.',
      'identities[0]: not the name of a user (given "a@REALM"). Allowed: at most 64 letters, digits, "_", "." and "-", with a letter or "_" at the start. Write the name as HDFS knows it, without realm.',
      'identities[1]: not the name of a user (given ""). Allowed: at most 64 letters, digits, "_", "." and "-", with a letter or "_" at the start. Write the name as HDFS knows it, without realm.',
      'identities[3]: given twice ("x"). Allowed: each name once. Remove one of them.',
      'budget.gpuHoursPerMonth: not a number of hours (given -1). Allowed: 0 or more. Correct it, or leave it out for no limit.',
      'budget.cpuHoursPerMonth: not a number of hours (given NaN). Allowed: 0 or more. Correct it, or leave it out for no limit.',
    ]);
  });

  test('that name nothing, or what the platform does not have', () => {
    expect(errorsOf({ priorities: [], identities: ['davideis'] })).toEqual([
      'priorities: empty (given []). Allowed: at least one of high, low, normal. Name some, or leave it out to allow all.',
      'identities: the platform has no identity provider (given ["davideis"]). Allowed: no identities. Remove them, or set identityProviders.hadoop in the catalog.',
    ]);
  });
});

test.each(['default', 'ds-platform', 'kube-system'])('a tenant cannot take over %s', (name) => {
  expect(errorsOf({ name })).toEqual([`name: reserved (given "${name}"). Allowed: names other than default, ds-platform and kube-…. Rename the tenant.`]);
});

test.each(['0.0.0.0/0', '10.0.0.1/32', '::/0', 'fd00::1/128'])('%s is a range of addresses', (cidr) => {
  expect(errorsOf({ egress: [{ name: 'out', cidr, ports: PORTS }] })).toEqual([]);
});

test.each(['', '/8', '10.0.0.0/33', '10.0.0.0/08', '10.0.0/8', '10.0.0.256/8', '010.0.0.0/8', '10.0.0.0/8/8', 'fd00::/129', 'fd00/8', 'example.com/8', '10.0.0.0/-1'])(
  '%p is no range of addresses',
  (cidr) => {
    expect(errorsOf({ egress: [{ name: 'out', cidr, ports: PORTS }] })).toHaveLength(1);
  },
);
