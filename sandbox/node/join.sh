#!/bin/sh
# join.sh GROUP COMMAND...: moves into the control group of a sandbox, in every hierarchy, and becomes the command.
set -e
group=$1
shift
for procs in /sys/fs/cgroup/*/"$group"/cgroup.procs; do
  echo $$ >"$procs"
done
exec "$@"
