"""What the owners of actions did with them, and which actions an owner has."""

from alembic import op
from sqlalchemy import text

from streams.engines.postgres.columns import number, words

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_COLUMNS = (
    number("opened_at", null=True),
    words("opened_by", default=""),
    words("answered", default=""),
    words("answer", default=""),
    words("answer_reason", default=""),
    number("answered_at", null=True),
    words("answered_by", default=""),
    number("kept_back", default="0"),
)


def upgrade() -> None:
    """Add the columns and the index. What was kept back before is so once the views are written anew."""
    for column in _COLUMNS:
        op.add_column("action_view", column)
    op.create_index(
        "action_owner", "action_view", ["owner_value", "owner_role", "due_at"], postgresql_where=text("closed = 0")
    )
