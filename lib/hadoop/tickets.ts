import type { KerberosSpec } from './spec';

/** Seconds that a ticket is asked for where the catalog does not say: ten hours, as most realms grant. */
export const TICKET_LIFETIME_SECONDS = 36_000;

/** The container that renews tickets: how often, where the catalog does not say, and what it takes of its pod's size. */
export const RENEWAL = { intervalSeconds: 3600, cpu: '20m', memory: '32Mi' } as const;

/** Principal of a user. */
export function principalOf(user: string, { realm, principal = '{user}@{realm}' }: KerberosSpec): string {
  return principal.replace('{user}', () => user).replace('{realm}', () => realm);
}

/** Gets a ticket from the keytab. Others read the cache all the time, so it is replaced as a whole. */
const TICKET = `\
ticket() {
  kinit -k -t "$DS_KEYTAB" -l "$DS_TICKET_LIFETIME" -c "FILE:$DS_TICKET_CACHE.new" "$DS_PRINCIPAL" 2>&1 && mv -f "$DS_TICKET_CACHE.new" "$DS_TICKET_CACHE"
}
`;

/** Fills the cache before the job's own code starts, and says why it cannot. A centre that does not answer is asked again for a while. */
export const FIRST_TICKET = `${TICKET}
trap 'exit 143' TERM
if ! [ -s "$DS_KEYTAB" ]; then
  echo "There is no keytab for $DS_PRINCIPAL: $DS_KEYTAB_SOURCE. Ask the platform team to put it there."
  exit 1
fi
attempt=1
until message=$(ticket); do
  case "$message" in
    *"Cannot contact any KDC"* | *"Cannot resolve network address"*) [ "$attempt" -lt 6 ] || break ;;
    *) break ;;
  esac
  sleep "$attempt"
  attempt=$((attempt + 1))
done
if ! [ -s "$DS_TICKET_CACHE" ]; then
  echo "No ticket for $DS_PRINCIPAL with its keytab ($DS_KEYTAB_SOURCE): $message"
  exit 1
fi
echo "Has a ticket for $DS_PRINCIPAL."
`;

/** Replaces the ticket again and again, from the keytab: so a job may run longer than a ticket can be renewed. */
export const RENEWED_TICKETS = `${TICKET}
trap 'exit 0' TERM INT
while :; do
  pause=$DS_RENEWAL_INTERVAL
  if message=$(ticket); then
    echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) has a new ticket for $DS_PRINCIPAL."
  else
    echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) no new ticket for $DS_PRINCIPAL: $message"
    [ "$pause" -lt 30 ] || pause=30
  fi
  sleep "$pause" &
  wait $!
done
`;
