import type { FieldError } from '../errors';
import { Quantity } from '../quantity/quantity';
import type { HadoopProviderSpec, KerberosSpec } from './spec';
import { RENEWAL, TICKET_LIFETIME_SECONDS } from './tickets';

/** A kind of text: what it looks like, in three ways. */
interface Form {
  readonly noun: string;
  readonly pattern: RegExp;
  readonly allowed: string;
  readonly example: string;
}

const REALM: Form = { noun: 'a realm', pattern: /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/, allowed: 'letters, digits, "-" and "."', example: 'EXAMPLE.COM' };

const KDC: Form = {
  noun: 'a key distribution centre',
  pattern: /^([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(:\d{1,5})?$/,
  allowed: 'a host, or a host and a port',
  example: 'kdc.example.com:88',
};

const PRINCIPAL: Form = {
  noun: 'a pattern of principals',
  pattern: /^[^@\s{}]*\{user\}[^@\s{}]*@(\{realm\}|[-A-Za-z0-9.]+)$/,
  allowed: '{user} once, "@" and a realm or {realm}',
  example: '{user}@{realm}',
};

/** Name of a property, as it stands in a file of Hadoop. */
const PROPERTY = /^[A-Za-z0-9][-A-Za-z0-9._*]*$/;

/** Everything that is wrong with how jobs act as Hadoop users. @param sizes what pods ask for, by the name of the size */
export function validateHadoop(path: string, provider: HadoopProviderSpec, sizes: Readonly<Record<string, { cpu: string; memory: string }>>): FieldError[] {
  return [
    ...checkProperties(`${path}.coreSite`, provider.coreSite ?? {}),
    ...checkProperties(`${path}.hdfsSite`, provider.hdfsSite ?? {}),
    ...checkPresence(`${path}.kerberos`, provider),
    ...(provider.kerberos === undefined ? [] : checkKerberos(`${path}.kerberos`, provider.kerberos)),
    ...(provider.authentication === 'kerberos' ? Object.entries(sizes).flatMap(([name, size]) => checkRoom(`sizes.${name}`, size)) : []),
  ];
}

function checkProperties(path: string, properties: Readonly<Record<string, string>>): FieldError[] {
  return Object.keys(properties)
    .filter((name) => !PROPERTY.test(name))
    .map((name) => ({ path, reason: `not the name of a property (given ${JSON.stringify(name)}). Allowed: letters, digits, "-", "." and "_". Write it as Hadoop does.` }));
}

function checkPresence(path: string, { authentication, kerberos }: HadoopProviderSpec): FieldError[] {
  if ((authentication === 'kerberos') === (kerberos !== undefined)) return [];
  const reason =
    kerberos === undefined
      ? 'missing (given authentication: kerberos). Allowed: the realm of the users. Give it, or use authentication: simple.'
      : 'has no use (given authentication: simple). Allowed: nothing. Remove it, or use authentication: kerberos.';
  return [{ path, reason }];
}

function checkKerberos(path: string, kerberos: KerberosSpec): FieldError[] {
  const { realm, kdcs = [], krb5Conf, principal } = kerberos;
  return [
    ...checkForm(`${path}.realm`, realm, REALM),
    ...kdcs.flatMap((kdc, index) => checkForm(`${path}.kdcs[${index}]`, kdc, KDC)),
    ...(krb5Conf !== undefined && kdcs.length > 0 ? [{ path: `${path}.kdcs`, reason: 'has no use (given beside krb5Conf). Allowed: one of the two. Remove one of them.' }] : []),
    ...(principal === undefined ? [] : checkForm(`${path}.principal`, principal, PRINCIPAL)),
    ...checkRenewal(`${path}.renewalIntervalSeconds`, kerberos),
  ];
}

function checkForm(path: string, text: string, { noun, pattern, allowed, example }: Form): FieldError[] {
  if (pattern.test(text)) return [];
  return [{ path, reason: `not ${noun} (given ${JSON.stringify(text)}). Allowed: ${allowed}. Write it like ${JSON.stringify(example)}.` }];
}

function checkRenewal(path: string, { ticketLifetimeSeconds = TICKET_LIFETIME_SECONDS, renewalIntervalSeconds = RENEWAL.intervalSeconds }: KerberosSpec): FieldError[] {
  if (renewalIntervalSeconds < ticketLifetimeSeconds) return [];
  const reason = `not before a ticket ends (given ${renewalIntervalSeconds}). Allowed: fewer seconds than ticketLifetimeSeconds (${ticketLifetimeSeconds}). Use half of them.`;
  return [{ path, reason }];
}

/** The container that renews tickets takes its share of a size. A size that is no quantity is told elsewhere. */
function checkRoom(path: string, size: Readonly<Record<'cpu' | 'memory', string>>): FieldError[] {
  return (['cpu', 'memory'] as const).flatMap((resource) => {
    const given = Quantity.tryParse(size[resource]);
    if (given === undefined || given.compare(Quantity.parse(RENEWAL[resource]).times(2)) > 0) return [];
    const least = Quantity.parse(RENEWAL[resource]).times(2).toString();
    return [{ path: `${path}.${resource}`, reason: `too small beside the container that renews tickets (given ${size[resource]}). Allowed: more than ${least}. Ask for more.` }];
  });
}
