#!/bin/sh
# Fills the cache before the job's own code starts, and says why it cannot. A centre that does not answer is asked again for a while.
. ./ticket.sh

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
