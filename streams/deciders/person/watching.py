"""Until when a notice is watched, and the time at which a matter has something to do next."""

from datetime import datetime

from streams.deciders.areas import FRONT_DOOR
from streams.deciders.person.state import HeldNotice, Matter
from streams.deciders.person.works import ENDS, OF_THE_MATTER, Work, work_of


def is_contact(held: HeldNotice) -> bool:
    """Whether a front door has to decide what follows from a notice: reading alone does not end its time."""
    recipient = held.recipient
    return recipient.scheme == "area" and recipient.role in FRONT_DOOR and held.kind in OF_THE_MATTER


def work_on(held: HeldNotice) -> Work | None:
    """The work on a notice that its recipient records step by step; None of what is only read and acknowledged."""
    return work_of(held.recipient) if held.kind in OF_THE_MATTER else None


def is_met(held: HeldNotice) -> bool:
    """Whether what ends its time was done: it was opened, or triaged, or the step was recorded that is awaited."""
    if is_contact(held):
        return held.triaged
    work = work_on(held)
    if work is not None:
        return held.step in ENDS[work]
    return held.opened


def is_watched(held: HeldNotice) -> bool:
    """Whether its latest time still matters: to open it, or for the front door to triage it."""
    return not (held.overdue or held.told or is_met(held))


def wakes_at(held: HeldNotice) -> datetime:
    """The earliest time at which a tick has something to do with a notice, while it is watched."""
    due, reminders = held.due, held.reminders
    return min(reminders[0], due) if reminders else due


def matter_wakes_at(matter: Matter) -> datetime | None:
    """The earliest time at which a tick has something to do in a matter."""
    times = [wakes_at(held) for held in matter.notices if is_watched(held)]
    if matter.desk:
        times += [held.due for held in matter.desk if not held.overdue]
    if matter.actions:
        times += [held.due for held in matter.actions if held.watched]
    if len(times) == 1:
        return times[0]
    return min(times, default=None)
