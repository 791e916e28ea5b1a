-- Heads, states and parked inputs of chains: a cache, folded from the decision records.
-- Due times are microseconds since 1970 UTC.
-- A case is numbered as it first comes, and its states stand under that number: those of new cases are appended,
-- where under the random case key each would change a page of its own (ops/decisions/0071).

CREATE TABLE chains (source TEXT PRIMARY KEY, head BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE subjects (number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE);
CREATE TABLE state (
  subject INTEGER NOT NULL, source TEXT NOT NULL, part TEXT NOT NULL, due INTEGER, body BLOB NOT NULL,
  PRIMARY KEY (subject, source, part)
) WITHOUT ROWID;
CREATE INDEX state_due ON state (source, due) WHERE due IS NOT NULL;
CREATE TABLE parked (
  source TEXT NOT NULL, position INTEGER NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (source, key, position)
) WITHOUT ROWID;
