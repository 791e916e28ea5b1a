"""Which of an area's grounds of priority hold of a contact. Pure: of the event as opened and what may be seen of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from schemas.events.front_door import Contact
from schemas.events.hospital import Attendance, CpIsAnswer
from schemas.items import Item
from schemas.records.triage import ContactPriority
from streams.deciders.opened import OpenedEvent
from streams.routing.holding import holds
from streams.routing.priorities import PriorityRule, Signs

_ORDER: Final = tuple(ContactPriority)

SHOWN_BY: Final = MappingProxyType(
    {
        "under": Item.CHILD_DATE_OF_BIRTH,
        "within_hours": Item.EPISODE_TIMES,
        "stages": Item.EPISODE_STAGE,
        "risks": Item.EPISODE_RISK,
        "placed_here": Item.PLACING_AUTHORITY,
        "exploitation": Item.EXPLOITATION_CONCERNS,
        "signs": Item.SIGNS,
        "levels": Item.CONCERN_LEVEL,
        "cp_is": Item.CP_IS_ANSWER,
        "grounds": Item.REFERRAL_GROUNDS,
        "grades": Item.INCIDENT_GRADE,
        "urgencies": Item.CONTACT_URGENCY,
        "worries": Item.CONTACT_WORRIES,
        "unborn": Item.CHILD_NAME,
    }
)
"""The item that shows what a condition asks. Without it a rule does not count: a queue must not tell what the agreement
keeps from whoever reads it.
"""


def contact_priority(
    rules: Sequence[PriorityRule],
    event: OpenedEvent,
    section: int,
    known_at: datetime,
    items: Collection[Item],
    *,
    repeat: bool,
) -> tuple[ContactPriority, tuple[str, ...]]:
    """The most urgent priority of the rules that hold, and the ids of all of them, most urgent first.

    Without any it is `standard`. `items` are those that the front door may see of the event.
    """
    seen = frozenset(items)
    found = [
        rule
        for rule in rules
        if event.header.type in rule.events
        and seen.issuperset(_asked(rule.when))
        and (repeat or not rule.when.repeat)
        and holds(rule.when, event, section, known_at)
        and _of_contact(rule.when, event, section)
    ]
    found.sort(key=lambda rule: rank(rule.priority))
    priority = found[0].priority if found else ContactPriority.STANDARD
    return priority, tuple([rule.id for rule in found])


def rank(priority: ContactPriority) -> int:
    """The place of a priority in the order, from 0 for the most urgent."""
    return _ORDER.index(priority)


@lru_cache(maxsize=1024)
def _asked(when: Signs) -> frozenset[Item]:
    """The items that show what a rule asks."""
    return frozenset([item for name, item in SHOWN_BY.items() if getattr(when, name)])


def _of_contact(when: Signs, event: OpenedEvent, section: int) -> bool:
    contact = event.fact(Contact)
    if when.grades and event.grade not in when.grades:
        return False
    if when.urgencies and (contact is None or contact.urgency not in when.urgencies):
        return False
    if when.worries and (contact is None or set(when.worries).isdisjoint(contact.worries)):
        return False
    return not when.unborn or _unborn(event, section)


def _unborn(event: OpenedEvent, section: int) -> bool:
    person, attendance = event.person(section), event.fact(Attendance)
    nameless = person is not None and not person.given_names and not person.date_of_birth
    return nameless or (attendance is not None and attendance.cp_is is CpIsAnswer.UNBORN_PROTECTION_PLAN)
