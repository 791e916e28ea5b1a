-- The hub's database: log, reference, decision records, ledger entries, state as a cache, views.
-- No column holds a direct identifier of a person: sealed bytes, opaque ids, codes and times only.
-- Times are microseconds since 1970 UTC.
-- Rows whose key is a digest are appended, and found through an index of their own; the states of one case stand
-- together whatever partition they are of: either way a batch changes few pages (ops/decisions/0071).

CREATE TABLE intake (
  source TEXT NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL, digest BLOB NOT NULL,
  envelope BLOB NOT NULL, command BLOB,
  UNIQUE (source, position)
);
-- Found by the beginning of its digest: of random keys each changes a page, so they are short (ops/decisions/0141).
CREATE INDEX intake_digest ON intake (substr(digest, 1, 8));

-- Key headers stand apart: emptying them once they are decided must not write every envelope again.
CREATE TABLE intake_keys (
  source TEXT NOT NULL, position INTEGER NOT NULL, keys BLOB NOT NULL, PRIMARY KEY (source, position)
) WITHOUT ROWID;

CREATE TABLE inputs (
  source TEXT NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL,
  from_source TEXT, from_number INTEGER, forward INTEGER, ordinals BLOB,
  id TEXT, body BLOB,
  PRIMARY KEY (source, position)
) WITHOUT ROWID;
CREATE UNIQUE INDEX input_id ON inputs (id) WHERE id IS NOT NULL;

CREATE TABLE decisions (
  source TEXT NOT NULL, number INTEGER NOT NULL, position INTEGER NOT NULL, digest BLOB NOT NULL,
  body BLOB NOT NULL, ledger_index INTEGER NOT NULL,
  UNIQUE (source, number)
);

CREATE TABLE reference_log (
  number INTEGER PRIMARY KEY, digest BLOB NOT NULL, body BLOB NOT NULL, ledger_index INTEGER NOT NULL
);

CREATE TABLE ledger_entries (position INTEGER PRIMARY KEY, entry BLOB NOT NULL);
-- The checkpoint that was signed last: whoever removes it from the ledger's folder takes nothing back.
CREATE TABLE signed_checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), note BLOB NOT NULL);

CREATE TABLE rolls (
  urn TEXT NOT NULL, version INTEGER NOT NULL, pupil TEXT NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (urn, version, pupil)
) WITHOUT ROWID;
CREATE TABLE staff (
  user TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (user, version)
) WITHOUT ROWID;

CREATE TABLE event_view (
  event BLOB NOT NULL UNIQUE, cased BLOB NOT NULL, publisher TEXT NOT NULL, type TEXT NOT NULL, reference TEXT NOT NULL,
  revision INTEGER NOT NULL, standing TEXT NOT NULL, grade TEXT NOT NULL, occurred_at INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL, digest BLOB NOT NULL, source TEXT NOT NULL, position INTEGER NOT NULL,
  number INTEGER NOT NULL, children INTEGER NOT NULL, doubts TEXT NOT NULL
);
CREATE INDEX event_case ON event_view (cased);
CREATE INDEX event_newest ON event_view (accepted_at);
CREATE INDEX event_sent ON event_view (publisher, accepted_at);

-- What became of each submission but those whose own record accepted them: these have the row of their event.
CREATE TABLE outcome_view (
  digest BLOB NOT NULL, publisher TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, place TEXT NOT NULL,
  event BLOB, source TEXT NOT NULL, number INTEGER NOT NULL, decided_at INTEGER NOT NULL,
  UNIQUE (digest, publisher)
);

CREATE TABLE notice_view (
  notice TEXT NOT NULL PRIMARY KEY, cased BLOB NOT NULL, person TEXT NOT NULL, event BLOB NOT NULL,
  section INTEGER NOT NULL, role TEXT NOT NULL, scheme TEXT NOT NULL, value TEXT NOT NULL, kind TEXT NOT NULL, changed TEXT NOT NULL,
  items TEXT NOT NULL, occurred_at INTEGER NOT NULL, issued_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
  due_rule TEXT NOT NULL, holiday INTEGER NOT NULL, bell_known INTEGER NOT NULL, state TEXT NOT NULL,
  opened_at INTEGER, in_time INTEGER, acknowledged_at INTEGER, overdue INTEGER NOT NULL, escalated INTEGER NOT NULL,
  replaces TEXT, replaced_by TEXT, named_only INTEGER NOT NULL, priority TEXT NOT NULL, grounds TEXT NOT NULL,
  prioritised TEXT
);
-- Each row stands in one of the two: what is open is few, however long the history is.
CREATE INDEX notice_open ON notice_view (scheme, value, role) WHERE state IN ('waiting', 'opened');
CREATE INDEX notice_done ON notice_view (scheme, value, role, issued_at, notice) WHERE state NOT IN ('waiting', 'opened');

CREATE INDEX notice_to_read ON notice_view (value, role)
  WHERE state = 'triaged' AND kind = 'update' AND opened_at IS NULL;
CREATE INDEX notice_event ON notice_view (event);
CREATE INDEX notice_person ON notice_view (person);

CREATE INDEX notice_meeting ON notice_view (value, role, due_at) WHERE substr(due_rule, 1, 8) = 'meeting_';

CREATE TABLE action_view (
  action TEXT PRIMARY KEY, at INTEGER NOT NULL, area TEXT NOT NULL, meeting TEXT NOT NULL, cased BLOB NOT NULL,
  person TEXT NOT NULL, event BLOB NOT NULL, section INTEGER NOT NULL, notice TEXT NOT NULL, owner_role TEXT NOT NULL,
  owner_scheme TEXT NOT NULL, owner_value TEXT NOT NULL, owner_user TEXT NOT NULL, due_at INTEGER NOT NULL,
  user TEXT NOT NULL, role TEXT NOT NULL, overdue INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL,
  reported_at INTEGER, reported_by TEXT NOT NULL, closed INTEGER NOT NULL, opened_at INTEGER, opened_by TEXT NOT NULL,
  answered TEXT NOT NULL, answer TEXT NOT NULL, answer_reason TEXT NOT NULL, answered_at INTEGER,
  answered_by TEXT NOT NULL, kept_back INTEGER NOT NULL, turned_away_at INTEGER
) WITHOUT ROWID;
CREATE INDEX action_open ON action_view (area, role, due_at) WHERE closed = 0;
CREATE INDEX action_owner ON action_view (owner_value, owner_role, due_at) WHERE closed = 0;
CREATE INDEX action_person ON action_view (person);
CREATE INDEX action_event ON action_view (event);

CREATE TABLE triage_view (
  triage TEXT PRIMARY KEY, at INTEGER NOT NULL, area TEXT NOT NULL, cased BLOB NOT NULL, person TEXT NOT NULL,
  event BLOB NOT NULL, section INTEGER NOT NULL, outcome TEXT NOT NULL, consent TEXT NOT NULL, reason TEXT NOT NULL,
  user TEXT NOT NULL, role TEXT NOT NULL, previous TEXT NOT NULL, decided_at INTEGER NOT NULL, published TEXT NOT NULL,
  withdrawn_at INTEGER
) WITHOUT ROWID;
CREATE INDEX triage_matter ON triage_view (cased, person);
CREATE INDEX triage_at ON triage_view (at, area);

CREATE TABLE priority_view (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, area TEXT NOT NULL, cased BLOB NOT NULL, person TEXT NOT NULL,
  event BLOB NOT NULL, section INTEGER NOT NULL, priority TEXT NOT NULL, reason TEXT NOT NULL, user TEXT NOT NULL,
  role TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX priority_matter ON priority_view (cased, person);

CREATE TABLE hotspot_view (
  publication TEXT PRIMARY KEY, at INTEGER NOT NULL, area TEXT NOT NULL, type TEXT NOT NULL, first_day TEXT NOT NULL,
  places TEXT NOT NULL, shown TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX hotspot_area ON hotspot_view (area, first_day);

CREATE TABLE identity_view (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL, into_person TEXT NOT NULL, cased BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX identity_person ON identity_view (person);
CREATE INDEX identity_into ON identity_view (into_person);

CREATE TABLE restriction_view (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL, ordinal INTEGER NOT NULL, cased BLOB NOT NULL, by_events BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX restriction_case ON restriction_view (cased);

CREATE TABLE step_view (
  step_id TEXT PRIMARY KEY, at INTEGER NOT NULL, cased BLOB NOT NULL, person TEXT NOT NULL, event BLOB NOT NULL,
  section INTEGER NOT NULL, notice TEXT NOT NULL, recipient_role TEXT NOT NULL, scheme TEXT NOT NULL,
  value TEXT NOT NULL, step TEXT NOT NULL, answered_by TEXT NOT NULL, reason TEXT NOT NULL,
  happened_at INTEGER NOT NULL, in_time INTEGER NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL,
  previous TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX step_case ON step_view (cased);
CREATE INDEX step_place ON step_view (scheme, value, recipient_role, at);

CREATE TABLE desk_view (
  item TEXT PRIMARY KEY, kind TEXT NOT NULL, area TEXT NOT NULL, cased BLOB NOT NULL, person TEXT NOT NULL,
  event BLOB NOT NULL, section INTEGER NOT NULL, reason TEXT NOT NULL, raised_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL, due_rule TEXT NOT NULL, notice TEXT, referral TEXT, recipient_role TEXT,
  recipient_scheme TEXT, recipient_value TEXT, overdue INTEGER NOT NULL, closed_at INTEGER, outcome TEXT,
  closed_by TEXT
) WITHOUT ROWID;
CREATE INDEX desk_open ON desk_view (area, due_at) WHERE closed_at IS NULL;
CREATE INDEX desk_done ON desk_view (area, closed_at, item) WHERE closed_at IS NOT NULL;

CREATE TABLE access_view (
  at INTEGER NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL, subject TEXT NOT NULL, granted INTEGER NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX access_subject ON access_view (subject);

-- One row for each recipient of a child's matter: `under` has what each instrument led to, as id/version/outcome/reason,
-- parted by spaces. What was disclosed, field by field, stands in the record.
CREATE TABLE disclosure_view (
  at INTEGER NOT NULL, event BLOB NOT NULL, role TEXT NOT NULL, scheme TEXT NOT NULL, value TEXT NOT NULL,
  under TEXT NOT NULL
);
CREATE INDEX disclosure_at ON disclosure_view (at);

-- What came of each message about a notice or desk item; an addressee is a user id or a subscription, never an address.
CREATE TABLE delivery_view (
  at INTEGER NOT NULL, about TEXT NOT NULL, asked TEXT NOT NULL, channel TEXT NOT NULL, addressee TEXT NOT NULL,
  outcome TEXT NOT NULL, reason TEXT NOT NULL, attempts INTEGER NOT NULL
);
CREATE INDEX delivery_about ON delivery_view (about);

-- The records that touch an event, but the one that accepted it: the event's own row names that.
CREATE TABLE trace_view (
  event BLOB NOT NULL, source TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (event, source, number)
) WITHOUT ROWID;

CREATE TABLE alarm_view (
  place TEXT NOT NULL, instrument TEXT NOT NULL, flag TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (place, instrument, flag)
) WITHOUT ROWID;
