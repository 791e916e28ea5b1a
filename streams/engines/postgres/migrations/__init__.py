"""The revisions of both databases, for alembic."""
