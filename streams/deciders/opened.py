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


class OpenedEvent(Struct, frozen=True):
    """One event: the value as signed, and its sections by number as far as their keys still exist."""

    notification: EncompassNotification
    sections: Mapping[int, Opened]

    @property
    def header(self) -> Header:
        """The header in the clear."""
        return self.notification.header

    def person(self, number: int) -> Person | None:
        """The person of a section; None if it was shredded."""
        section = self.sections.get(number)
        return section if isinstance(section, Person) else None

    def people(self) -> Iterator[tuple[int, Person]]:
        """Section number and person, for those that can be read."""
        for number, section in self.sections.items():
            if isinstance(section, Person):
                yield number, section

    def adults(self) -> Iterator[tuple[int, Person]]:
        """People who are not in the event as a child."""
        return ((number, person) for number, person in self.people() if Role.CHILD not in person.roles)

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

    def any_restricted(self) -> bool | None:
        """Whether anyone of the event is restricted; None when a section that could say so was shredded."""
        if any(person.restricted for _, person in self.people()):
            return True
        unread = any(isinstance(s, Shredded) for s in self.sections.values())
        return None if unread else False

    def _about_another_child(self, about: tuple[int, ...], child: int) -> bool:
        for number in about:
            if number == child:
                continue
            person = self.person(number)
            if person is None or Role.CHILD in person.roles:
                return True
        return False
