"""Cases of which events of other cases mark somebody as restricted."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint

from streams.engines.postgres.columns import number, octets, words

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its index. What was said before is there once the views are written anew."""
    op.create_table(
        "restriction_view",
        words("id"),
        number("number"),
        number("ordinal"),
        octets("cased"),
        octets("by_events"),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("restriction_case", "restriction_view", ["cased"])
