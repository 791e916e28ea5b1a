"""The outbox on PostgreSQL: what is to be sent, and how far it has read the log."""

from typing import Final

from sqlalchemy import Index, Table, text

from streams.engines.postgres.columns import HUB, number, octets, words

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
