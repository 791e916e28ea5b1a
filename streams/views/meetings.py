"""Questions that meetings ask of the views: what falls due, what was asked of whom, who was told."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime
from typing import Final

from schemas import codec
from schemas.events.event import Standing
from schemas.items import Item
from schemas.records.decision import Decision, Output
from schemas.records.memory import OccurrenceNoted, RepeatAssessed
from schemas.records.notify import NoticeIssued
from schemas.records.share import Recipient
from streams.deciders.places import RESOLVE, split_output_id
from streams.engines.line.times import micros
from streams.views.asking import Asking
from streams.views.from_rows import action_row, items_of, notice_row
from streams.views.repeats import Assessments, Repeat, dropped, standing_in
from streams.views.rows import ActionRow, NoticeRow

NOTICES: Final = "SELECT n.*, e.type, e.doubts FROM notice_view n LEFT JOIN event_view e ON e.event = n.event"
_CURRENT: Final = "n.state <> 'replaced' AND n.kind NOT IN ('recall', 'feedback', 'interview')"
AGENDA: Final = 500
"""Cases that an agenda holds at most: a page that long is nobody's to read, and says so."""

_BEFORE: Final = (
    "WITH RECURSIVE before (latest, kind, items, replaces) AS ("
    "SELECT n.notice, p.kind, p.items, p.replaces FROM notice_view n JOIN notice_view p ON p.notice = n.replaces"
    " WHERE n.notice IN ({marks}) AND n.kind = 'update'"
    " UNION ALL SELECT b.latest, p.kind, p.items, p.replaces FROM before b"
    " JOIN notice_view p ON p.notice = b.replaces WHERE b.kind <> 'recall')"
    " SELECT latest, items FROM before WHERE kind <> 'recall'"
)
"""Whatever stood before an update, back to a recall, which had taken all of it away."""


class MeetingViews(Asking):
    """Each is answered through an index, however long the history is."""

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

    def actions_of(self, owner: Recipient, user: str) -> Sequence[ActionRow]:
        """Actions that are not reported and fall to a user of their owner: what is done last, overdue first, by date.

        What was given to another by name, or is kept back for a conflict, is left out. At most `AGENDA`.
        """
        rows = self._read(
            "SELECT * FROM action_view WHERE owner_value = ? AND owner_role = ? AND closed = 0 AND owner_scheme = ?"
            " AND owner_user IN ('', ?) AND kept_back = 0"
            f" ORDER BY CASE answer WHEN 'done' THEN 1 ELSE 0 END, overdue DESC, due_at, action LIMIT {AGENDA}",
            (owner.value, owner.role, owner.scheme, user),
        )
        return [action_row(row) for row in rows]

    def action(self, action: str) -> ActionRow | None:
        """One action."""
        rows = self._read("SELECT * FROM action_view WHERE action = ?", (action,))
        return action_row(rows[0]) if rows else None

    def actions_about(self, persons: AbstractSet[str], area: str, role: str) -> Sequence[ActionRow]:
        """Every action on a coordinator's agenda about these persons, newest first, done or not.

        `persons` are all whom they were taken for. At most a hundred for each.
        """
        rows = self._among(
            "SELECT * FROM action_view WHERE person IN ({marks}) AND area = ? AND role = ?"
            f" ORDER BY at DESC, action DESC LIMIT {100 * len(persons)}",
            sorted(persons),
            (area, role),
        )
        return [action_row(row) for row in rows]

    def told_of(self, case: bytes) -> Sequence[NoticeRow]:
        """Every current notice of a case, to whomever: who knows, and who has read it."""
        return self.told_of_all([case])[case]

    def told_of_all(self, cases: Collection[bytes]) -> dict[bytes, list[NoticeRow]]:
        """As `told_of` of each of these cases, asked at once."""
        rows = self._among(
            f"{NOTICES} WHERE n.event IN (SELECT event FROM event_view WHERE cased IN ({{marks}})) AND {_CURRENT}"
            f" ORDER BY n.issued_at, n.notice LIMIT {200 * len(cases)}",
            cases,
        )
        found: dict[bytes, list[NoticeRow]] = {case: [] for case in cases}
        for row in rows:
            told = notice_row(row)
            found[told.case].append(told)
        return found

    def items_before(self, updates: Collection[str]) -> dict[str, frozenset[Item]]:
        """Of each of these updates the items of all notices that it and those before it replaced, since a recall."""
        found: dict[str, frozenset[Item]] = {}
        for update, items in self._among(_BEFORE, updates):
            found[update] = found.get(update, frozenset()).union(items_of(items))
        return found

    def noted_of(self, event: bytes) -> OccurrenceNoted | None:
        """What hop 2 noted of an event for its memory: since when a child was missing, who abused whom, when."""
        return self.noted_of_all([event]).get(event)

    def noted_of_all(self, events: Collection[bytes]) -> dict[bytes, OccurrenceNoted]:
        """As `noted_of` of each of these events of which something was noted, asked at once."""
        rows = self._among(
            "SELECT d.body FROM decisions d WHERE d.number IN"
            " (SELECT t.number FROM trace_view t WHERE t.event IN ({marks}) AND t.source = ?) AND d.source = ?"
            " ORDER BY d.number",
            events,
            (RESOLVE, RESOLVE),
        )
        wanted = frozenset(events)
        outputs = (output for (body,) in rows for output in codec.decode(body, Decision).outputs)
        return {one.event: one for one in outputs if isinstance(one, OccurrenceNoted) and one.event in wanted}

    def repeat_of(self, notice: str) -> Repeat | None:
        """Whether the referral behind a MARAC coordinator's notice is a repeat, as it was told and as it stands now."""
        return self.repeats_of([notice]).get(notice)

    def repeats_of(self, notices: Collection[str]) -> dict[str, Repeat]:
        """As `repeat_of` of each of these notices that says so, asked at once."""
        issued = self._outputs(notices)
        named = {
            notice: output.repeat
            for notice, output in issued.items()
            if isinstance(output, NoticeIssued) and output.repeat is not None
        }
        outputs = self._outputs(set(named.values()))
        told = {
            notice: output
            for notice, repeat in named.items()
            if isinstance(output := outputs.get(repeat), RepeatAssessed)
        }
        standing = self._standing({one.case for one in told.values()})
        found = {notice: (one, *standing[one.case].of(one)) for notice, one in told.items()}
        gone = self.withdrawn_of({case for one, now, _ in found.values() for case in dropped(one, now)})
        return {
            notice: Repeat(one, now, since, gone.intersection(dropped(one, now)))
            for notice, (one, now, since) in found.items()
        }

    def withdrawn_of(self, cases: Collection[bytes]) -> frozenset[bytes]:
        """Those of these cases of which the latest revision takes all back."""
        latest: dict[bytes, tuple[int, str]] = {}
        for case, revision, standing in self._among(
            "SELECT cased, revision, standing FROM event_view WHERE cased IN ({marks})", cases
        ):
            latest[bytes(case)] = max(latest.get(bytes(case), (0, "")), (int(revision), str(standing)))
        return frozenset(case for case, (_, standing) in latest.items() if standing == Standing.WITHDRAWN)

    def _standing(self, cases: Collection[bytes]) -> dict[bytes, Assessments]:
        """What hop 2 says of these referrals by now: each of its records names the referral, whatever led to it."""
        rows = self._among(
            "SELECT d.number, d.body FROM decisions d WHERE d.number IN (SELECT t.number FROM trace_view t"
            " WHERE t.event IN (SELECT event FROM event_view WHERE cased IN ({marks})) AND t.source = ?)"
            " AND d.source = ?",
            cases,
            (RESOLVE, RESOLVE),
        )
        bodies = {int(number): body for number, body in rows}  # one of several portions may be of earlier records
        return standing_in((codec.decode(bodies[number], Decision) for number in sorted(bodies)), cases)

    def _outputs(self, places: Collection[str]) -> dict[str, Output]:
        """Recorded outputs by their ids; what is no id, or of no record, is left out."""
        wanted = {}
        for place in places:
            with suppress(ValueError):
                wanted[place] = split_output_id(place)
        numbers: dict[str, set[int]] = {}
        for source, number, _ in wanted.values():
            numbers.setdefault(source, set()).add(number)
        outputs = {
            (source, int(number)): codec.decode(body, Decision).outputs
            for source, asked in numbers.items()
            for number, body in self._among(
                "SELECT number, body FROM decisions WHERE number IN ({marks}) AND source = ?", sorted(asked), (source,)
            )
        }
        return {
            place: outputs[source, number][ordinal]
            for place, (source, number, ordinal) in wanted.items()
            if 0 <= ordinal < len(outputs.get((source, number), ()))
        }
