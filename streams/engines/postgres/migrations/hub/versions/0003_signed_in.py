"""Sign-in links and sessions, which processes that serve pages share."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint

from streams.engines.postgres.columns import number, octets, words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table("web_links", octets("digest"), words("user"), number("until"), PrimaryKeyConstraint("digest"))
    op.create_table(
        "web_sessions",
        octets("digest"),
        words("user"),
        number("started_at"),
        number("seen_at"),
        octets("openings"),
        PrimaryKeyConstraint("digest"),
    )
