"""The questions of `streams.engines.contract.Views`, for any database that holds the tables: one text for each.

Statements are written with `?`; each engine says how its database is asked.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import ClassVar, Final

from schemas import codec
from schemas.records.decision import Decision, Output
from schemas.records.match import MatchReferred
from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.share import Recipient
from streams.deciders.areas import COUNCIL_DESK
from streams.engines.contract import Referral, TraceStep
from streams.engines.line.times import micros, moment
from streams.reference.facts import Reference
from streams.views.changes_disclosure import led_to
from streams.views.from_rows import Row, desk_row, event_row, notice_row
from streams.views.front_door import OPEN_STATES, FrontDoorViews
from streams.views.hotspots import HotspotViews
from streams.views.meetings import NOTICES, MeetingViews
from streams.views.outcomes import OutcomeViews
from streams.views.rows import (
    PAGE,
    AccessRow,
    DecidedRow,
    DeliveryRow,
    DeskRow,
    EventRow,
    NoticeRow,
)
from streams.views.tracing import Traced, trace_of
from streams.views.work import WorkViews

__all__ = ["Row", "SqlViews"]

_HEXADECIMAL: Final = frozenset("0123456789abcdef")
_ID_DIGITS: Final = 32
_TYPE: Final = "(SELECT e.type FROM event_view e WHERE e.event = d.event)"
"""Asked for each row: PostgreSQL answers a join of a year's rows by reading every event there ever was."""


class SqlViews(OutcomeViews, FrontDoorViews, MeetingViews, WorkViews, HotspotViews):
    """Answers from rows. `reference` gives the reference as of now, for the area of a setting."""

    TRACED: ClassVar[str]
    """Finds the body and the ledger index (or null) of every decision that touches an event, which is given twice."""

    def __init__(self, reference: Callable[[], Reference]) -> None:
        self._reference = reference

    def inbox(self, urn: str, *, closed: bool = False) -> Sequence[NoticeRow]:
        """Notices of one school, as `inbox_of` its safeguarding lead."""
        return self.inbox_of(Recipient("dsl", "urn", urn), closed=closed)

    def inbox_of(self, recipient: Recipient, *, closed: bool = False, before: str | None = None) -> Sequence[NoticeRow]:
        """Open notices of a role at a place, most urgent first.

        When `closed`, the newest of those that were replaced or finished, `PAGE` at most: of all, or of those that
        stand behind the notice `before`.
        """
        mine = f"{NOTICES} WHERE n.scheme = ? AND n.value = ? AND n.role = ?"
        place: list[object] = [recipient.scheme, recipient.value, recipient.role]
        if not closed:
            order = "n.opened_at IS NOT NULL, n.overdue DESC, n.due_at, n.issued_at, n.notice"
            rows = self._read(f"{mine} AND n.state IN {OPEN_STATES} ORDER BY {order}", place)
            return [notice_row(row) for row in rows]
        last = ""
        if before is not None:
            last = " AND (n.issued_at, n.notice) < (SELECT issued_at, notice FROM notice_view WHERE notice = ?)"
            place.append(before)
        order = f"n.issued_at DESC, n.notice DESC LIMIT {PAGE}"
        done = f"n.state NOT IN {OPEN_STATES} AND n.state <> 'left_out'"
        rows = self._read(f"{mine} AND {done}{last} ORDER BY {order}", place)
        return [notice_row(row) for row in rows]

    def notice(self, notice: str) -> NoticeRow | None:
        """One notice."""
        rows = self._read(f"{NOTICES} WHERE n.notice = ?", (notice,))
        return notice_row(rows[0]) if rows else None

    def notices_called(self, notices: Collection[str]) -> dict[str, NoticeRow]:
        """Those of these notices that there are, by their names."""
        rows = self._among(f"{NOTICES} WHERE n.notice IN ({{marks}})", notices)
        return {row.notice: row for row in map(notice_row, rows)}

    def notices(self) -> Sequence[NoticeRow]:
        """Every notice of the hub, in the order of their issue."""
        return [notice_row(row) for row in self._read(f"{NOTICES} ORDER BY n.issued_at, n.notice")]

    def next_deadline(self, after: datetime) -> datetime | None:
        """The first time after another at which something that stands falls due: a notice that is not dealt with, an
        item on a desk, an action of a meeting. Not what was found overdue before.
        """
        rows = self._read(
            f"SELECT MIN(due_at) FROM (SELECT due_at FROM notice_view WHERE overdue = 0 AND state IN {OPEN_STATES}"
            " UNION ALL SELECT due_at FROM desk_view WHERE overdue = 0 AND closed_at IS NULL"
            " UNION ALL SELECT due_at FROM action_view WHERE overdue = 0 AND closed = 0 AND answer <> 'done')"
            " AS standing WHERE due_at > ?",
            (micros(after),),
        )
        return moment(rows[0][0]) if rows and rows[0][0] is not None else None

    def desk(self, areas: Sequence[str], *, closed: bool = False, before: str | None = None) -> Sequence[DeskRow]:
        """Open items of some areas' desks, least time left first; or the newest `PAGE` of the closed ones, of all or
        behind the item `before`.

        Patterns are there only where they fell to the council's desk: a MARAC case is not for every desk to know of.
        """
        if not areas:
            return []
        marks = ",".join("?" * len(areas))
        state = "closed_at IS NOT NULL" if closed else "closed_at IS NULL"
        mine = "(kind <> 'pattern' OR recipient_role = ?)"
        given, last, order = [*areas, COUNCIL_DESK], "", "due_at, raised_at, item"
        if closed:
            order = f"closed_at DESC, item DESC LIMIT {PAGE}"
        if before is not None:
            last = " AND (closed_at, item) < (SELECT closed_at, item FROM desk_view WHERE item = ?)"
            given.append(before)
        rows = self._read(
            f"SELECT * FROM desk_view WHERE area IN ({marks}) AND {state} AND {mine}{last} ORDER BY {order}", given
        )
        return [desk_row(row) for row in rows]

    def patterns(self, areas: Sequence[str], role: str | None = None, *, closed: bool = False) -> Sequence[DeskRow]:
        """Counts and patterns across events that wait for a role to refer or decline, or for any; or those answered.

        What was taken from a role that is left out of a case on which it rests is there for nobody.
        """
        if not areas:
            return []
        marks = ",".join("?" * len(areas))
        state = "closed_at IS NOT NULL AND outcome <> 'left_out'" if closed else "closed_at IS NULL"
        order = "closed_at DESC" if closed else "due_at, raised_at"
        whose = " AND recipient_role = ?" if role is not None else ""
        rows = self._read(
            f"SELECT * FROM desk_view WHERE area IN ({marks}) AND {state} AND kind = 'pattern'{whose}"
            f" ORDER BY {order}, item",
            (*areas, *([role] if role is not None else [])),
        )
        return [desk_row(row) for row in rows]

    def pattern(self, pattern: str) -> PatternFound | RepeatAssessed | None:
        """What was recorded of a count or pattern, by its output id: rule, cases and times."""
        output = self._output(pattern)
        return output if isinstance(output, PatternFound | RepeatAssessed) else None

    def _output(self, place: str) -> Output | None:
        return self._outputs([place]).get(place)

    def desk_item(self, item: str) -> DeskRow | None:
        """One desk item."""
        rows = self._read("SELECT * FROM desk_view WHERE item = ?", (item,))
        return desk_row(rows[0]) if rows else None

    def referral(self, referral: str) -> Referral | None:
        """The recorded evidence of a doubtful match."""
        output = self._output(referral)
        if not isinstance(output, MatchReferred):
            return None
        return Referral(referral, output.reason, output.named, output.evidence)

    def event(self, event: bytes) -> EventRow | None:
        """One accepted event."""
        rows = self._read("SELECT * FROM event_view WHERE event = ?", (event,))
        return event_row(rows[0]) if rows else None

    def events_with(self, events: Collection[bytes]) -> dict[bytes, EventRow]:
        """Those of these events that were accepted, by their ids."""
        rows = self._among("SELECT * FROM event_view WHERE event IN ({marks})", events)
        return {row.event: row for row in map(event_row, rows)}

    def event_called(self, name: str) -> EventRow | None:
        """The event of an id in hexadecimal, or of a publisher's reference: its latest revision, or `@` another."""
        if len(name) == _ID_DIGITS and set(name) <= _HEXADECIMAL:
            return self.event(bytes.fromhex(name))
        reference, _, revision = name.partition("@")
        given: tuple[object, ...] = (reference,)
        if revision:
            given = (reference, int(revision) if revision.isdigit() else 0)
        rows = self._read(
            f"SELECT * FROM event_view WHERE reference = ?{' AND revision = ?' if revision else ''}"
            " ORDER BY revision DESC LIMIT 1",
            given,
        )
        return event_row(rows[0]) if rows else None

    def events(self, *, case: bytes | None = None, limit: int = 100) -> Sequence[EventRow]:
        """Accepted events, newest first, of one case or of all."""
        where, given = ("WHERE cased = ?", (case,)) if case is not None else ("", ())
        rows = self._read(
            f"SELECT * FROM event_view {where} ORDER BY accepted_at DESC, number DESC, source LIMIT ?", (*given, limit)
        )
        return [event_row(row) for row in rows]

    def withdrawn(self, until: datetime) -> Sequence[EventRow]:
        """Withdrawals that were accepted up to a time, oldest first."""
        rows = self._read(
            "SELECT * FROM event_view WHERE standing = 'withdrawn' AND accepted_at <= ? ORDER BY accepted_at, event",
            (micros(until),),
        )
        return [event_row(row) for row in rows]

    def corrected(self, until: datetime) -> Sequence[bytes]:
        """The cases of which a later revision was accepted up to a time, and that stand."""
        rows = self._read(
            "SELECT DISTINCT cased FROM event_view WHERE revision > 1 AND standing = 'current' AND accepted_at <= ?"
            " ORDER BY cased",
            (micros(until),),
        )
        return [bytes(case) for (case,) in rows]

    def raised_for(self, reason: str, until: datetime) -> Sequence[bytes]:
        """The events of which an item was raised for a reason up to a time, be it closed since."""
        rows = self._read(
            "SELECT DISTINCT event FROM desk_view WHERE reason = ? AND raised_at <= ? ORDER BY event",
            (reason, micros(until)),
        )
        return [bytes(event) for (event,) in rows]

    def revisions(self, cases: Collection[bytes]) -> dict[bytes, dict[bytes, int]]:
        """The accepted events of each of these cases, newest first, and which revision each is."""
        found: dict[bytes, dict[bytes, int]] = {case: {} for case in cases}
        for case, event, revision in self._among(
            "SELECT cased, event, revision FROM event_view WHERE cased IN ({marks})"
            " ORDER BY accepted_at DESC, number DESC, source",
            found,
        ):
            found[bytes(case)][bytes(event)] = int(revision)
        return found

    def cases_of(self, type: str, events: Collection[bytes]) -> dict[bytes, bytes]:
        """The case of each of these events that is of a type."""
        found = self._among("SELECT event, cased, type FROM event_view WHERE event IN ({marks})", events)
        return {bytes(event): bytes(case) for event, case, of in found if of == type}

    def sent(self, agency: str, *, reference: str | None = None, limit: int = 100) -> Sequence[EventRow]:
        """Events that one agency sent, newest first; of one of its references where that is given."""
        where, given = ("AND reference = ?", (reference,)) if reference is not None else ("", ())
        rows = self._read(
            f"SELECT * FROM event_view WHERE publisher = ? {where}"
            " ORDER BY accepted_at DESC, revision DESC, number DESC, source LIMIT ?",
            (agency, *given, limit),
        )
        return [event_row(row) for row in rows]

    def trace(self, event: bytes) -> Sequence[TraceStep]:
        """Every decision that touches an event, by time and then by stage, with what of it is about this event.

        A revision or withdrawal also has what it led to under an earlier revision's name: the recall of that one's
        notices, the desk items that it closed, and what became of these.
        """
        own = self._traced(event)
        of_case = self._read(
            "SELECT event FROM event_view WHERE event <> ? AND cased IN (SELECT cased FROM event_view WHERE event = ?)",
            (event, event),
        )
        others = [one for (other,) in of_case for one in self._traced(bytes(other))]
        filed = {str(id) for (id,) in self._read("SELECT notice FROM notice_view WHERE event = ?", (event,))}
        filed |= {str(id) for (id,) in self._read("SELECT action FROM action_view WHERE event = ?", (event,))}
        filed |= {str(id) for (id,) in self._read("SELECT item FROM desk_view WHERE event = ?", (event,))}
        return trace_of(event, own, others, filed)

    def _traced(self, event: bytes) -> list[Traced]:
        rows = self._read(self.TRACED, (event, event))
        return [(codec.decode(body, Decision), int(at) if at is not None else None) for body, at in rows]

    def accesses(self, subject: str) -> Sequence[AccessRow]:
        """Who opened, or was refused, a notice, desk item or action."""
        rows = self._read('SELECT * FROM access_view WHERE subject = ? ORDER BY at, "user", granted', (subject,))
        return [AccessRow(moment(at), user, role, subject, bool(ok), why) for at, user, role, subject, ok, why in rows]

    def deliveries(self, about: str) -> Sequence[DeliveryRow]:
        """What came of the messages about a notice, desk item or action, in order."""
        rows = self._read(
            "SELECT * FROM delivery_view WHERE about = ? ORDER BY at, asked, channel, addressee, attempts", (about,)
        )
        return [DeliveryRow(moment(at), *rest) for at, *rest in rows]

    def decided(self, instrument: str, version: int, start: datetime, end: datetime) -> Sequence[DecidedRow]:
        """Decisions under one version from `start` to before `end`, counted; a school counts in its council's area."""
        reference = self._reference()
        counts: dict[tuple[str, str, str, str, str], int] = {}
        for kind, role, scheme, value, under, count in self._read(
            f"SELECT {_TYPE} AS kind, d.role, d.scheme, d.value, d.under, count(*) FROM disclosure_view d"
            " WHERE d.at >= ? AND d.at < ? AND d.under LIKE ? GROUP BY kind, d.role, d.scheme, d.value, d.under",
            (micros(start), micros(end), f"%{instrument}/{version}/%"),
        ):
            setting = reference.setting(str(value)) if scheme == "urn" else None
            area = setting.area if setting is not None else str(value)
            for outcome, reason in led_to(str(under), instrument, version):
                key = (str(kind or ""), str(role), area, outcome, reason)
                counts[key] = counts.get(key, 0) + int(count)
        return [DecidedRow(*key, count) for key, count in sorted(counts.items())]

    def lapsed(self, areas: Sequence[str]) -> Sequence[tuple[str, str, int]]:
        """(area, agreement, count): disclosures that went with the duty's minimum because an agreement lapsed."""
        counts: dict[tuple[str, str], int] = {}
        reference = self._reference()
        for place, instrument, count in self._read(
            "SELECT place, instrument, sum(count) FROM alarm_view"
            " WHERE flag LIKE 'agreement_%' GROUP BY place, instrument"
        ):
            setting = reference.setting(str(place))
            area = setting.area if setting is not None else str(place)
            if area in areas:
                key = (area, str(instrument))
                counts[key] = counts.get(key, 0) + int(count)
        return [(area, instrument, count) for (area, instrument), count in sorted(counts.items())]
