"""What travels: event and record types, their Avro schemas, sealing, signing, identifiers and named limits."""
