"""The hub's database on PostgreSQL: copies of the log that are read by place, sealed rows, and the views.

Names and columns are those of the local engine's `tables.sql`; a test holds the two together and names what differs.
The topics are the truth: every table but `intake`, `accepted_events`, `lost_inputs`, `rolls` and `staff`
can be written from them again.
"""

from typing import Final

from sqlalchemy import Index, Table

from streams.engines.postgres.columns import HUB, number, octets, words

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

LOST_INPUTS: Final = Table(
    "lost_inputs",
    HUB,
    words("source", key=True),
    words("topic", key=True),
    number("partition", key=True),
    number("first_offset", key=True),
    number("end_offset", key=True),
    number("at"),
)
"""Inputs that a topic's retention removed before they were decided, and when a worker found that. What was found twice
overlaps, where more was removed meanwhile."""

ROLLS: Final = Table(
    "rolls", HUB, words("urn", key=True), number("version", key=True), words("pupil", key=True), octets("body")
)

STAFF: Final = Table("staff", HUB, words("user", key=True), number("version", key=True), octets("body"))

LOG_TABLES: Final = (INTAKE, ACCEPTED, DECISIONS, REFERENCE_LOG, LEDGER_ENTRIES, LOST_INPUTS)
"""What is appended to and never changed."""
