"""Benchmarks of the Kafka engine, on one broker and one PostgreSQL of the run's own."""
