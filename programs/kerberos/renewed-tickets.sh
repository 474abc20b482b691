#!/bin/sh
# Replaces the ticket again and again, from the keytab: so a job may run longer than a ticket can be renewed.
. ./ticket.sh

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
