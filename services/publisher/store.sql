-- What the agency's publisher remembers. No column holds a person's data in the clear: content is a keyed digest,
-- envelopes are sealed to the hub, and their wrapped keys are dropped once the hub has decided.
-- Times are microseconds since 1970 UTC.

CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE lanes (lane INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, previous BLOB NOT NULL);

CREATE TABLE submissions (
  id INTEGER PRIMARY KEY, reference TEXT NOT NULL, revision INTEGER NOT NULL, exported INTEGER, standing TEXT NOT NULL,
  in_part INTEGER NOT NULL, content BLOB NOT NULL, lane INTEGER NOT NULL, sequence INTEGER NOT NULL,
  digest BLOB NOT NULL UNIQUE, event BLOB NOT NULL, envelope BLOB NOT NULL, keys BLOB, sealed_at INTEGER NOT NULL,
  promise BLOB, outcome BLOB, outcome_name TEXT NOT NULL DEFAULT '', outcome_reason TEXT NOT NULL DEFAULT '',
  settled INTEGER NOT NULL DEFAULT 0,
  UNIQUE (lane, sequence)
);
CREATE INDEX submissions_reference ON submissions (reference);
CREATE INDEX submissions_unsent ON submissions (id) WHERE promise IS NULL;
CREATE INDEX submissions_unsettled ON submissions (id) WHERE settled = 0;

CREATE TABLE waiting (reference TEXT PRIMARY KEY, since INTEGER NOT NULL, faults BLOB NOT NULL) WITHOUT ROWID;
