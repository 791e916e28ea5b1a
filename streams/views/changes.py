"""What each kind of output adds to the views and changes in them."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from schemas.items import (
    Item,
)
from schemas.records.accept import (
    EventAccepted,
    EventRejected,
    EventRepeated,
)
from schemas.records.answers import TriageWithdrawn
from schemas.records.decision import (
    Decision,
    Parked,
    Unparked,
)
from schemas.records.hotspots import HotspotsPublished
from schemas.records.notify import (
    DeskItemClosed,
    DeskItemOverdue,
    DeskItemRaised,
    NoticeIssued,
)
from schemas.records.share import (
    DisclosurePermitted,
    DisclosureRefused,
)
from schemas.records.triage import ContactPrioritised, ContactTriaged
from schemas.records.watch import (
    CommandRefused,
    DeskItemOpened,
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeDisowned,
    NoticeEscalated,
    NoticeFailed,
    NoticeOpened,
    NoticeOverdue,
    NoticeSent,
    NoticeToldByTelephone,
    OpeningRefused,
    TraceViewed,
)
from schemas.records.work import StepRecorded
from streams.views.changes_access import (
    Change,
    Row,
    command_refused,
    item_opened,
    opened,
    opening_refused,
    trace_viewed,
)
from streams.views.changes_desks import stepped
from streams.views.changes_disclosure import permitted, refused
from streams.views.changes_meetings import OF_MEETINGS
from streams.views.changes_people import OF_PEOPLE
from streams.views.changes_triage import prioritised, triaged, withdrawn

__all__ = ["HANDLERS", "Change", "Row", "micros"]


_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def micros(at: datetime) -> int:
    """A time as the views keep it: microseconds since 1970 UTC."""
    return (at - _EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)
def _joined(items: tuple[Item, ...]) -> str:
    return " ".join(items)


def _accepted(output: EventAccepted, _: str, at: int, decision: Decision) -> Iterable[Change]:
    """The event's row tells the outcome of its submission; only one that another input's record decided, since it was
    parked, would not be found by its digest.
    """
    event = (
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
            micros(output.occurred_at),
            at,
            output.digest,
            decision.source,
            decision.position,
            decision.number,
            len(output.children),
            " ".join(output.doubts),
        ),
    )
    if output.digest == decision.input:
        return (event,)
    return event, _outcome(output.digest, output.publisher, "accepted", "", "", output.event, at, decision)


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
    recipient, due = output.recipient, output.due
    notice = (
        "notice",
        (
            place,
            output.case,
            output.person,
            output.event,
            output.section,
            recipient.role,
            recipient.scheme,
            recipient.value,
            str(output.kind),
            _joined(output.changed),
            _joined(output.items),
            micros(output.occurred_at),
            at,
            micros(due.at),
            due.rule,
            int(due.holiday),
            int(due.bell_known),
            output.replaces,
            int(output.named_only),
            str(output.priority or ""),
            " ".join(output.grounds),
        ),
    )
    yield notice
    if output.replaces is not None:
        yield "replaced", (place, output.replaces)
    if output.triage is not None:
        yield "notice_state", ("triaged", place)
    if output.prioritised is not None:
        yield "prioritised", (str(output.priority), output.prioritised, place)


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
            micros(output.due.at),
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
            micros(desk.due.at),
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


def _acknowledged(output: NoticeAcknowledged, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "acknowledged", (at, output.notice)


def _hotspots(output: HotspotsPublished, place: str, at: int, _: Decision) -> Iterator[Change]:
    shown = " ".join(map(str, output.shown))
    first_day, places = output.first_day.isoformat(), "\n".join(output.places)
    yield "hotspots", (place, at, output.area, output.event_type, first_day, places, shown)


def _overdue(output: NoticeOverdue, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "overdue", (1, output.notice)


def _settled(output: LateOpeningSettled, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "overdue", (0, output.notice)


def _escalated(output: NoticeEscalated, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "escalated", (output.notice,)


def _sent(output: NoticeSent, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "delivery", (at, output.about, output.asked, str(output.channel), output.to, "sent", "", output.attempts)


def _failed(output: NoticeFailed, _: str, at: int, __: Decision) -> Iterator[Change]:
    outcome = "failed" if output.final else "deferred"
    told = (at, output.about, output.asked, str(output.channel), output.to, outcome, str(output.reason))
    yield "delivery", (*told, output.attempts)


def _told(output: NoticeToldByTelephone, _: str, __: int, ___: Decision) -> Iterator[Change]:
    if output.notice is not None:
        yield "notice_state", ("told_by_telephone", output.notice)


def _disowned(output: NoticeDisowned, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "notice_state", ("not_ours", output.notice)


def _item_overdue(output: DeskItemOverdue, _: str, __: int, ___: Decision) -> Iterator[Change]:
    yield "desk_overdue", (output.item,)


def _item_closed(output: DeskItemClosed, _: str, at: int, __: Decision) -> Iterator[Change]:
    yield "desk_closed", (at, str(output.outcome), output.by, output.item)


HANDLERS: Final[dict[type, Callable[[Any, str, int, Decision], Iterable[Change]]]] = {
    EventAccepted: _accepted,
    EventRepeated: _repeated,
    EventRejected: _rejected,
    Parked: _parked,
    Unparked: _unparked,
    NoticeIssued: _issued,
    DeskItemRaised: _raised,
    DisclosurePermitted: permitted,
    DisclosureRefused: refused,
    NoticeOpened: opened,
    OpeningRefused: opening_refused,
    DeskItemOpened: item_opened,
    TraceViewed: trace_viewed,
    CommandRefused: command_refused,
    NoticeAcknowledged: _acknowledged,
    ContactTriaged: triaged,
    TriageWithdrawn: withdrawn,
    **OF_MEETINGS,
    StepRecorded: stepped,
    ContactPrioritised: prioritised,
    HotspotsPublished: _hotspots,
    **OF_PEOPLE,
    NoticeOverdue: _overdue,
    LateOpeningSettled: _settled,
    NoticeEscalated: _escalated,
    NoticeSent: _sent,
    NoticeFailed: _failed,
    NoticeToldByTelephone: _told,
    NoticeDisowned: _disowned,
    DeskItemOverdue: _item_overdue,
    DeskItemClosed: _item_closed,
}
