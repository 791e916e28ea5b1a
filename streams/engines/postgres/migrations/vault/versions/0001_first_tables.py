"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence

from streams.engines.postgres.columns import number, octets, words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.execute(CreateSequence(sa.Sequence("erasures")))
    op.create_table("key_groups", octets("name"), octets("kek"), octets("wrapped"), sa.PrimaryKeyConstraint("name"))
    op.create_table("keys", octets("owner"), octets("grouped"), octets("wrapped"), sa.PrimaryKeyConstraint("owner"))
    op.create_index("key_group", "keys", ["grouped"])
    op.create_table(
        "tombstones",
        octets("owner"),
        number("slot"),
        number("at"),
        words("reason"),
        number("serial"),
        sa.PrimaryKeyConstraint("owner", "slot"),
    )
    op.create_index("tombstone_serial", "tombstones", ["serial"])
