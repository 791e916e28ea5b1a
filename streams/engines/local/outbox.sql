-- The outbox of a local hub, in a file of its own: sending never holds the engine's database.
-- No column holds an address, or anything about anybody: opaque ids, codes and times only.
CREATE TABLE outbox_heads (source TEXT PRIMARY KEY, number INTEGER NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, asked TEXT NOT NULL, cased BLOB NOT NULL,
  person TEXT NOT NULL, role TEXT NOT NULL, scheme TEXT NOT NULL, value TEXT NOT NULL, channel TEXT NOT NULL,
  addressee TEXT NOT NULL, addressed INTEGER NOT NULL, queued_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL, attempted_at INTEGER, reason TEXT NOT NULL, told TEXT NOT NULL,
  report TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (channel, due_at) WHERE state IN ('waiting', 'attempting');
CREATE INDEX outbox_unreported ON outbox (key) WHERE report <> '';
