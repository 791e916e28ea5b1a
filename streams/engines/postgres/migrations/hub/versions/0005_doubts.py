"""What is doubtful in an event, beside its row; and inboxes by role."""

from alembic import op

from streams.engines.postgres.columns import words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the role in the inboxes' index.

    Events accepted before show no doubt until the views are built again (`firstbell views --rebuild`).
    """
    op.add_column("event_view", words("doubts", default=""))
    op.drop_index("notice_place", "notice_view")
    op.create_index("notice_place", "notice_view", ["scheme", "value", "role", "state"])
