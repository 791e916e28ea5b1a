"""`replay`: how notices and desks stood at any point in two times, when it happened and when the hub knew."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.decision import Output
from schemas.records.meetings import ConflictDeclared
from schemas.records.notify import DeskItemClosed, DeskItemOverdue, DeskItemRaised, DeskKind, NoticeIssued, NoticeKind
from schemas.records.share import Recipient
from schemas.records.watch import (
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeEscalated,
    NoticeOpened,
    NoticeOverdue,
    NoticeToldByTelephone,
)
from streams.checks.records import Recorded


class NoticeThen(Struct, frozen=True):
    """A notice that was current: to whom, under which event, by when, and how far it had got."""

    notice: str
    event: bytes
    case: bytes
    person: str
    recipient: Recipient
    kind: NoticeKind
    items: tuple[Item, ...]
    issued_at: datetime
    due_at: datetime
    opened_at: datetime | None = None
    opened_in_time: bool | None = None
    acknowledged_at: datetime | None = None
    overdue: bool = False
    escalated: bool = False
    told_by_telephone: bool = False


class DeskItemThen(Struct, frozen=True):
    """A desk item that was open."""

    item: str
    kind: DeskKind
    area: str
    event: bytes
    case: bytes
    person: str
    reason: str
    recipient: Recipient | None
    notice: str | None
    raised_at: datetime
    due_at: datetime
    overdue: bool = False


class Then(Struct, frozen=True):
    """What stood: current notices and open desk items of incidents up to a time, as the hub knew at another."""

    events: int
    notices: tuple[NoticeThen, ...]
    desk: tuple[DeskItemThen, ...]


def fold_at(records: Iterable[Recorded], *, happened_until: datetime, known_until: datetime) -> Then:
    """Fold decisions that rest on what was appended until `known_until`, about incidents until `happened_until`.

    Records must come in an order in which none stands before the one that it follows from.
    """
    fold = _Fold(happened_until)
    for record in records:
        if record.decision.at <= known_until:
            fold.take(record)
    return fold.then()


class _Fold:
    def __init__(self, happened_until: datetime) -> None:
        self._happened_until = happened_until
        self._events: set[bytes] = set()
        self._notices: dict[str, NoticeThen] = {}
        self._desk: dict[str, DeskItemThen] = {}

    def take(self, record: Recorded) -> None:
        for ordinal, output in enumerate(record.decision.outputs):
            self._fold(record, record.output_id(ordinal), output)

    def then(self) -> Then:
        return Then(len(self._events), tuple(self._notices.values()), tuple(self._desk.values()))

    def _fold(self, record: Recorded, place: str, output: Output) -> None:
        at = record.decision.at
        match output:
            case EventAccepted() if output.occurred_at <= self._happened_until:
                self._events.add(output.event)
            case NoticeIssued() if output.event in self._events:
                self._notices.pop(output.replaces or "", None)
                self._notices[place] = _notice(place, output, at)
            case DeskItemRaised() if output.event in self._events:
                self._desk[place] = _desk_item(place, output, at)
            case DeskItemClosed():
                self._desk.pop(output.item, None)
            case DeskItemOverdue() if output.item in self._desk:
                self._desk[output.item] = replace(self._desk[output.item], overdue=True)
            case NoticeDisowned():
                self._notices.pop(output.notice, None)
            case ConflictDeclared():
                for notice in output.taken:
                    self._notices.pop(notice, None)
            case _:
                for notice, changes in _changes(output, at):
                    if notice in self._notices:
                        self._notices[notice] = _changed(self._notices[notice], changes)


def _changes(output: Output, at: datetime) -> Iterator[tuple[str, dict[str, datetime | bool]]]:
    match output:
        case NoticeOpened():
            yield output.notice, {"opened_at": at, "opened_in_time": output.in_time}
        case NoticeAcknowledged():
            yield output.notice, {"acknowledged_at": at}
        case NoticeOverdue():
            yield output.notice, {"overdue": True}
        case LateOpeningSettled():
            yield output.notice, {"overdue": False}
        case NoticeEscalated():
            yield output.notice, {"escalated": True}
        case NoticeToldByTelephone() if output.notice is not None:
            yield output.notice, {"told_by_telephone": True}
        case _:
            pass


def _changed(notice: NoticeThen, changes: dict[str, datetime | bool]) -> NoticeThen:
    if notice.opened_at is not None and "opened_at" in changes:
        return notice
    return replace(notice, **changes)


def _notice(place: str, output: NoticeIssued, at: datetime) -> NoticeThen:
    return NoticeThen(
        notice=place,
        event=output.event,
        case=output.case,
        person=output.person,
        recipient=output.recipient,
        kind=output.kind,
        items=output.items,
        issued_at=at,
        due_at=output.due.at,
    )


def _desk_item(place: str, output: DeskItemRaised, at: datetime) -> DeskItemThen:
    return DeskItemThen(
        item=place,
        kind=output.kind,
        area=output.area,
        event=output.event,
        case=output.case,
        person=output.person,
        reason=output.reason,
        recipient=output.recipient,
        notice=output.notice,
        raised_at=at,
        due_at=output.due.at,
    )
