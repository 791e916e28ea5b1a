"""The local engine: one process, SQLite, the hops run in turn, records and views in one transaction a batch."""
