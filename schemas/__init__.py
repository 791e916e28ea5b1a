"""What travels: event and record types, their Avro schemas, sealing, signing, identifiers and named limits."""

from schemas import native as native  # ahead of every other module: which of them are compiled is settled here
