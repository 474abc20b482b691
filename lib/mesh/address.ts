import type { FieldError } from '../errors';
import { nearest } from '../schema/nearest';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SEGMENT = /^[A-Za-z0-9._~-]+$/;
const MAX_HOST = 253;

/** The one error of a text that is not the full name of a host. */
export function checkHost(path: string, host: string): FieldError[] {
  const labels = host.split('.');
  if (host.length <= MAX_HOST && labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')) return [];
  const given = `given ${JSON.stringify(host)}`;
  if (host.includes('*')) {
    return [{ path, reason: `a wildcard (${given}). Allowed: full names of hosts, so that nothing is exposed by a name that nobody wrote. List each host.` }];
  }
  return [{ path, reason: `not a host (${given}). Allowed: a full DNS name in small letters, without scheme and port. Write it like "ds.example.com".` }];
}

/** The one error of a host that is not one of the ingress's. */
export function checkIngressHost(path: string, host: string, hosts: readonly string[]): FieldError[] {
  const errors = checkHost(path, host);
  if (errors.length > 0 || hosts.includes(host)) return errors;
  const near = nearest(host, hosts);
  const fix = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Choose one, or add it to the hosts of the ingress, and so to its certificate.';
  return [{ path, reason: `not a host of the ingress (given ${JSON.stringify(host)}). Allowed: ${hosts.join(', ')}. ${fix}` }];
}

/** The one error of a text that is no DNS domain. One label is enough. */
export function checkDomain(path: string, domain: string): FieldError[] {
  if (domain.length <= MAX_HOST && domain.split('.').every((label) => LABEL.test(label))) return [];
  return [{ path, reason: `not a domain (given ${JSON.stringify(domain)}). Allowed: a DNS name in small letters. Write it like "cluster.local".` }];
}

/**
 * The one error of a path that gateway and service could read differently: dots, double slashes and escapes are resolved by some and kept
 * by others, and a star has a meaning in policies.
 */
export function checkPath(path: string, given: string): FieldError[] {
  const segments = given.split('/').slice(1);
  const plain = segments.every((segment) => SEGMENT.test(segment) && segment !== '.' && segment !== '..');
  if (given === '/' || (given.startsWith('/') && plain)) return [];
  const allowed = 'Allowed: "/", or parts of letters, digits, "-", "_", "." and "~", each behind one "/", none at the end.';
  return [{ path, reason: `not a path (given ${JSON.stringify(given)}). ${allowed} Write it like "/notebooks/alice".` }];
}

/** The one error of an address that is not HTTPS, or holds more than a place. */
export function checkHttps(path: string, text: string): FieldError[] {
  const address = URL.parse(text);
  const plain = address !== null && address.protocol === 'https:' && address.username === '' && address.password === '' && address.search === '' && address.hash === '';
  if (plain && !/[\s*?#]/.test(text)) return [];
  return [{ path, reason: `not an address (given ${JSON.stringify(text)}). Allowed: https:// addresses without user, query, fragment and "*". Give the full address.` }];
}

/** Whether everything below one path may be below the other too. */
export function pathsOverlap(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => (path === '/' ? '/' : `${path}/`)) as [string, string];
  return a.startsWith(b) || b.startsWith(a);
}
