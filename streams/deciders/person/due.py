"""By when a recipient must have opened a notice: the calendar's answer as it stands in records."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from schemas.records.notify import Due
from schemas.records.share import Recipient
from streams.calendar import AreaCalendar, Deadline, latest_time, reminders
from streams.deciders.person.share import desk_area
from streams.reference.facts import Reference

HELD_RULE: Final = "next_first_bell_held_until_monday"
"""The rule of a notice in an area that holds what became known at a weekend: nobody opens it before Monday."""


def due_for(reference: Reference, recipient: Recipient, known_at: datetime) -> Due:
    """The latest time for a recipient, by the school's own calendar or, at a council's desk, the usual school day."""
    return _due(_deadline(reference, recipient, known_at)[0], ())


def due_of_notice(reference: Reference, recipient: Recipient, known_at: datetime) -> Due:
    """The latest time, with the reminders before it, and until when the recipient's area holds the notice, if it does.

    What goes to a council's desk stands there at once.
    """
    return reference.due(recipient, known_at, lambda: _due_of_notice(reference, recipient, known_at))


def _due_of_notice(reference: Reference, recipient: Recipient, known_at: datetime) -> Due:
    deadline, area = _deadline(reference, recipient, known_at)
    if recipient.scheme != "urn":
        return _due(deadline, ())
    return _due(deadline, reminders(deadline, known_at, area.reminders), held=deadline.held_until is not None)


def _deadline(reference: Reference, recipient: Recipient, known_at: datetime) -> tuple[Deadline, AreaCalendar]:
    area = reference.areas[desk_area(reference, recipient)]
    calendar = reference.calendars.get(recipient.value) if recipient.scheme == "urn" else None
    return latest_time(known_at, calendar, area), area


@lru_cache(maxsize=4096)
def _due(deadline: Deadline, reminded: tuple[datetime, ...], *, held: bool = False) -> Due:
    return Due(
        at=deadline.due_at,
        rule=HELD_RULE if held else deadline.rule.value,
        holiday=deadline.in_holiday,
        bell_known=not deadline.default_calendar,
        held_until=deadline.held_until if held else None,
        reminders=reminded,
    )


def for_a_desk(due: Due) -> Due:
    """A notice's deadline as it stands on a desk: nothing is held there, and nobody is reminded."""
    return replace(due, held_until=None, reminders=()) if due.held_until is not None or due.reminders else due
