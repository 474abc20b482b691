# shellcheck shell=sh
# Gets a ticket from the keytab. Others read the cache all the time, so it is replaced as a whole.
ticket() {
  kinit -k -t "$DS_KEYTAB" -l "$DS_TICKET_LIFETIME" -c "FILE:$DS_TICKET_CACHE.new" "$DS_PRINCIPAL" 2>&1 && mv -f "$DS_TICKET_CACHE.new" "$DS_TICKET_CACHE"
}
