"""The Kafka engine: Faust workers, an own producer, decision records on topics, keys and rows in PostgreSQL."""
