"""What an event must say to be taken: pure checks of the signed value and of the opened sections.

They refuse what contradicts itself. What is merely doubtful (a child of 19, a name missing) is for people to
decide, and is let through.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from msgspec import Struct

from schemas import contexts, identifiers, limits
from schemas.catalogue import SECTION_FINGERPRINTS
from schemas.events.event import Event, Standing, Withdrawal
from schemas.events.header import Header, SealedSection, SectionKind
from schemas.events.people import NamedSetting, Person, Scheme
from schemas.events.shape import SHAPES
from schemas.events.texts import Summary
from schemas.fact_checks import EARLIEST, FACT_CHECKS
from schemas.refusals import Refusal, RefusalReason

_WITHDRAWN: Final = Standing.WITHDRAWN
_NO_WITHDRAWAL: Final = Withdrawal.NONE
_CURRENT: Final = Standing.CURRENT
_NO_SCHEME: Final = Scheme.NONE

FREE_TEXTS: Final = frozenset({SectionKind.VOICE, SectionKind.NARRATIVE, SectionKind.SUMMARY})
_PERSON: Final = SectionKind.PERSON
_TAKEN: Final = {name: frozenset(filter(shape.takes, SectionKind)) for name, shape in SHAPES.items()}
"""Kinds of section with a place in an event, by its type."""
_EARLIEST_DAY: Final = EARLIEST.date()
_DAY: Final = timedelta(days=1)
_SKEW: Final = timedelta(seconds=limits.CLOCK_SKEW_SECONDS)
_NO_DIGEST: Final = bytes(32)
_SETTING_CHECKS: Final[Mapping[Scheme, Callable[[str], bool]]] = {
    Scheme.URN: identifiers.is_urn,
    Scheme.UKPRN: identifiers.is_ukprn,
    Scheme.OFSTED: bool,
    Scheme.NAME: bool,
    Scheme.NONE: lambda value: value == "",
}


def check_value(value: Event, hub: str, accepted_at: datetime) -> None:
    """Refuse a value whose header or list of sections contradicts itself, this hub or the time of acceptance."""
    _check_header(value.header, hub)
    _check_times(value.header, accepted_at)
    if (value.standing is _WITHDRAWN) != (value.withdrawal is not _NO_WITHDRAWAL):
        raise Refusal(RefusalReason.WITHDRAWAL_MISMATCH, "value: Event.withdrawal")
    people = {section.number for section in value.sections if section.kind is _PERSON}
    if len(people) > limits.PEOPLE:
        raise Refusal(RefusalReason.OVER_LIMIT, "value: limit PEOPLE")
    of_type = value.header.type
    taken = _TAKEN[of_type]
    had: set[SectionKind] = set()
    for number, section in enumerate(value.sections):
        kind = section.kind
        reason = _misplaced(section, kind, number, people)
        if reason is not None:
            raise Refusal(reason, f"value: section {number}")
        if kind is not _PERSON and kind not in FREE_TEXTS:
            if kind in had:
                raise Refusal(RefusalReason.REPEATED_SECTION, "value: Event.sections")
            had.add(kind)
        if kind not in taken:
            raise Refusal(RefusalReason.SECTION_NOT_OF_TYPE, f"value: section {number}")
    if value.standing is _CURRENT and not SHAPES[of_type].once <= had:
        raise Refusal(RefusalReason.MISSING_SECTION, "value: Event.sections")


def check_sections(value: Event, sections: Sequence[Struct]) -> None:
    """Refuse opened sections, each as its type of today, that contradict each other or the value.

    Every place is a section and a field.
    """
    people = {number: content for number, content in enumerate(sections) if type(content) is Person}
    latest = value.header.sent_at.date() + _DAY  # the publisher's day may be ahead of UTC's
    for number, content in enumerate(sections):
        if type(content) is Person:
            _check_person(content, number, people, latest)
        elif type(content) is Summary:
            if content.setting.scheme is _NO_SCHEME:
                raise Refusal(RefusalReason.SETTING_NOT_NAMED, f"section {number}: Summary.setting")
            _check_setting(content.setting, number, "Summary.setting")
        elif type(content) in FACT_CHECKS:
            FACT_CHECKS[type(content)](content, number, value.header)
    persons = people.values()
    if len({person.ref for person in persons}) < len(people):
        raise Refusal(RefusalReason.REPEATED_PERSON, "sections: Person.ref")
    about = SHAPES[value.header.type].about
    if value.standing is _CURRENT and not [1 for person in persons if not about.isdisjoint(person.roles)]:
        raise Refusal(RefusalReason.NO_SUBJECT, "sections: Person.roles")


def _check_header(header: Header, hub: str) -> None:
    if header.hub != hub:
        raise Refusal(RefusalReason.OTHER_HUB, "value: Header.hub")
    if header.event != contexts.event_id(header.publisher, header.reference, header.revision):
        raise Refusal(RefusalReason.WRONG_EVENT_ID, "value: Header.event")
    if header.case != contexts.case_key(header.publisher, header.reference):
        raise Refusal(RefusalReason.WRONG_CASE_KEY, "value: Header.case")
    if header.corrects != corrected(header.publisher, header.reference, header.revision):
        raise Refusal(RefusalReason.WRONG_CORRECTION, "value: Header.corrects")
    if (header.sequence == 1) != (header.previous == _NO_DIGEST):
        raise Refusal(RefusalReason.WRONG_PREVIOUS, "value: Header.previous")


def corrected(publisher: str, reference: str, revision: int) -> bytes | None:
    """The event that this revision corrects: the revision before it, and none for the first."""
    return None if revision == 1 else contexts.event_id(publisher, reference, revision - 1)


def _check_times(header: Header, accepted_at: datetime) -> None:
    latest = accepted_at + _SKEW
    for name, moment in (("occurred_at", header.occurred_at), ("sent_at", header.sent_at)):
        if not EARLIEST <= moment <= latest:
            reason = RefusalReason.FUTURE_TIMESTAMP if moment > latest else RefusalReason.IMPLAUSIBLE_TIME
            raise Refusal(reason, f"value: Header.{name}")


def _misplaced(section: SealedSection, kind: SectionKind, number: int, people: set[int]) -> RefusalReason | None:
    if section.number != number:
        return RefusalReason.WRONG_SECTION_NUMBER
    if section.schema not in SECTION_FINGERPRINTS[kind]:
        return RefusalReason.WRONG_SECTION_SCHEMA
    about = section.about
    if kind not in FREE_TEXTS:
        return RefusalReason.ABOUT_UNEXPECTED if about else None
    if not about:
        return RefusalReason.ABOUT_MISSING
    if not people.issuperset(about):
        return RefusalReason.ABOUT_NOT_A_PERSON
    if len(about) > 1 and any(later <= earlier for earlier, later in pairwise(about)):
        return RefusalReason.ABOUT_NOT_ASCENDING
    return None


def _check_person(person: Person, number: int, people: Container[int], latest: date) -> None:
    roles = person.roles
    if len(roles) > 1 and len(set(roles)) < len(roles):
        raise Refusal(RefusalReason.REPEATED_ROLE, f"section {number}: Person.roles")
    for relationship in person.relationships:
        if relationship.to == number or relationship.to not in people:
            raise Refusal(RefusalReason.WRONG_RELATIONSHIP, f"section {number}: Person.relationships")
    born = person.date_of_birth
    if born is not None and not _EARLIEST_DAY <= born <= latest:
        raise Refusal(RefusalReason.IMPLAUSIBLE_DATE_OF_BIRTH, f"section {number}: Person.date_of_birth")
    if person.nhs_number is not None and not identifiers.is_nhs_number(person.nhs_number):
        raise Refusal(RefusalReason.WRONG_NHS_NUMBER, f"section {number}: Person.nhs_number")
    for setting in person.settings:
        _check_setting(setting, number, "Person.settings")


def _check_setting(setting: NamedSetting, number: int, field: str) -> None:
    if not _SETTING_CHECKS[setting.scheme](setting.value):
        raise Refusal(RefusalReason.SETTING_NOT_NAMED, f"section {number}: {field}")
