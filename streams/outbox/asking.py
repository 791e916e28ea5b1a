"""Which outputs of hop 3 ask that somebody is told, about what, at which place; and what the log says came of it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from schemas.records.decision import Decision, Output
from schemas.records.inputs import Channel
from schemas.records.meetings import ActionSet
from schemas.records.notify import DeskItemOverdue, DeskItemRaised, DeskKind, NoticeIssued, NoticeKind
from schemas.records.share import Recipient
from schemas.records.watch import NoticeFailed, NoticeOverdue, NoticeReminded, NoticeSent
from streams.deciders.person.recipients import council
from streams.deciders.places import record_id
from streams.reference.facts import Reference


class MessageKind(StrEnum):
    """What a message says there is. Every message of a kind has the same words."""

    NOTICE = "notice"
    UPDATE = "update"
    RECALL = "recall"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    DESK_ITEM = "desk_item"
    DESK_ITEM_OVERDUE = "desk_item_overdue"
    ACTION = "action"


class Asked(Struct, frozen=True):
    """An output (`asked`) asks that `recipient` is told of a notice, desk item or action (`about`), not before a time.

    `user` is whom it is for by name; empty where it is for everybody who reads there.
    """

    kind: MessageKind
    about: str
    asked: str
    case: bytes
    person: str
    recipient: Recipient
    not_before: datetime | None = None
    user: str = ""


class Recorded(Struct, frozen=True):
    """The log says that a message was taken over, or failed for good: it is not sent again."""

    asked: str
    channel: Channel
    to: str
    sent: bool
    reason: str


class To(Struct, frozen=True):
    """Somebody who is told: a user id by mail, or the name of a subscription by webhook."""

    channel: Channel
    name: str


Find = Callable[[str], Output | None]
"""A recorded output by its id."""

_NOTICE_KINDS: Final = {
    NoticeKind.FIRST: MessageKind.NOTICE,
    NoticeKind.UPDATE: MessageKind.UPDATE,
    NoticeKind.RECALL: MessageKind.RECALL,
    NoticeKind.FEEDBACK: MessageKind.NOTICE,
    NoticeKind.INTERVIEW: MessageKind.NOTICE,
}


def read_record(decision: Decision, find: Find) -> Iterator[Asked | Recorded]:
    """What one record of hop 3 asks for or says, in order. LookupError where it speaks of an output that is not there.

    An escalation asks for nothing by itself: the desk item in the same record does.
    """
    prefix = record_id(decision.source, decision.number)
    for ordinal, output in enumerate(decision.outputs):
        match output:
            case NoticeIssued() | NoticeReminded() | NoticeOverdue() | DeskItemRaised() | DeskItemOverdue():
                yield _asked(output, f"{prefix}-{ordinal}", find)
            case ActionSet():
                yield _of_action(output, f"{prefix}-{ordinal}")
            case NoticeSent():
                yield Recorded(output.asked, output.channel, output.to, True, "")
            case NoticeFailed() if output.final:
                yield Recorded(output.asked, output.channel, output.to, False, output.reason.value)
            case _:
                pass


def addressees(
    reference: Reference, recipient: Recipient, at: datetime, channels: frozenset[Channel], only: str = ""
) -> list[To]:
    """Who is told at a place, each by which channel: by mail whoever reads there now, by webhook their systems.

    What is for somebody by name (`only`) is told to nobody else there, and to no system.
    """
    told: list[To] = []
    if Channel.MAIL in channels:
        users = dict.fromkeys(role.user for role in reference.readers_of(recipient, at))
        told += [To(Channel.MAIL, user) for user in users if not only or user == only]
    if Channel.WEBHOOK in channels and not only:
        hooks = reference.webhooks.at(recipient.scheme, recipient.value)
        told += [To(Channel.WEBHOOK, hook.name) for hook in hooks]
    return told


def _of_action(output: ActionSet, place: str) -> Asked:
    owner = output.owner
    return Asked(MessageKind.ACTION, place, place, output.case, output.person, owner.recipient, user=owner.user)


def _asked(
    output: NoticeIssued | NoticeReminded | NoticeOverdue | DeskItemRaised | DeskItemOverdue, place: str, find: Find
) -> Asked:
    case, person = output.case, output.person
    match output:
        case NoticeIssued():
            kind, recipient = _NOTICE_KINDS[output.kind], output.recipient
            return Asked(kind, place, place, case, person, recipient, output.due.held_until)
        case DeskItemRaised():
            return Asked(MessageKind.DESK_ITEM, place, place, case, person, _whose_desk(output))
        case DeskItemOverdue():
            item = find(output.item)
            if not isinstance(item, DeskItemRaised):
                raise LookupError(f"desk item `{output.item}` is not in the log")
            return Asked(MessageKind.DESK_ITEM_OVERDUE, output.item, place, case, person, _whose_desk(item))
        case NoticeReminded() | NoticeOverdue():
            notice = find(output.notice)
            if not isinstance(notice, NoticeIssued):
                raise LookupError(f"notice `{output.notice}` is not in the log")
            kind = MessageKind.REMINDER if isinstance(output, NoticeReminded) else MessageKind.OVERDUE
            return Asked(kind, output.notice, place, case, person, notice.recipient)


def _whose_desk(item: DeskItemRaised) -> Recipient:
    """A pattern is for whoever the area's rule names, and for nobody else to know of."""
    if item.kind is DeskKind.PATTERN and item.recipient is not None:
        return item.recipient
    return council(item.area)
