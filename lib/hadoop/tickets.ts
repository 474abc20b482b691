import type { KerberosSpec } from './spec';

/** Seconds that a ticket is asked for where the catalog does not say: ten hours, as most realms grant. */
export const TICKET_LIFETIME_SECONDS = 36_000;

/** The container that renews tickets: how often, where the catalog does not say, and what it takes of its pod's size. */
export const RENEWAL = { intervalSeconds: 3600, cpu: '20m', memory: '32Mi' } as const;

/** Principal of a user. */
export function principalOf(user: string, { realm, principal = '{user}@{realm}' }: KerberosSpec): string {
  return principal.replace('{user}', () => user).replace('{realm}', () => realm);
}
