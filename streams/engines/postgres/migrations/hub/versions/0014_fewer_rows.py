"""One row of disclosures a recipient; what an event's own row tells is not told again."""

from alembic import op

from streams.engines.postgres.columns import number, octets, words

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_PART = "instrument || '/' || version || '/' || outcome || '/' || reason"


def upgrade() -> None:
    """What stands in the views is carried over.

    Instruments that led to something for the same recipient of the same event at the same moment come together in one
    row: of two children of an event at one school, an instrument's second entry stands in a second row. Rebuilding the
    views gives each child its row.
    """
    op.rename_table("disclosure_view", "disclosure_before")
    op.drop_index("disclosure_under", "disclosure_before")
    op.create_table(
        "disclosure_view",
        number("at"),
        octets("event"),
        words("role"),
        words("scheme"),
        words("value"),
        words("under"),
    )
    op.execute(
        "INSERT INTO disclosure_view SELECT at, event, role, scheme, value,"
        f" string_agg({_PART}, ' ' ORDER BY {_PART}) FROM (SELECT *, row_number() OVER"
        " (PARTITION BY at, event, role, scheme, value, instrument, version ORDER BY outcome, reason) AS nth"
        " FROM disclosure_before) AS rows GROUP BY at, event, role, scheme, value, nth"
    )
    op.create_index("disclosure_at", "disclosure_view", ["at"])
    op.drop_table("disclosure_before")
    own = "FROM event_view e WHERE e.event = t.event AND e.source = t.source AND e.number = t.number"
    op.execute(f"DELETE FROM trace_view t WHERE EXISTS (SELECT 1 {own})")
    op.execute(
        "DELETE FROM outcome_view o WHERE o.outcome = 'accepted' AND EXISTS (SELECT 1 FROM decisions d"
        " JOIN intake i ON i.source = d.source AND i.position = d.position"
        " WHERE d.source = o.source AND d.number = o.number AND i.digest = o.digest)"
    )
