"""Actions of meetings on PostgreSQL, as on the local engine."""

from typing import Final

from sqlalchemy import Index, Table, text

from streams.engines.postgres.columns import HUB, number, octets, words

ACTION_VIEW: Final = Table(
    "action_view",
    HUB,
    words("action", key=True),
    number("at"),
    words("area"),
    words("meeting"),
    octets("cased"),
    words("person"),
    octets("event"),
    number("section"),
    words("notice"),
    words("owner_role"),
    words("owner_scheme"),
    words("owner_value"),
    words("owner_user"),
    number("due_at"),
    words("user"),
    words("role"),
    number("overdue", default="0"),
    words("outcome", default=""),
    words("reason", default=""),
    number("reported_at", null=True),
    words("reported_by", default=""),
    number("closed", default="0"),
    number("opened_at", null=True),
    words("opened_by", default=""),
    words("answered", default=""),
    words("answer", default=""),
    words("answer_reason", default=""),
    number("answered_at", null=True),
    words("answered_by", default=""),
    number("kept_back", default="0"),
    number("turned_away_at", null=True),
    Index("action_open", "area", "role", "due_at", postgresql_where=text("closed = 0")),
    Index("action_owner", "owner_value", "owner_role", "due_at", postgresql_where=text("closed = 0")),
    Index("action_person", "person"),
    Index("action_event", "event"),
)
