"""Published tables of hotspots."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint

from streams.engines.postgres.columns import number, words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its index. Nothing was published before."""
    op.create_table(
        "hotspot_view",
        words("publication"),
        number("at"),
        words("area"),
        words("type"),
        words("first_day"),
        words("places"),
        words("shown"),
        PrimaryKeyConstraint("publication"),
    )
    op.create_index("hotspot_area", "hotspot_view", ["area", "first_day"])
