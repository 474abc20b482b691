#!/bin/sh
# Fetches libraries with all that they depend on into a folder, by the resolver that every Spark carries. Spark's own way would have the operator
# fetch them too, and put them on the class path of a program that may read every namespace.
# See https://ant.apache.org/ivy/history/latest-milestone/standalone.html
set -eu
mkdir -p /tmp/ivy
printf '%s' "$DS_IVY_SETTINGS" >/tmp/ivy/settings.xml
printf '%s' "$DS_IVY_PACKAGES" >/tmp/ivy/ivy.xml
exec java -jar "${SPARK_HOME:-/opt/spark}"/jars/ivy-*.jar -warn -settings /tmp/ivy/settings.xml -ivy /tmp/ivy/ivy.xml -cache /tmp/ivy/cache -types jar bundle -confs default -retrieve "/opt/ds/packages/[organisation]_[artifact]-[revision](-[classifier]).[ext]"
