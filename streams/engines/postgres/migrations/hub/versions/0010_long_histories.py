"""Indexes by which what is open, and the newest of what is done, are found however long the history is."""

from alembic import op
from sqlalchemy import text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One index of all notices becomes two, of the open ones and of the others; desk items and events get theirs."""
    op.drop_index("notice_place", "notice_view")
    place = ["scheme", "value", "role"]
    op.create_index("notice_open", "notice_view", place, postgresql_where=text("state IN ('waiting', 'opened')"))
    done = text("state NOT IN ('waiting', 'opened')")
    op.create_index("notice_done", "notice_view", [*place, "issued_at", "notice"], postgresql_where=done)
    of_area = ["area", "closed_at", "item"]
    op.create_index("desk_done", "desk_view", of_area, postgresql_where=text("closed_at IS NOT NULL"))
    op.create_index("event_newest", "event_view", ["accepted_at"])
    op.create_index("event_sent", "event_view", ["publisher", "accepted_at"])
