"""Questions about hotspots: what was published, and which cases a new table counts."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from schemas.records.hotspots import KEPT_BACK, WEEKS
from streams.engines.line.times import micros, moment
from streams.hotspots.counting import Happening
from streams.views.from_rows import Row
from streams.views.restrictions import RestrictionViews
from streams.views.rows import HotspotRow

_AHEAD: Final = timedelta(days=2)
"""How much sooner than it happened, by the publisher's clock, an event was accepted at most: what was accepted long
before need not be read, which the index by acceptance spares.
"""


class HotspotViews(RestrictionViews):
    """Answers from rows, as `streams.engines.contract.Views` asks."""

    def hotspots(self, area: str) -> Sequence[HotspotRow]:
        """The tables of an area, newest first."""
        rows = self._read(
            "SELECT * FROM hotspot_view WHERE area = ? ORDER BY first_day DESC, type, publication", (area,)
        )
        return [_hotspot_row(row) for row in rows]

    def happenings(self, event_type: str, start: datetime, end: datetime) -> Sequence[Happening]:
        """The latest of each case of one event type that happened in a span and stands, with its children."""
        found = self._read(
            "SELECT e.cased, e.event, e.occurred_at FROM event_view e WHERE e.type = ? AND e.occurred_at >= ?"
            " AND e.occurred_at < ? AND e.accepted_at >= ? AND e.standing <> 'withdrawn' AND NOT EXISTS"
            " (SELECT 1 FROM event_view l WHERE l.cased = e.cased AND l.revision > e.revision) ORDER BY e.event",
            (event_type, micros(start), micros(end), micros(start - _AHEAD)),
        )
        persons: dict[bytes, list[str]] = {bytes(case): [] for case, _, _ in found}
        for case, person in self._among(
            "SELECT DISTINCT e.cased, n.person FROM notice_view n JOIN event_view e ON e.event = n.event"
            " WHERE e.cased IN ({marks}) AND n.state <> 'replaced' AND n.kind <> 'recall' ORDER BY n.person",
            persons,
        ):
            persons[bytes(case)].append(str(person))
        hidden = self.restricted_by(persons)
        return [
            Happening(bytes(event), moment(at), tuple(persons[bytes(case)]), bytes(case) in hidden)
            for case, event, at in found
        ]


def _hotspot_row(row: Row) -> HotspotRow:
    numbers = [None if number == KEPT_BACK else number for number in map(int, str(row[6]).split())]
    shown = tuple(tuple(numbers[start : start + WEEKS + 1]) for start in range(0, len(numbers), WEEKS + 1))
    places = tuple(str(row[5]).split("\n"))
    return HotspotRow(row[0], moment(row[1]), row[2], row[3], date.fromisoformat(row[4]), places, shown)
