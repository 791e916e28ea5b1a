"""What an area's front door asks: its queue, what it decided, the household and earlier contacts beside a contact."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final

from schemas.records.share import Recipient
from streams.deciders.areas import FRONT_DOOR
from streams.engines.line.times import micros
from streams.views.from_rows import notice_row, priority_row, triage_row
from streams.views.identities import IdentityViews
from streams.views.meetings import NOTICES
from streams.views.rows import NoticeRow, PriorityRow, TriageRow

OPEN_STATES: Final = "('waiting', 'opened')"
_ROLES: Final = tuple(sorted(FRONT_DOOR))
_EITHER: Final = ",".join("?" * len(_ROLES))
_OF_NOTICE: Final = 31
"""Values of a notice with the type and doubts of its event, as `NOTICES` finds them."""
_CURRENT_TO: Final = "n.scheme = ? AND n.value = ? AND n.role = ? AND n.state <> 'replaced' AND n.kind <> 'recall'"
_OF_ONE_CASE: Final = 20
"""The most current notices of one person in one case that one recipient has: they are not among the earlier ones."""
_HOUSEHOLD: Final = 50
"""The most people of one event whose earlier contacts are looked for."""


class FrontDoorViews(IdentityViews):
    """Answers from rows, each found by an index: they cost the same however long the history is."""

    def contacts(self, area: str) -> Sequence[NoticeRow]:
        """What waits for an area's front door or duty team, what is only read too, by its latest time."""
        rows = self._read(
            f"{NOTICES} WHERE n.scheme = 'area' AND n.value = ? AND n.role IN ({_EITHER}) AND n.state IN {OPEN_STATES}"
            " ORDER BY n.due_at, n.notice",
            (area, *_ROLES),
        )
        return [notice_row(row) for row in rows]

    def decided_contacts(self, area: str, since: datetime, *, limit: int = 50) -> Sequence[tuple[NoticeRow, TriageRow]]:
        """The latest decision of each contact, newest first, with each notice of it that the two roles have."""
        rows = self._read(
            "SELECT n.*, e.type, e.doubts, t.* FROM"
            " (SELECT * FROM triage_view a WHERE a.area = ? AND a.at >= ? AND a.withdrawn_at IS NULL"
            "  AND NOT EXISTS (SELECT 1 FROM triage_view b"
            "  WHERE b.cased = a.cased AND b.person = a.person AND b.area = a.area AND b.withdrawn_at IS NULL"
            "  AND (b.previous = a.triage OR b.at > a.at))"
            "  ORDER BY a.at DESC, a.triage DESC LIMIT ?) t"
            " JOIN notice_view n ON n.person = t.person AND n.cased = t.cased AND n.value = t.area"
            f" AND n.scheme = 'area' AND n.role IN ({_EITHER}) AND n.state = 'triaged'"
            " LEFT JOIN event_view e ON e.event = n.event ORDER BY t.at DESC, t.triage DESC, n.notice",
            (area, micros(since), limit, *_ROLES),
        )
        return [(notice_row(row[:_OF_NOTICE]), triage_row(row[_OF_NOTICE:])) for row in rows]

    def to_read(self, area: str) -> Sequence[NoticeRow]:
        """Updates of contacts that stand decided, oldest first, of which an earlier notice was read in the same role
        and this one was not: what its readers know may hold no more, such as an address.
        """
        rows = self._read(
            f"{NOTICES} WHERE n.state = 'triaged' AND n.kind = 'update' AND n.opened_at IS NULL"
            f" AND n.value = ? AND n.role IN ({_EITHER}) AND n.scheme = 'area'"
            " AND EXISTS (SELECT 1 FROM triage_view t WHERE t.cased = n.cased AND t.person = n.person"
            "  AND t.area = n.value AND t.at < n.issued_at)"
            " AND EXISTS (SELECT 1 FROM notice_view b WHERE b.person = n.person AND b.cased = n.cased"
            "  AND b.role = n.role AND b.scheme = n.scheme AND b.value = n.value AND b.opened_at IS NOT NULL)"
            " ORDER BY n.issued_at, n.notice",
            (area, *_ROLES),
        )
        return [notice_row(row) for row in rows]

    def triages(self, case: bytes, person: str, area: str) -> Sequence[TriageRow]:
        """What an area's front door decided of one child or adult of a case, newest first; what is withdrawn too."""
        rows = self._read(
            "SELECT * FROM triage_view WHERE cased = ? AND person = ? AND area = ? ORDER BY at DESC, triage DESC",
            (case, person, area),
        )
        return [triage_row(row) for row in rows]

    def latest_triages(self, rows: Collection[NoticeRow], area: str) -> dict[tuple[bytes, str], TriageRow]:
        """What an area's front door decided last of each of these, by case and person; not of what stands undecided.

        Where the last decision was withdrawn, the one before it stands, unless that was withdrawn with it.
        """
        marked = "SELECT * FROM triage_view WHERE cased IN ({marks}) AND area = ? ORDER BY at, triage"
        triages = [triage_row(row) for row in self._among(marked, sorted({row.case for row in rows}), (area,))]
        standing = [triage for triage in triages if triage.withdrawn_at is None]
        replaced = {triage.previous for triage in standing}
        latest = [triage for triage in standing if triage.triage not in replaced]
        return {(bytes(triage.case), triage.person): triage for triage in latest}

    def prioritised(self, ids: Collection[str]) -> dict[str, PriorityRow]:
        """Priorities that managers set, by their output ids."""
        found = self._among("SELECT * FROM priority_view WHERE id IN ({marks})", sorted(ids))
        return {str(row[0]): priority_row(row) for row in found}

    def beside(self, notice: NoticeRow, *, limit: int = _HOUSEHOLD) -> Sequence[NoticeRow]:
        """Current notices to the same recipient of the others in the same event: the household, as far as it is in it.

        What was replaced or taken back is left out.
        """
        return self.beside_all([notice])[notice.notice][:limit]

    def beside_all(self, notices: Collection[NoticeRow]) -> dict[str, list[NoticeRow]]:
        """As `beside` of each of these notices to one recipient, by their names, asked at once."""
        near: dict[bytes, list[NoticeRow]] = {}
        for row in self._near(notices, "event", {notice.event for notice in notices}, _HOUSEHOLD + 1):
            near.setdefault(row.event, []).append(row)
        return {
            notice.notice: [row for row in near.get(notice.event, ()) if row.person != notice.person][:_HOUSEHOLD]
            for notice in notices
        }

    def earlier(self, notice: NoticeRow, *, limit: int = 50) -> Sequence[NoticeRow]:
        """Current notices to the same recipient in other cases, newest first: of the same child or adult, whoever they
        were taken for when each was issued, and of the others in the same event of whom it has a notice.
        """
        return self.earlier_all([notice], limit=limit)[notice.notice]

    def earlier_all(self, notices: Collection[NoticeRow], *, limit: int = 50) -> dict[str, list[NoticeRow]]:
        """As `earlier` of each of these notices to one recipient, by their names, asked at once."""
        beside = self.beside_all(notices)
        mine = {
            notice.notice: {(row.case, row.person) for row in (notice, *beside[notice.notice])} for notice in notices
        }
        persons = {person for named in mine.values() for _, person in named}
        identities = self.identities(persons)
        near: dict[str, list[NoticeRow]] = {}
        for row in self._near(notices, "person", persons | identities.persons, limit + _OF_ONE_CASE):
            near.setdefault(identities.now((row.case, row.person)), []).append(row)
        found = {}
        for notice in notices:
            same = {identities.now(named) for named in mine[notice.notice]}
            rows = [row for person in same for row in near.get(person, ()) if row.case != notice.case]
            found[notice.notice] = sorted(rows, key=_newest_first)[:limit]
        return found

    def about(self, person: str, recipient: Recipient, *, limit: int = 50) -> Sequence[NoticeRow]:
        """Current notices to a recipient of one child or adult, newest first; none that was replaced or taken back."""
        rows = self._read(
            f"{NOTICES} WHERE n.person = ? AND {_CURRENT_TO} ORDER BY n.issued_at DESC, n.notice LIMIT ?",
            (person, recipient.scheme, recipient.value, recipient.role, limit),
        )
        return [notice_row(row) for row in rows]

    def _near(
        self, notices: Collection[NoticeRow], column: str, asked: AbstractSet[bytes] | AbstractSet[str], most: int
    ) -> list[NoticeRow]:
        """Current notices to the recipient of these notices with one of these values, so many of each, newest first."""
        statement = (
            "SELECT * FROM (SELECT n.*, e.type, e.doubts,"
            f" row_number() OVER (PARTITION BY n.{column} ORDER BY n.issued_at DESC, n.notice) AS place"
            " FROM notice_view n LEFT JOIN event_view e ON e.event = n.event"
            f" WHERE n.{column} IN ({{marks}}) AND {_CURRENT_TO}) AS near"
            " WHERE place <= ? ORDER BY issued_at DESC, notice"
        )
        places = {(notice.scheme, notice.value, notice.role) for notice in notices}
        rows = (row for place in places for row in self._among(statement, sorted(asked), (*place, most)))
        return [notice_row(row[:_OF_NOTICE]) for row in rows]


def _newest_first(row: NoticeRow) -> tuple[float, str]:
    return -row.issued_at.timestamp(), row.notice
