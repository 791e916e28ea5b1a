-- Heads, states and parked inputs of chains: a cache, folded from the decision records.
-- Due times are microseconds since 1970 UTC.

CREATE TABLE chains (source TEXT PRIMARY KEY, head BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE state (
  source TEXT NOT NULL, key TEXT NOT NULL, due INTEGER, body BLOB NOT NULL, PRIMARY KEY (key, source)
) WITHOUT ROWID;
CREATE INDEX state_due ON state (source, due) WHERE due IS NOT NULL;
CREATE TABLE parked (
  source TEXT NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (source, key, position)
) WITHOUT ROWID;
