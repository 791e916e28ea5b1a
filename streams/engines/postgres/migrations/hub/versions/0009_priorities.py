"""How soon front doors look at contacts, and on what grounds."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint

from streams.engines.postgres.columns import number, octets, words

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, the table and the indexes.

    Contacts issued before stand as usual: their records name no priority.
    """
    for name in ("priority", "grounds"):
        op.add_column("notice_view", words(name, default=""))
    op.add_column("notice_view", words("prioritised", null=True))
    op.create_index("triage_area", "triage_view", ["area", "at"])
    op.create_table(
        "priority_view",
        words("id"),
        number("at"),
        words("area"),
        octets("cased"),
        words("person"),
        octets("event"),
        number("section"),
        words("priority"),
        words("reason"),
        words("user"),
        words("role"),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("priority_matter", "priority_view", ["cased", "person"])
