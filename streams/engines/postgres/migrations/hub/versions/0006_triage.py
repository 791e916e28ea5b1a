"""What front doors decided of contacts, and who is in which notices."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint

from streams.engines.postgres.columns import number, octets, words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the index. Nothing was triaged before."""
    op.create_table(
        "triage_view",
        words("triage"),
        number("at"),
        words("area"),
        octets("cased"),
        words("person"),
        octets("event"),
        number("section"),
        words("outcome"),
        words("consent"),
        words("reason"),
        words("user"),
        words("role"),
        words("previous"),
        PrimaryKeyConstraint("triage"),
    )
    op.create_index("triage_matter", "triage_view", ["cased", "person"])
    op.create_index("notice_person", "notice_view", ["person"])
