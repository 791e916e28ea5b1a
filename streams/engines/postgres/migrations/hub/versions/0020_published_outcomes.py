"""When a contact was decided, by which published outcome if by one, and since when that stands no longer."""

from alembic import op

from streams.engines.postgres.columns import number, words

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_COLUMNS = (number("decided_at", default="0"), words("published", default=""), number("withdrawn_at", null=True))


def upgrade() -> None:
    """Add the columns. When it was decided is there once the views are written anew."""
    for column in _COLUMNS:
        op.add_column("triage_view", column)
