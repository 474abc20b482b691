# Makes the realm: a service with two principals, whose host is the first argument, and users. Each gets a keytab.
set -eu
mkdir -p /kdc/keytabs
kdb5_util create -s -r SANDBOX.TEST -P "$(head -c 24 /dev/urandom | base64)"
service=$1
shift
# The system has no name for whoever runs this, so the administrator's is given.
admin() {
  kadmin.local -p admin/admin -q "$1"
}
for principal in "hdfs/$service" "HTTP/$service" "$@"; do
  admin "addprinc -randkey $principal"
done
admin "ktadd -norandkey -k /kdc/keytabs/service hdfs/$service HTTP/$service"
for user in "$@"; do
  admin "ktadd -norandkey -k /kdc/keytabs/$user $user"
done
