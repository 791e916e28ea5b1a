"""Questions about restrictions: which events of other cases mark somebody of a case."""

from collections.abc import Collection, Mapping
from typing import Final

from streams.views.asking import Asking

_EVENT: Final = 16
"""Bytes of an event id."""


class RestrictionViews(Asking):
    """Answers from rows."""

    def restricted_by(self, cases: Collection[bytes]) -> Mapping[bytes, tuple[bytes, ...]]:
        """Those of these cases of which other events mark somebody, with these events: what was said last counts."""
        rows = self._among(
            "SELECT cased, by_events FROM restriction_view WHERE cased IN ({marks}) ORDER BY number, ordinal", cases
        )
        said = {bytes(case): bytes(events) for case, events in rows}
        return {
            case: tuple([events[start : start + _EVENT] for start in range(0, len(events), _EVENT)])
            for case, events in said.items()
            if events
        }
