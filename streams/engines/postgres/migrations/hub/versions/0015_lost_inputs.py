"""Inputs that a topic's retention removed before they were decided are recorded."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint

from streams.engines.postgres.columns import number, words

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEY = ("source", "topic", "partition", "first_offset", "end_offset")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lost_inputs",
        words("source"),
        words("topic"),
        number("partition"),
        number("first_offset"),
        number("end_offset"),
        number("at"),
        PrimaryKeyConstraint(*_KEY),
    )
