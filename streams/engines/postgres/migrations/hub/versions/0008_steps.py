"""Steps of recipients' own work: return home interviews, hospitals' concerns."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint

from streams.engines.postgres.columns import number, octets, words

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its indexes. No step was recorded before."""
    op.create_table(
        "step_view",
        words("step_id"),
        number("at"),
        octets("cased"),
        words("person"),
        octets("event"),
        number("section"),
        words("notice"),
        words("recipient_role"),
        words("scheme"),
        words("value"),
        words("step"),
        words("answered_by"),
        words("reason"),
        number("happened_at"),
        number("in_time"),
        words("user"),
        words("role"),
        words("previous"),
        PrimaryKeyConstraint("step_id"),
    )
    op.create_index("step_case", "step_view", ["cased"])
    op.create_index("step_place", "step_view", ["scheme", "value", "recipient_role", "at"])
