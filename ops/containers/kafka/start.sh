#!/bin/bash
# Starts one broker of docker-compose.yml: its properties with its number, its folder formatted once. The root file
# system is read-only, so all that is written besides the log stands in /tmp.
set -euo pipefail
: "${NODE:?}" "${CLUSTER_ID:?}"

export LOG_DIR=/tmp KAFKA_GC_LOG_OPTS=" "
sed "s/@NODE@/$NODE/g" /etc/firstbell/server.properties > /tmp/server.properties
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$CLUSTER_ID" --config /tmp/server.properties
exec /opt/kafka/bin/kafka-server-start.sh /tmp/server.properties
