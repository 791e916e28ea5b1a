"""The hub's database on PostgreSQL: copies of the log that are read by place, sealed rows, and the views.

Names and columns are those of the local engine's `tables.sql`; a test holds the two together and names what differs.
The topics are the truth: every table but `intake`, `accepted_events`, `rolls` and `staff` can be written from them
again.
"""

from typing import Final

from sqlalchemy import Index, MetaData, Table, text

from streams.engines.postgres.columns import number, octets, words

HUB: Final = MetaData()

INTAKE: Final = Table(
    "intake",
    HUB,
    words("source", key=True),
    number("position", key=True),
    number("at"),
    octets("digest"),
    octets("envelope"),
    Index("intake_digest", "digest", "source"),
)
"""Submissions as received, written by an accept worker before it records its decisions. Never the key header."""

ACCEPTED: Final = Table(
    "accepted_events", HUB, octets("event", key=True), words("source", key=True), number("position", key=True)
)
"""From which submission an accept worker took an event: hop 2 may ask before any view is written."""

DECISIONS: Final = Table(
    "decisions",
    HUB,
    words("source", key=True),
    number("number", key=True),
    number("position"),
    octets("digest"),
    octets("body"),
    Index("decision_position", "source", "position"),
)

REFERENCE_LOG: Final = Table("reference_log", HUB, number("number", key=True), octets("digest"), octets("body"))

LEDGER_ENTRIES: Final = Table(
    "ledger_entries",
    HUB,
    number("position", key=True),
    octets("entry"),
    words("source"),
    number("number"),
    Index("ledger_entry_of", "source", "number", unique=True),
)
"""Every entry of the ledger by its index, and the record that it stands for."""

COMMAND_ANSWERS: Final = Table("command_answers", HUB, octets("input", key=True), words("source"), number("number"))
"""Which record answers a command, by the digest of the command's bytes: a repeated click gets the first answer."""

SINK_HEADS: Final = Table(
    "sink_heads",
    HUB,
    words("sink", key=True),
    words("source", key=True),
    words("topic"),
    number("partition"),
    number("next_offset"),
    number("number"),
    octets("digest"),
    number("position"),
    number("reference"),
)
"""How far a sink has taken a chain: the next record's offset, and the head that it must extend."""

PARKED: Final = Table(
    "parked", HUB, words("source", key=True), number("position", key=True), words("key", key=True), words("reason")
)

ROLLS: Final = Table(
    "rolls", HUB, words("urn", key=True), number("version", key=True), words("pupil", key=True), octets("body")
)

STAFF: Final = Table("staff", HUB, words("user", key=True), number("version", key=True), octets("body"))

EVENT_VIEW: Final = Table(
    "event_view",
    HUB,
    octets("event", key=True),
    octets("cased"),
    words("publisher"),
    words("type"),
    words("reference"),
    number("revision"),
    words("standing"),
    words("grade"),
    number("occurred_at"),
    number("accepted_at"),
    octets("digest"),
    words("source"),
    number("position"),
    number("number"),
    number("children"),
    words("doubts", default=""),
    Index("event_case", "cased"),
    Index("event_accepted", "accepted_at"),
)

OUTCOME_VIEW: Final = Table(
    "outcome_view",
    HUB,
    octets("digest", key=True),
    words("publisher", key=True),
    words("outcome"),
    words("reason"),
    words("place"),
    octets("event", null=True),
    words("source"),
    number("number"),
    number("decided_at"),
)

NOTICE_VIEW: Final = Table(
    "notice_view",
    HUB,
    words("notice", key=True),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("role"),
    words("scheme"),
    words("value"),
    words("kind"),
    words("changed"),
    words("items"),
    number("occurred_at"),
    number("issued_at"),
    number("due_at"),
    words("due_rule"),
    number("holiday"),
    number("bell_known"),
    words("state", default="waiting"),
    number("opened_at", null=True),
    number("in_time", null=True),
    number("acknowledged_at", null=True),
    number("overdue", default="0"),
    number("escalated", default="0"),
    words("replaces", null=True),
    words("replaced_by", null=True),
    number("named_only"),
    Index("notice_place", "scheme", "value", "role", "state"),
    Index("notice_event", "event"),
    Index("notice_person", "person"),
)

TRIAGE_VIEW: Final = Table(
    "triage_view",
    HUB,
    words("triage", key=True),
    number("at"),
    words("area"),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("outcome"),
    words("consent"),
    words("reason"),
    words("user"),
    words("role"),
    words("previous"),
    Index("triage_matter", "cased", "person"),
)

DESK_VIEW: Final = Table(
    "desk_view",
    HUB,
    words("item", key=True),
    words("kind"),
    words("area"),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("reason"),
    number("raised_at"),
    number("due_at"),
    words("due_rule"),
    words("notice", null=True),
    words("referral", null=True),
    words("recipient_role", null=True),
    words("recipient_scheme", null=True),
    words("recipient_value", null=True),
    number("overdue", default="0"),
    number("closed_at", null=True),
    words("outcome", null=True),
    words("closed_by", null=True),
    Index("desk_open", "area", "due_at", postgresql_where=text("closed_at IS NULL")),
    Index("desk_event", "event"),
)

ACCESS_VIEW: Final = Table(
    "access_view",
    HUB,
    number("at"),
    words("user"),
    words("role"),
    words("subject"),
    number("granted"),
    words("reason"),
    Index("access_subject", "subject"),
)

DISCLOSURE_VIEW: Final = Table(
    "disclosure_view",
    HUB,
    number("at"),
    octets("event"),
    words("instrument"),
    number("version"),
    words("outcome"),
    words("reason"),
    words("role"),
    words("scheme"),
    words("value"),
    Index("disclosure_under", "instrument", "version", "at"),
)
"""One row for each instrument that gave, withheld or refused something to one recipient."""

DELIVERY_VIEW: Final = Table(
    "delivery_view",
    HUB,
    number("at"),
    words("about"),
    words("asked"),
    words("channel"),
    words("addressee"),
    words("outcome"),
    words("reason"),
    number("attempts"),
    Index("delivery_about", "about"),
)
"""What came of each message about a notice or desk item."""

TRACE_VIEW: Final = Table(
    "trace_view", HUB, octets("event", key=True), words("source", key=True), number("number", key=True)
)

ALARM_VIEW: Final = Table(
    "alarm_view",
    HUB,
    words("place", key=True),
    words("instrument", key=True),
    words("flag", key=True),
    number("count"),
)

OUTBOX_HEADS: Final = Table("outbox_heads", HUB, words("source", key=True), number("number"), octets("digest"))
"""How far the outbox has read each chain of decisions."""

OUTBOX: Final = Table(
    "outbox",
    HUB,
    words("key", key=True),
    words("kind"),
    words("about"),
    words("asked"),
    octets("cased"),
    words("person"),
    words("role"),
    words("scheme"),
    words("value"),
    words("channel"),
    words("addressee"),
    number("addressed"),
    number("queued_at"),
    number("due_at"),
    words("state"),
    number("attempts"),
    number("attempted_at", null=True),
    words("reason"),
    words("told"),
    words("report"),
    Index("outbox_due", "channel", "due_at", postgresql_where=text("state IN ('waiting', 'attempting')")),
    Index("outbox_unreported", "key", postgresql_where=text("report <> ''")),
)
"""Messages to be sent, and what became of them (`streams.outbox.store`)."""

OUTBOX_TABLES: Final = (OUTBOX_HEADS, OUTBOX)

WEB_LINKS: Final = Table("web_links", HUB, octets("digest", key=True), words("user"), number("until"))
"""One-time sign-in links that were given out, by the digest of their token."""

WEB_SESSIONS: Final = Table(
    *("web_sessions", HUB, octets("digest", key=True), words("user")),
    *(number("started_at"), number("seen_at"), octets("openings")),
)
"""Signed-in browsers, by the digest of their session's id, with the recorded openings that each may render."""

WEB_TABLES: Final = (WEB_LINKS, WEB_SESSIONS)
"""What processes that serve pages share; nobody else may look at it or change it."""

LOG_TABLES: Final = (INTAKE, ACCEPTED, DECISIONS, REFERENCE_LOG, LEDGER_ENTRIES)
"""What is appended to and never changed."""

VIEW_TABLES: Final = (
    EVENT_VIEW,
    OUTCOME_VIEW,
    NOTICE_VIEW,
    TRIAGE_VIEW,
    DESK_VIEW,
    ACCESS_VIEW,
    DISCLOSURE_VIEW,
    DELIVERY_VIEW,
    TRACE_VIEW,
    ALARM_VIEW,
)
"""What is folded from decision records."""
