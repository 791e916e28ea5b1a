"""What became of every submission, from two tables: most are accepted, and the event's own row says so already."""

from typing import Final

OUTCOMES: Final = (
    "SELECT digest, publisher, 'accepted' AS outcome, '' AS reason, '' AS place, event, source, number,"
    " accepted_at AS decided_at FROM event_view"
    " UNION ALL SELECT * FROM outcome_view o WHERE NOT EXISTS (SELECT 1 FROM event_view e"
    " WHERE e.event = o.event AND e.digest = o.digest AND e.publisher = o.publisher)"
)
"""Columns are those of `outcome_view`. The same bytes again, once they were accepted, have no outcome of their own."""
