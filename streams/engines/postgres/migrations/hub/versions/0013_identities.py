"""Persons of ours who turned out to be one, and cases that were found to be somebody else's."""

from alembic import op
from sqlalchemy import PrimaryKeyConstraint

from streams.engines.postgres.columns import number, octets, words

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its indexes. What was found before is there once the views are written anew."""
    op.create_table(
        "identity_view",
        words("id"),
        number("at"),
        words("person"),
        words("into_person"),
        octets("cased"),
        PrimaryKeyConstraint("id"),
    )
    op.create_index("identity_person", "identity_view", ["person"])
    op.create_index("identity_into", "identity_view", ["into_person"])
