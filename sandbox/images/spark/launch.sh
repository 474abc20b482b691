#!/bin/bash
# What Spark on Kubernetes starts its pods with: `driver` with the arguments of spark-submit, or `executor` with variables
# that the driver sets. Anything else is run as it is. Works as any user and writes below /tmp alone.
# @see https://spark.apache.org/docs/latest/running-on-kubernetes.html
set -euo pipefail

# Hadoop's login fails for a user that has no name. What cannot write cannot run Spark either.
if ! getent passwd "$(id -u)" >/dev/null && names=$(mktemp -d 2>/dev/null); then
  echo "spark:x:$(id -u):$(id -g)::${HOME:-/tmp}:/usr/sbin/nologin" >"$names/passwd"
  echo "spark:x:$(id -g):" >"$names/group"
  export NSS_WRAPPER_PASSWD="$names/passwd" NSS_WRAPPER_GROUP="$names/group" LD_PRELOAD=libnss_wrapper.so
fi

# What a setting adds for executors comes first, as it does for the driver.
class_path="${SPARK_CLASSPATH:+$SPARK_CLASSPATH:}${SPARK_CONF_DIR:-$SPARK_HOME/conf}${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}${SPARK_EXTRA_CLASSPATH:+:$SPARK_EXTRA_CLASSPATH}:$SPARK_HOME/jars/*"

# The Java options that the driver asks for, one variable each, in the order of their numbers.
java_options=()
while IFS= read -r name; do
  java_options+=("${!name}")
done < <(compgen -v SPARK_JAVA_OPT_ | sort -t_ -k4n)

case "${1:-}" in
driver)
  exec "$SPARK_HOME/bin/spark-submit" --conf "spark.driver.bindAddress=$SPARK_DRIVER_BIND_ADDRESS" --deploy-mode client "${@:2}"
  ;;
executor)
  exec java "${java_options[@]}" "-Xms$SPARK_EXECUTOR_MEMORY" "-Xmx$SPARK_EXECUTOR_MEMORY" -cp "$class_path" \
    org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend \
    --driver-url "$SPARK_DRIVER_URL" \
    --executor-id "$SPARK_EXECUTOR_ID" \
    --cores "$SPARK_EXECUTOR_CORES" \
    --app-id "$SPARK_APPLICATION_ID" \
    --hostname "$SPARK_EXECUTOR_POD_IP" \
    --resourceProfileId "$SPARK_RESOURCE_PROFILE_ID" \
    --podName "$SPARK_EXECUTOR_POD_NAME"
  ;;
*)
  exec "$@"
  ;;
esac
