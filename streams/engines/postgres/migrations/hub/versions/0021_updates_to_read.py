"""Updates of decided contacts that nobody has read yet."""

from alembic import op
from sqlalchemy import text

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index by which a front door's page finds them."""
    unread = text("state = 'triaged' AND kind = 'update' AND opened_at IS NULL")
    op.create_index("notice_to_read", "notice_view", ["value", "role"], postgresql_where=unread)
