"""Actions of meetings, and which notices fall due at one."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint, text

from streams.engines.postgres.columns import number, octets, words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the indexes. No meeting had recorded anything before."""
    op.create_table(
        "action_view",
        words("action"),
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
        PrimaryKeyConstraint("action"),
    )
    op.create_index("action_open", "action_view", ["area", "role", "due_at"], postgresql_where=text("closed = 0"))
    op.create_index("action_person", "action_view", ["person"])
    op.create_index("action_event", "action_view", ["event"])
    falls_to_a_meeting = text("substr(due_rule, 1, 8) = 'meeting_'")
    op.create_index("notice_meeting", "notice_view", ["value", "role", "due_at"], postgresql_where=falls_to_a_meeting)
