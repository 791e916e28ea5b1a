"""Who of an event may be a child, where nobody knows how old they are."""

from typing import Final

from schemas.events.hospital import Attendance, Sign
from schemas.events.people import Person, Role
from streams.deciders.opened import OpenedEvent

_VIOLENCE: Final = frozenset({Sign.STABBING, Sign.GUNSHOT})


def may_be_a_child(event: OpenedEvent, person: Person) -> bool:
    """Whether a patient was stabbed or shot, and neither a date of birth nor the attendance says how old they are.

    Source: flows.md, A&E safeguarding flag: of a child such an injury is told at once, so a person says first that this
    is none. No school hears: there is no child to match with a roll.
    """
    if Role.PATIENT not in person.roles or person.date_of_birth is not None:
        return False
    seen = event.fact(Attendance)
    return seen is not None and seen.age is None and not _VIOLENCE.isdisjoint(seen.signs)
