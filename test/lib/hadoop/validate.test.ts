import type { HadoopProviderSpec } from '../../../lib/hadoop/spec';
import { validateHadoop } from '../../../lib/hadoop/validate';
import { texts } from '../../builders/errors';
import { kerberosProvider } from '../../builders/hadoop';

const SIZES = { CpuSmall: { cpu: '1', memory: '4Gi' } };
const errors = (provider: HadoopProviderSpec, sizes: typeof SIZES | Record<string, never> = SIZES): string[] => texts(validateHadoop('hadoop', provider, sizes));

test.each<[string, HadoopProviderSpec]>([
  ['simple', { authentication: 'simple' }],
  ['simple, with files', { authentication: 'simple', coreSite: { 'fs.defaultFS': 'hdfs://CLUSTER' } }],
  ['kerberos', kerberosProvider()],
  ['kerberos by DNS', kerberosProvider({ kdcs: undefined })],
  ['another principal', kerberosProvider({ principal: 'ds/{user}@EXAMPLE.ORG' })],
  ['an address of IPv6', kerberosProvider({ kdcs: ['[2001:db8::1]:88'] })],
])('%s is right', (_what, provider) => {
  expect(errors(provider)).toEqual([]);
});

test.each<[HadoopProviderSpec, string]>([
  [{ authentication: 'kerberos' }, 'hadoop.kerberos: missing (given authentication: kerberos). Allowed: the realm of the users. Give it, or use authentication: simple.'],
  [{ ...kerberosProvider(), authentication: 'simple' }, 'hadoop.kerberos: has no use (given authentication: simple). Allowed: nothing. Remove it, or use authentication: kerberos.'],
  [{ authentication: 'simple', coreSite: { 'a b': 'c' } }, 'hadoop.coreSite: not the name of a property (given "a b"). Allowed: letters, digits, "-", "." and "_". Write it as Hadoop does.'],
  [kerberosProvider({ realm: 'A REALM' }), 'hadoop.kerberos.realm: not a realm (given "A REALM"). Allowed: letters, digits, "-" and ".". Write it like "EXAMPLE.COM".'],
  [kerberosProvider({ kdcs: ['http://kdc'] }), 'hadoop.kerberos.kdcs[0]: not a key distribution centre (given "http://kdc"). Allowed: a host, or a host and a port. Write it like "kdc.example.com:88".'],
  [kerberosProvider({ krb5Conf: '[libdefaults]' }), 'hadoop.kerberos.kdcs: has no use (given beside krb5Conf). Allowed: one of the two. Remove one of them.'],
  [kerberosProvider({ principal: 'hdfs@{realm}' }), 'hadoop.kerberos.principal: not a pattern of principals (given "hdfs@{realm}"). Allowed: {user} once, "@" and a realm or {realm}. Write it like "{user}@{realm}".'],
  [
    kerberosProvider({ ticketLifetimeSeconds: 600 }),
    'hadoop.kerberos.renewalIntervalSeconds: not before a ticket ends (given 3600). Allowed: fewer seconds than ticketLifetimeSeconds (600). Use half of them.',
  ],
])('%#: what is wrong is told', (provider, expected) => {
  expect(errors(provider)).toEqual([expected]);
});

test('a size must have room for the container that renews tickets', () => {
  expect(errors(kerberosProvider(), { CpuSmall: { cpu: '40m', memory: '64Mi' } } as never)).toEqual([
    'sizes.CpuSmall.cpu: too small beside the container that renews tickets (given 40m). Allowed: more than 40m. Ask for more.',
    'sizes.CpuSmall.memory: too small beside the container that renews tickets (given 64Mi). Allowed: more than 64Mi. Ask for more.',
  ]);
  expect(errors({ authentication: 'simple' }, { CpuSmall: { cpu: '10m', memory: '8Mi' } } as never)).toEqual([]);
});
