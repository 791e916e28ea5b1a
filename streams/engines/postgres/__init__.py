"""PostgreSQL for the Kafka engine: views and copies of the log in one database, the vault in another."""
