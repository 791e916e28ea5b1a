"""The first tables."""

import sqlalchemy as sa
from alembic import op

from streams.engines.postgres.columns import number, octets, words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "accepted_events",
        octets("event"),
        words("source"),
        number("position"),
        sa.PrimaryKeyConstraint("event", "source", "position"),
    )
    op.create_table(
        "access_view", number("at"), words("user"), words("role"), words("subject"), number("granted"), words("reason")
    )
    op.create_index("access_subject", "access_view", ["subject"])
    op.create_table(
        "alarm_view",
        words("place"),
        words("instrument"),
        words("flag"),
        number("count"),
        sa.PrimaryKeyConstraint("place", "instrument", "flag"),
    )
    op.create_table(
        "command_answers", octets("input"), words("source"), number("number"), sa.PrimaryKeyConstraint("input")
    )
    op.create_table(
        "decisions",
        words("source"),
        number("number"),
        number("position"),
        octets("digest"),
        octets("body"),
        sa.PrimaryKeyConstraint("source", "number"),
    )
    op.create_index("decision_position", "decisions", ["source", "position"])
    op.create_table(
        "desk_view",
        words("item"),
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
        sa.PrimaryKeyConstraint("item"),
    )
    op.create_index("desk_event", "desk_view", ["event"])
    op.create_index("desk_open", "desk_view", ["area", "due_at"], postgresql_where=sa.text("closed_at IS NULL"))
    op.create_table(
        "event_view",
        octets("event"),
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
        sa.PrimaryKeyConstraint("event"),
    )
    op.create_index("event_accepted", "event_view", ["accepted_at"])
    op.create_index("event_case", "event_view", ["cased"])
    op.create_table(
        "intake",
        words("source"),
        number("position"),
        number("at"),
        octets("digest"),
        octets("envelope"),
        sa.PrimaryKeyConstraint("source", "position"),
    )
    op.create_index("intake_digest", "intake", ["digest", "source"])
    op.create_table(
        "ledger_entries",
        number("position"),
        octets("entry"),
        words("source"),
        number("number"),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("ledger_entry_of", "ledger_entries", ["source", "number"], unique=True)
    op.create_table(
        "notice_view",
        words("notice"),
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
        sa.PrimaryKeyConstraint("notice"),
    )
    op.create_index("notice_event", "notice_view", ["event"])
    op.create_index("notice_place", "notice_view", ["scheme", "value", "state"])
    op.create_table(
        "outcome_view",
        octets("digest"),
        words("publisher"),
        words("outcome"),
        words("reason"),
        words("place"),
        octets("event", null=True),
        words("source"),
        number("number"),
        number("decided_at"),
        sa.PrimaryKeyConstraint("digest", "publisher"),
    )
    op.create_table(
        "parked",
        words("source"),
        number("position"),
        words("key"),
        words("reason"),
        sa.PrimaryKeyConstraint("source", "position", "key"),
    )
    op.create_table(
        "reference_log", number("number"), octets("digest"), octets("body"), sa.PrimaryKeyConstraint("number")
    )
    op.create_table(
        "rolls",
        words("urn"),
        number("version"),
        words("pupil"),
        octets("body"),
        sa.PrimaryKeyConstraint("urn", "version", "pupil"),
    )
    op.create_table(
        "sink_heads",
        words("sink"),
        words("source"),
        words("topic"),
        number("partition"),
        number("next_offset"),
        number("number"),
        octets("digest"),
        number("position"),
        number("reference"),
        sa.PrimaryKeyConstraint("sink", "source"),
    )
    op.create_table(
        "staff", words("user"), number("version"), octets("body"), sa.PrimaryKeyConstraint("user", "version")
    )
    op.create_table(
        "trace_view",
        octets("event"),
        words("source"),
        number("number"),
        sa.PrimaryKeyConstraint("event", "source", "number"),
    )
