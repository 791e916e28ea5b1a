"""That the owner of an action asked for it and could not be shown it."""

from alembic import op

from streams.engines.postgres.columns import number

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Who was turned away before is so once the views are written anew."""
    op.add_column("action_view", number("turned_away_at", null=True))
