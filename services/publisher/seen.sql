-- What the publisher saw of the hub's ledger, and what it holds against the hub. Nothing here tells of anybody.
-- Times are microseconds since 1970 UTC. `files` is MessagePack: name -> bytes.

CREATE TABLE IF NOT EXISTS ledger_seen (
  one INTEGER PRIMARY KEY CHECK (one = 1), checkpoint BLOB NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS asked (digest BLOB PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS alarms (
  id BLOB PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, digest BLOB, detail TEXT NOT NULL, files BLOB NOT NULL
) WITHOUT ROWID
