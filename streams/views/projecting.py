"""Fold decision records into view rows: pure, statement names and parameters only, the same for every database.

Inserts of one batch may go first and together, updates after them in order.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from msgspec.structs import replace

from schemas.items import Item
from schemas.records.accept import EventAccepted, EventConflicted, EventRejected, EventRepeated
from schemas.records.decision import Decision, Parked, Unparked
from schemas.records.match import ChildLeft, ChildMatched, ChildNotOnRoll, EventUntouched, MatchReferred, PersonResolved
from schemas.records.notify import DeskItemClosed, DeskItemOverdue, DeskItemRaised, MatterRevised, NoticeIssued
from schemas.records.share import DisclosurePermitted, DisclosureRefused
from schemas.records.watch import (
    ChildMoved,
    CommandRefused,
    DeskItemOpened,
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeEscalated,
    NoticeOpened,
    NoticeOverdue,
    NoticeReminded,
    NoticeToldByTelephone,
    OpeningRefused,
    TraceViewed,
)

Row = tuple[object, ...]
Change = tuple[str, Row]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_OF_EVENT: Final = frozenset(
    {
        EventAccepted,
        EventRepeated,
        EventConflicted,
        ChildMatched,
        MatchReferred,
        ChildNotOnRoll,
        ChildLeft,
        PersonResolved,
        EventUntouched,
        DisclosurePermitted,
        DisclosureRefused,
        NoticeIssued,
        MatterRevised,
        ChildMoved,
        DeskItemRaised,
        TraceViewed,
    }
)
"""Outputs that name their event."""

_OF_NOTICE: Final = frozenset(
    {
        NoticeOpened,
        OpeningRefused,
        NoticeAcknowledged,
        NoticeReminded,
        NoticeOverdue,
        NoticeEscalated,
        LateOpeningSettled,
        NoticeDisowned,
    }
)
"""Outputs that name a notice, and by it the notice's event."""

_OF_ITEM: Final = frozenset({NoticeToldByTelephone, DeskItemOpened, DeskItemClosed, DeskItemOverdue})
"""Outputs that name a desk item, and by it the item's event."""


def project(decision: Decision) -> Iterator[Change]:
    """The rows that one record adds and changes. Personal data is in none of them."""
    at = _micros(decision.at)
    prefix = f"{decision.source}-{decision.number}-"
    events = set()
    for ordinal, output in enumerate(decision.outputs):
        kind = type(output)
        if kind is Unparked:
            decision = replace(decision, position=output.position)  # type: ignore[union-attr]  # its kind was asked
        elif kind in _OF_EVENT:
            events.add(output.event)  # type: ignore[union-attr]  # every kind in `_OF_EVENT` names its event
        elif kind in _OF_NOTICE:
            yield "trace_notice", (decision.source, decision.number, output.notice)  # type: ignore[union-attr]  # as above
        elif kind in _OF_ITEM:
            yield "trace_item", (decision.source, decision.number, output.item)  # type: ignore[union-attr]  # as above
        handler = _HANDLERS.get(kind)
        if handler is not None:
            yield from handler(output, f"{prefix}{ordinal}", at, decision)
    for event in events:
        yield "trace", (event, decision.source, decision.number)


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def _joined(items: tuple[Item, ...]) -> str:
    return " ".join(items)


def _accepted(output: EventAccepted, _: str, at: int, decision: Decision) -> Iterator[Change]:
    yield (
        "event",
        (
            output.event,
            output.case,
            output.publisher,
            output.type,
            output.reference,
            output.revision,
            str(output.standing),
            str(output.grade),
            _micros(output.occurred_at),
            at,
            output.digest,
            decision.source,
            decision.position,
            decision.number,
            len(output.children),
        ),
    )
    yield _outcome(output.digest, output.publisher, "accepted", "", "", output.event, at, decision)


def _repeated(output: EventRepeated, _: str, at: int, decision: Decision) -> Iterator[Change]:
    yield _outcome(output.digest, _agency(decision), "repeated", "", "", output.event, at, decision)


def _rejected(output: EventRejected, _: str, at: int, decision: Decision) -> Iterator[Change]:
    yield _outcome(output.digest, output.publisher, "rejected", output.reason, output.place, None, at, decision)


def _outcome(
    digest: bytes,
    publisher: str,
    outcome: str,
    reason: str,
    place: str,
    event: bytes | None,
    at: int,
    decision: Decision,
) -> Change:
    return "outcome", (digest, publisher, outcome, reason, place, event, decision.source, decision.number, at)


def _agency(decision: Decision) -> str:
    return decision.source.split(".", 1)[1].rsplit(".", 1)[0]


def _issued(output: NoticeIssued, place: str, at: int, _: Decision) -> Iterator[Change]:
    yield (
        "notice",
        (
            place,
            output.case,
            output.person,
            output.event,
            output.section,
            output.recipient.role,
            output.recipient.scheme,
            output.recipient.value,
            str(output.kind),
            _joined(output.changed),
            _joined(output.items),
            _micros(output.occurred_at),
            at,
            _micros(output.due.at),
            output.due.rule,
            output.due.holiday,
            output.due.bell_known,
            output.replaces,
            output.named_only,
        ),
    )
    if output.replaces is not None:
        yield "replaced", (place, output.replaces)


def _raised(output: DeskItemRaised, place: str, at: int, _: Decision) -> Iterator[Change]:
    recipient = output.recipient
    yield (
        "desk",
        (
            place,
            str(output.kind),
            output.area,
            output.case,
            output.person,
            output.event,
            output.section,
            output.reason,
            at,
            _micros(output.due.at),
            output.due.rule,
            output.notice,
            output.referral,
            recipient.role if recipient is not None else None,
            recipient.scheme if recipient is not None else None,
            recipient.value if recipient is not None else None,
        ),
    )


def _parked(output: Parked, place: str, at: int, decision: Decision) -> Iterator[Change]:
    """An item about no child that is known yet: partition and position stand in the child's place, and the key in the
    recipient's.
    """
    desk = output.desk
    if desk is None:
        return
    yield (
        "desk",
        (
            place,
            "parked",
            desk.area,
            b"",
            decision.source,
            b"",
            output.position,
            output.reason,
            at,
            _micros(desk.due.at),
            desk.due.rule,
            None,
            None,
            None,
            "key",
            output.key,
        ),
    )


def _unparked(output: Unparked, _: str, at: int, decision: Decision) -> Iterator[Change]:
    yield "parked_decided", (at, decision.source, output.position)


def _permitted(output: DisclosurePermitted, _: str, __: int, ___: Decision) -> Iterator[Change]:
    for flag in output.flags:
        for withheld in output.withheld:
            if withheld.instrument and withheld.reason == "not_in_force":
                yield "alarm", (output.recipient.value, withheld.instrument, flag)


def _opened(output: NoticeOpened, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "opened", (at, output.in_time, output.notice)
    yield "access", (at, output.user, output.role, output.notice, 1, "")


def _opening_refused(output: OpeningRefused, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.user, "", output.notice, 0, output.reason)


def _item_opened(output: DeskItemOpened, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.user, output.role, output.item, 1, "")


def _trace_viewed(output: TraceViewed, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.user, output.role, output.event.hex(), 1, "")


def _command_refused(output: CommandRefused, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "access", (at, output.user, "", output.answers, 0, output.reason)


def _acknowledged(output: NoticeAcknowledged, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "acknowledged", (at, output.notice)


def _overdue(output: NoticeOverdue, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "overdue", (1, output.notice)


def _settled(output: LateOpeningSettled, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "overdue", (0, output.notice)


def _escalated(output: NoticeEscalated, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "escalated", (output.notice,)


def _told(output: NoticeToldByTelephone, _: str, __: int, ___: Decision) -> Iterator[Change]:
    if output.notice is not None:
        yield "notice_state", ("told_by_telephone", output.notice)


def _disowned(output: NoticeDisowned, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "notice_state", ("not_ours", output.notice)


def _item_overdue(output: DeskItemOverdue, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "desk_overdue", (output.item,)


def _item_closed(output: DeskItemClosed, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "desk_closed", (at, str(output.outcome), output.by, output.item)


_HANDLERS: Final[dict[type, Callable[[Any, str, int, Decision], Iterator[Change]]]] = {
    EventAccepted: _accepted,
    EventRepeated: _repeated,
    EventRejected: _rejected,
    Parked: _parked,
    Unparked: _unparked,
    NoticeIssued: _issued,
    DeskItemRaised: _raised,
    DisclosurePermitted: _permitted,
    NoticeOpened: _opened,
    OpeningRefused: _opening_refused,
    DeskItemOpened: _item_opened,
    TraceViewed: _trace_viewed,
    CommandRefused: _command_refused,
    NoticeAcknowledged: _acknowledged,
    NoticeOverdue: _overdue,
    LateOpeningSettled: _settled,
    NoticeEscalated: _escalated,
    NoticeToldByTelephone: _told,
    NoticeDisowned: _disowned,
    DeskItemOverdue: _item_overdue,
    DeskItemClosed: _item_closed,
}
