"""The outbox, and what came of each message: see `streams.outbox`."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint, text

from streams.engines.postgres.columns import number, octets, words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables. Nothing was sent before."""
    op.create_table(
        "delivery_view",
        number("at"),
        words("about"),
        words("asked"),
        words("channel"),
        words("addressee"),
        words("outcome"),
        words("reason"),
        number("attempts"),
    )
    op.create_index("delivery_about", "delivery_view", ["about"])
    op.create_table("outbox_heads", words("source"), number("number"), octets("digest"), PrimaryKeyConstraint("source"))
    op.create_table(
        "outbox",
        words("key"),
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
        PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "outbox_due", "outbox", ["channel", "due_at"], postgresql_where=text("state IN ('waiting', 'attempting')")
    )
    op.create_index("outbox_unreported", "outbox", ["key"], postgresql_where=text("report <> ''"))
