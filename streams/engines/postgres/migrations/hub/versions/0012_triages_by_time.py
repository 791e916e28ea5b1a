"""Decisions of front doors are found by time first: by area first, one contact's were looked for among all."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the one index in the place of the other."""
    op.drop_index("triage_area", "triage_view")
    op.create_index("triage_at", "triage_view", ["at", "area"])
