"""An event with its sections opened, as facts for the deciders. A section whose key was destroyed is `Shredded`."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from schemas.doubts import years_between
from schemas.events.encompass import EncompassNotification, Grade, Incident
from schemas.events.event import Event
from schemas.events.front_door import Contact, Decided
from schemas.events.header import Header, SectionKind
from schemas.events.hospital import Attendance
from schemas.events.marac import Dash, Referral
from schemas.events.missing import Episode
from schemas.events.people import Person, Role
from schemas.events.texts import Summary, Text
from streams.calendar.wall_clock import LONDON
from streams.deciders.shredded import Shredded

SHREDDED: Final = Shredded()

Section = Incident | Person | Text | Summary | Episode | Referral | Dash | Attendance | Contact | Decided
Opened = Section | Shredded


F = TypeVar("F", bound=Struct)

_CHILD: Final = Role.CHILD
_CONCERNED: Final = frozenset({Role.VICTIM, Role.PATIENT})
"""Whom an event is about, be they grown up or not."""
_GROWN_UP: Final = 18
_TEXTS: Final = (Text, Summary)
_NOBODY: Final[frozenset[int]] = frozenset()


def _people_among(shredded: list[int], value: Event) -> frozenset[int]:
    kinds = {sealed.number: sealed.kind for sealed in value.sections}
    return frozenset([number for number in shredded if kinds.get(number) is SectionKind.PERSON])


def _of_their_age(person: Person, value: Event, sections: Mapping[int, Opened]) -> Person:
    """The person; as a child too, where a victim or patient was under 18 and the sender did not say child.

    Source: flows.md, A&E safeguarding flag: route by age, not by ward: 16 and 17 on an adult ward are children.
    """
    if _CHILD in person.roles or _CONCERNED.isdisjoint(person.roles):
        return person
    if person.date_of_birth is not None:
        age: int | None = years_between(person.date_of_birth, value.header.occurred_at.astimezone(LONDON).date())
    else:
        seen = next((one for one in sections.values() if isinstance(one, Attendance)), None)
        age = seen.age if seen is not None and Role.PATIENT in person.roles else None
    return replace(person, roles=(_CHILD, *person.roles)) if age is not None and age < _GROWN_UP else person


class OpenedEvent:
    """One event: the value as signed, and its sections by number as far as their keys exist. Not to be changed.

    `sections` are as they were sent; people are asked for by `person` and `people`, which know who is a child by age.
    """

    __slots__ = (
        "_adults",
        "_by_number",
        "_incident",
        "_people",
        "any_restricted",
        "lost_people",
        "marking",
        "sections",
        "value",
    )

    any_restricted: bool | None
    """Whether anyone of the event is restricted; None when a section that could say so was shredded."""

    marking: tuple["OpenedEvent", ...]
    """Events of other cases that mark somebody of this one as restricted: what they call an address is one here too."""

    lost_people: frozenset[int]
    """Numbers of the person sections that can be read no more, but for people who were named in error: they are nobody
    of the event."""

    def __init__(self, value: Event, sections: Mapping[int, Opened], in_error: frozenset[int] = _NOBODY) -> None:
        self.value = value
        self.sections = sections
        people, adults, shredded, restricted = [], [], [], False
        self._incident: Incident | None = None
        for number, section in sections.items():
            if type(section) is Person:
                person = _of_their_age(section, value, sections)
                people.append((number, person))
                restricted = restricted or person.restricted
                if _CHILD not in person.roles:
                    adults.append((number, person))
            elif section is SHREDDED:
                shredded.append(number)
            elif type(section) is Incident:
                self._incident = self._incident or section
        self._people, self._adults = tuple(people), tuple(adults)
        self._by_number = dict(people)
        self.lost_people = _people_among(shredded, value) - in_error if shredded else _NOBODY
        self.any_restricted = True if restricted else None if shredded else False
        self.marking = ()

    def marked_by(self, marking: tuple["OpenedEvent", ...]) -> "OpenedEvent":
        """The same event, of which other events mark somebody as restricted; itself where none does."""
        if not marking:
            return self
        marked = OpenedEvent(self.value, self.sections)
        marked.lost_people = self.lost_people
        marked.any_restricted = True
        marked.marking = marking
        return marked

    @property
    def header(self) -> Header:
        """The header in the clear."""
        return self.value.header

    @property
    def grade(self) -> Grade | None:
        """The grade of risk in the clear, which Operation Encompass alone has."""
        return self.value.grade if isinstance(self.value, EncompassNotification) else None

    def fact(self, kind: type[F]) -> F | None:
        """The section of one kind of facts; None if it was not given, or was shredded."""
        for section in self.sections.values():
            if type(section) is kind:
                return cast(F, section)
        return None

    def person(self, number: int) -> Person | None:
        """The person of a section; None if it was shredded."""
        return self._by_number.get(number)

    def people(self) -> tuple[tuple[int, Person], ...]:
        """Section number and person, for those that can be read."""
        return self._people

    def adults(self) -> tuple[tuple[int, Person], ...]:
        """People who are not in the event as a child."""
        return self._adults

    def texts_about(self, subject: int, kind: SectionKind, *, others: bool = False) -> Iterator[Text | Summary]:
        """Free texts of a kind that are about one child or adult and no other child, unless `others` may be in them."""
        for sealed in self.value.sections:
            if sealed.kind is not kind or subject not in sealed.about:
                continue
            if others or not self._about_another_child(sealed.about, subject):
                text = self.sections.get(sealed.number)
                if isinstance(text, _TEXTS):
                    yield text

    def incident(self) -> Incident | None:
        """Where it was; None if not given or shredded."""
        return self._incident

    def _about_another_child(self, about: tuple[int, ...], child: int) -> bool:
        for number in about:
            if number == child:
                continue
            person = self.person(number)
            if person is None or Role.CHILD in person.roles:
                return True
        return False
