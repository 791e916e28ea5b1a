"""An event with its sections opened, as facts for the deciders. A section whose key was destroyed is `Shredded`."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from schemas.events.encompass import (
    EncompassNotification,
    Incident,
    Person,
    Role,
    Summary,
    Text,
)
from schemas.events.header import Header, SectionKind


class Shredded(Struct, frozen=True):
    """Stands where a section's key was destroyed: the section is known to have been, and can be read no more."""


SHREDDED: Final = Shredded()

Section = Incident | Person | Text | Summary
Opened = Section | Shredded


class OpenedEvent:
    """One event: the value as signed, and its sections by number as far as their keys exist. Not to be changed."""

    __slots__ = ("_adults", "_people", "any_restricted", "lost_people", "notification", "sections")

    any_restricted: bool | None
    """Whether anyone of the event is restricted; None when a section that could say so was shredded."""

    lost_people: frozenset[int]
    """Numbers of the person sections that can be read no more."""

    def __init__(self, notification: EncompassNotification, sections: Mapping[int, Opened]) -> None:
        self.notification = notification
        self.sections = sections
        people = [(n, section) for n, section in sections.items() if isinstance(section, Person)]
        self._people = tuple(people)
        self._adults = tuple([(n, person) for n, person in people if Role.CHILD not in person.roles])
        self.lost_people = frozenset(
            [
                sealed.number
                for sealed in notification.sections
                if sealed.kind is SectionKind.PERSON and sections.get(sealed.number) is SHREDDED
            ]
        )
        if any(person.restricted for _, person in people):
            self.any_restricted = True
        else:
            self.any_restricted = None if SHREDDED in sections.values() else False

    @property
    def header(self) -> Header:
        """The header in the clear."""
        return self.notification.header

    def person(self, number: int) -> Person | None:
        """The person of a section; None if it was shredded."""
        section = self.sections.get(number)
        return section if isinstance(section, Person) else None

    def people(self) -> tuple[tuple[int, Person], ...]:
        """Section number and person, for those that can be read."""
        return self._people

    def adults(self) -> tuple[tuple[int, Person], ...]:
        """People who are not in the event as a child."""
        return self._adults

    def texts_about(self, child: int, kind: SectionKind) -> Iterator[Text | Summary]:
        """Free texts of a kind that are about one child and no other child."""
        for sealed in self.notification.sections:
            if sealed.kind is kind and child in sealed.about and not self._about_another_child(sealed.about, child):
                text = self.sections.get(sealed.number)
                if isinstance(text, Text | Summary):
                    yield text

    def incident(self) -> Incident | None:
        """Where it was; None if not given or shredded."""
        return next((s for s in self.sections.values() if isinstance(s, Incident)), None)

    def _about_another_child(self, about: tuple[int, ...], child: int) -> bool:
        for number in about:
            if number == child:
                continue
            person = self.person(number)
            if person is None or Role.CHILD in person.roles:
                return True
        return False
