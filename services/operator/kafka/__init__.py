"""Topics, ACLs and certificates of a Kafka cluster: declared as data, compared with the cluster, made so."""
