"""Questions that meetings ask of the views: what falls due, what was asked of whom, who was told."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final

from schemas import codec
from schemas.records.decision import Decision, Output
from schemas.records.memory import OccurrenceNoted, RepeatAssessed
from schemas.records.notify import NoticeIssued
from schemas.records.share import Recipient
from streams.deciders.places import RESOLVE
from streams.engines.line.times import micros
from streams.views.from_rows import Row, action_row, notice_row
from streams.views.rows import ActionRow, NoticeRow

NOTICES: Final = "SELECT n.*, e.type, e.doubts FROM notice_view n LEFT JOIN event_view e ON e.event = n.event"
_CURRENT: Final = "n.state <> 'replaced' AND n.kind NOT IN ('recall', 'feedback', 'interview')"
AGENDA: Final = 500
"""Cases that an agenda holds at most: a page that long is nobody's to read, and says so."""


class MeetingViews(ABC):
    """Each is answered through an index, however long the history is."""

    @abstractmethod
    def _read(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        """The rows that a statement finds."""

    @abstractmethod
    def _output(self, place: str) -> Output | None:
        """A recorded output by its id."""

    def meeting_notices(self, recipient: Recipient, after: datetime, until: datetime) -> Sequence[NoticeRow]:
        """Current notices to a coordinator that fall due at a meeting after one time and up to another, oldest first.

        What was taken back or replaced is left out. At most `AGENDA`.
        """
        rows = self._read(
            f"{NOTICES} WHERE substr(n.due_rule, 1, 8) = 'meeting_' AND n.value = ? AND n.role = ? AND n.due_at > ?"
            f" AND n.due_at <= ? AND n.scheme = ? AND {_CURRENT}"
            f" ORDER BY n.due_at, n.issued_at, n.notice LIMIT {AGENDA}",
            (recipient.value, recipient.role, micros(after), micros(until), recipient.scheme),
        )
        return [notice_row(row) for row in rows]

    def open_actions(self, area: str, role: str) -> Sequence[ActionRow]:
        """Actions on a coordinator's agenda that are not done, overdue first, then by date."""
        rows = self._read(
            "SELECT * FROM action_view WHERE area = ? AND role = ? AND closed = 0"
            " ORDER BY overdue DESC, due_at, action",
            (area, role),
        )
        return [action_row(row) for row in rows]

    def action(self, action: str) -> ActionRow | None:
        """One action."""
        rows = self._read("SELECT * FROM action_view WHERE action = ?", (action,))
        return action_row(rows[0]) if rows else None

    def actions_about(self, persons: AbstractSet[str], area: str, role: str) -> Sequence[ActionRow]:
        """Every action on a coordinator's agenda about one person, newest first, done or not.

        `persons` are all whom they were taken for.
        """
        marks = ",".join("?" * len(persons))
        rows = self._read(
            f"SELECT * FROM action_view WHERE person IN ({marks}) AND area = ? AND role = ?"
            " ORDER BY at DESC, action DESC LIMIT 100",
            (*sorted(persons), area, role),
        )
        return [action_row(row) for row in rows]

    def told_of(self, case: bytes) -> Sequence[NoticeRow]:
        """Every current notice of a case, to whomever: who knows, and who has read it."""
        rows = self._read(
            f"{NOTICES} WHERE n.event IN (SELECT event FROM event_view WHERE cased = ?) AND {_CURRENT}"
            " ORDER BY n.issued_at, n.notice LIMIT 200",
            (case,),
        )
        return [notice_row(row) for row in rows]

    def noted_of(self, event: bytes) -> OccurrenceNoted | None:
        """What hop 2 noted of an event for its memory: since when a child was missing, who abused whom, when."""
        found = None
        for (body,) in self._read(
            "SELECT d.body FROM trace_view t JOIN decisions d ON d.source = t.source AND d.number = t.number"
            " WHERE t.event = ? AND t.source = ? ORDER BY d.number",
            (event, RESOLVE),
        ):
            for output in codec.decode(body, Decision).outputs:
                if isinstance(output, OccurrenceNoted) and output.event == event:
                    found = output
        return found

    def repeat_of(self, notice: str) -> RepeatAssessed | None:
        """Whether the referral behind a MARAC coordinator's notice is a repeat, under which rule, on which cases."""
        issued = self._output(notice)
        told = self._output(issued.repeat) if isinstance(issued, NoticeIssued) and issued.repeat is not None else None
        return told if isinstance(told, RepeatAssessed) else None
