"""What a statute demands whatever a hub's instruments say, and whom a set of duties would leave without it.

Domestic Abuse Act 2021 s.49A, inserted by the Victims and Prisoners Act 2024 s.20: a force notifies the school or
college of each child under 18 who resides in its area. The Act sets no lower age and does not ask where the child was.
That the notification names the child and the incident is the minimum of agreements.md.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import product
from typing import Final

import msgspec

from schemas.events.encompass import Grade
from schemas.events.people import Presence, Registration
from schemas.items import Item
from streams.agreements import hours
from streams.agreements.compiled import Index, compile_index
from streams.agreements.document import Duty
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of, mask_of
from streams.agreements.request import Facts, Request
from streams.agreements.vocabulary import NOTIFIABLE, NOTIFIED_ROLES, PartyKind, RecipientRole
from streams.calendar.wall_clock import LONDON

MINIMUM: Final = frozenset(
    {
        Item.INCIDENT_FACT,
        Item.INCIDENT_REFERENCE,
        Item.INCIDENT_OCCURRED_AT,
        Item.CHILD_NAME,
        Item.CHILD_DATE_OF_BIRTH,
    }
)
"""What each notification holds at least."""

UNDER: Final = 18
"""Years: s.49A(4)."""

FIRST_DAY: Final = date(2025, 11, 7)
"""The London day on which s.49A came into force."""

_NOON: Final = 12 * 60
_MINIMUM: Final = mask_of(MINIMUM)
_ANY_FORCE: Final = "any-police-force"
_ANY_SETTING: Final = "any-setting"
_ANY_AREA: Final = "000"


class Unnotified(msgspec.Struct, frozen=True):
    """Settings that would not have their notification: the first case found, and the roles and items that lack."""

    event_type: str
    kind: PartyKind
    roles: tuple[RecipientRole, ...]
    items: tuple[Item, ...]
    day: date
    facts: Facts


def unnotified(duties: Sequence[Duty]) -> Iterator[Unnotified]:
    """The first case of each event type and kind of setting, from the statute's first day on.

    Asked of the evaluator, for every age, for each value of every other fact that a duty's conditions name, and at each
    time of the day that they do: nothing else can make a difference. An area or a force that a condition picks out is
    not every area and force; consent, grounds of a referral and office hours no notification may depend on.
    """
    index = compile_index(duties)
    minutes = _minutes(duties)
    days = sorted({FIRST_DAY, *(duty.in_force_from for duty in duties if duty.in_force_from > FIRST_DAY)})
    cases = list(_facts(duties))
    for event_type, kinds in sorted(NOTIFIABLE.items()):
        for kind in sorted(kinds):
            asked = product(days, minutes, cases)
            found = (_lacking(index, event_type, kind, day, minute, facts) for day, minute, facts in asked)
            first = next((each for each in found if each is not None), None)
            if first is not None:
                yield first


def said(facts: Facts) -> str:
    """A case in words, such as `a child of 5, presence saw`."""
    known = {"presence": facts.presence, "grade": facts.grade, "registration": facts.registration}
    told = [f"{name} {value.replace('_', ' ')}" for name, value in known.items() if value is not None]
    marked = ["a person marked restricted"] if facts.restricted else []
    return ", ".join([f"a child of {facts.age}", *told, *marked])


def _facts(duties: Sequence[Duty]) -> Iterator[Facts]:
    named = {condition.operator for duty in duties for condition in duty.when}
    grades = list(Grade) if "grade_in" in named else [Grade.NOT_ASSESSED]
    registrations = list(Registration) if "registration_in" in named else [Registration.REGISTERED_PUPIL]
    restricted = [False, True] if "restricted_is" in named else [False]
    presences = list(Presence) if "presence_in" in named else [Presence.SAW]
    for age, presence, grade, registration, marked in product(
        range(UNDER), presences, grades, registrations, restricted
    ):
        yield Facts(age, presence, grade, registration, marked, resides_in_force_area=True)


def _minutes(duties: Sequence[Duty]) -> list[int]:
    """Noon, and each minute of the day with which a condition on the hours begins to hold or ceases to."""
    named = [hours.minutes(each.time_of_day_in) for duty in duties for each in duty.when if each.time_of_day_in]
    day = range(hours.DAY)
    changes = {minute for held in named for minute in day if (minute in held) != ((minute - 1) % hours.DAY in held)}
    return [_NOON, *sorted(changes)]


def _lacking(index: Index, event_type: str, kind: PartyKind, day: date, minute: int, facts: Facts) -> Unnotified | None:
    roles: list[RecipientRole] = []
    lacking = 0
    for role in sorted(NOTIFIED_ROLES):
        at = datetime.combine(day, time(*divmod(minute, 60)), LONDON).astimezone(UTC)
        request = Request(
            event_type=event_type,
            publisher=_ANY_FORCE,
            publisher_kind=PartyKind.POLICE_FORCE,
            area=_ANY_AREA,
            role=role,
            recipient=_ANY_SETTING,
            recipient_kind=kind,
            facts=facts,
            trainings=frozenset(),
            occurred_at=at,
            at=at,
        )
        gone = _MINIMUM & ~evaluate(index, request).floor
        if gone:
            roles.append(role)
            lacking |= gone
    return Unnotified(event_type, kind, tuple(roles), tuple(items_of(lacking)), day, facts) if roles else None
