"""Which instrument gave, withheld or refused what: by this decisions are counted."""

from alembic import op

from streams.engines.postgres.columns import number, octets, words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table. It is filled from now on; rebuilding the views fills it from the beginning."""
    op.create_table(
        "disclosure_view",
        number("at"),
        octets("event"),
        words("instrument"),
        number("version"),
        words("outcome"),
        words("reason"),
        words("role"),
        words("scheme"),
        words("value"),
    )
    op.create_index("disclosure_under", "disclosure_view", ["instrument", "version", "at"])
