#!/bin/sh
# spawn.sh LOG COMMAND...: starts a daemon that outlives its caller and prints its process number.
log=$1
shift
setsid "$@" >>"$log" 2>&1 </dev/null &
echo $!
