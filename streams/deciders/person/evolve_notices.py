"""Fold into a notice that stands what was done with it, or what its time brought."""

from msgspec.structs import replace

from schemas.records.watch import (
    LateOpeningSettled,
    NoticeAcknowledged,
    NoticeOpened,
    NoticeOverdue,
    NoticeReminded,
    NoticeToldByTelephone,
)
from streams.deciders.person.state import HeldNotice


def marked(
    held: HeldNotice,
    output: NoticeOpened
    | NoticeAcknowledged
    | NoticeOverdue
    | LateOpeningSettled
    | NoticeToldByTelephone
    | NoticeReminded,
) -> HeldNotice:
    """The notice after one of these outputs about it."""
    match output:
        case NoticeOpened():
            return replace(held, opened=True)
        case NoticeAcknowledged():
            return replace(held, acknowledged=True)
        case NoticeOverdue():
            return replace(held, overdue=True)
        case LateOpeningSettled():
            return replace(held, overdue=False)
        case NoticeToldByTelephone():
            return replace(held, told=True)
        case NoticeReminded():
            return replace(held, reminders=tuple([at for at in held.reminders if at > output.planned_at]))
