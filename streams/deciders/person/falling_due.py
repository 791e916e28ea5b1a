"""Decide what falls due with the time that passes: reminders, what is overdue and on whose desk it stands then."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from schemas.records.inputs import TimePassed
from schemas.records.meetings import ActionOverdue
from schemas.records.notify import DeskItemOverdue, DeskItemRaised, DeskKind, Due, NoticeKind
from schemas.records.watch import NoticeEscalated, NoticeOverdue, NoticeReminded
from streams.deciders.areas import DUTY_TEAM, FRONT_DOOR_ITSELF
from streams.deciders.person.due import due_for
from streams.deciders.person.share import desk_area
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.person.watching import is_contact, is_watched, matter_wakes_at, wakes_at, work_on
from streams.deciders.person.works import Work
from streams.reference.facts import Reference

_LATE_WORK: Final = {
    Work.INTERVIEW: (DeskKind.INTERVIEW_OVERDUE, "not_held_in_time"),
    Work.CONCERN: (DeskKind.NOT_PICKED_UP, "not_picked_up_in_time"),
}
"""On the council's desk, what was not done in time, and why it stands there."""

_FRONT_DOOR_TIME: Final = "front_door_has_it"
"""The rule of an item of what the duty team left undecided: it is due when the front door is to have decided."""

TickOutput = DeskItemRaised | DeskItemOverdue | NoticeOverdue | NoticeEscalated | NoticeReminded | ActionOverdue


def decide_tick(matters: list[tuple[bytes, str, Matter]], reference: Reference, tick: TimePassed) -> list[TickOutput]:
    """What falls due by this tick, over matters (case, person, state), earliest first whatever order they come in."""
    outputs: list[TickOutput] = []
    due = [(wakes, case, person, matter) for case, person, matter in matters if (wakes := matter_wakes_at(matter))]
    for _, case, person, matter in sorted(due, key=lambda entry: entry[:3]):
        for held in filter(is_watched, matter.notices):
            if held.due <= tick.at:
                outputs += _overdue(case, person, held, reference, tick.at, _taken_over(matter, held, tick.at))
            elif wakes_at(held) <= tick.at:
                planned = max(at for at in held.reminders if at <= tick.at)
                outputs.append(NoticeReminded(case, person, held.notice, planned, held.due))
        for item in matter.desk:
            if not item.overdue and item.due <= tick.at:
                outputs.append(DeskItemOverdue(case, person, item.item, item.due))
        for action in matter.actions:
            if action.watched and action.due <= tick.at:
                outputs.append(ActionOverdue(case, person, action.action, action.due))
    return outputs


def _taken_over(matter: Matter, held: HeldNotice, at: datetime) -> datetime | None:
    """By when the front door is to decide what its duty team has not: it has the contact as soon as it opens."""
    if not is_contact(held) or held.recipient.role != DUTY_TEAM:
        return None
    own = matter.standing_of(replace(held.recipient, role=FRONT_DOOR_ITSELF))
    return own.due if own is not None and is_watched(own) and own.due > at else None


def _overdue(
    case: bytes, person: str, held: HeldNotice, reference: Reference, at: datetime, by: datetime | None
) -> list[TickOutput]:
    """What nobody dealt with in time stands on the desk behind its recipient, `by` when another has it, if any has."""
    area = desk_area(reference, held.recipient)
    kind, reason = DeskKind.UNOPENED, "not_opened_in_time"
    work = work_on(held)
    if is_contact(held):
        kind, reason = DeskKind.UNTRIAGED, "not_triaged_in_time"
    elif work is not None:
        kind, reason = _LATE_WORK[work]
    elif held.kind is NoticeKind.RECALL:
        kind = DeskKind.RECALL_UNREAD
    due = due_for(reference, held.recipient, at)
    if by is not None:
        due = Due(at=by, rule=_FRONT_DOOR_TIME, holiday=False, bell_known=True, held_until=None, reminders=())
    item = DeskItemRaised(
        kind=kind,
        area=area,
        event=held.event,
        case=case,
        person=person,
        section=held.section,
        due=due,
        reason=reason,
        notice=held.notice,
        referral=None,
        recipient=held.recipient,
        named_only=held.named_only,
        pupil=held.pupil or None,
    )
    return [NoticeOverdue(case, person, held.notice, held.due), NoticeEscalated(case, person, held.notice, area), item]
