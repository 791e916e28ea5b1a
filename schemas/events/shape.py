"""What each event type is made of: the sections it must have once, those it may have, and whom it is about."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from schemas.events import encompass, front_door, hospital, marac, missing
from schemas.events.header import SectionKind
from schemas.events.people import Role

_TEXTS: Final = frozenset({SectionKind.VOICE, SectionKind.NARRATIVE, SectionKind.SUMMARY})


class EventShape(Struct, frozen=True, gc=False):
    """The sections of one event type beside its people and texts, and the role of whom it is about.

    `once` are needed in an event that stands; `at_most_once` may be there. `about` are roles of which somebody must be
    in an event that stands. `adults`: roles of grown people to whom the event's notices refer as they do to a child.
    """

    once: frozenset[SectionKind]
    at_most_once: frozenset[SectionKind]
    about: frozenset[Role]
    adults: frozenset[Role] = frozenset()
    texts: frozenset[SectionKind] = _TEXTS

    def takes(self, kind: SectionKind) -> bool:
        """Whether a section of this kind has a place in the event."""
        return kind is SectionKind.PERSON or kind in self.texts or kind in self.once or kind in self.at_most_once


SHAPES: Final[Mapping[str, EventShape]] = MappingProxyType(
    {
        encompass.EVENT_TYPE: EventShape(
            once=frozenset(), at_most_once=frozenset({SectionKind.INCIDENT}), about=frozenset({Role.CHILD})
        ),
        missing.EVENT_TYPE: EventShape(
            once=frozenset({SectionKind.EPISODE}), at_most_once=frozenset(), about=frozenset({Role.CHILD})
        ),
        marac.EVENT_TYPE: EventShape(
            once=frozenset({SectionKind.REFERRAL}),
            at_most_once=frozenset({SectionKind.DASH, SectionKind.INCIDENT}),
            about=frozenset({Role.VICTIM}),
            adults=frozenset({Role.VICTIM}),
        ),
        hospital.EVENT_TYPE: EventShape(
            once=frozenset({SectionKind.ATTENDANCE}),
            at_most_once=frozenset(),
            about=frozenset({Role.PATIENT}),
            adults=frozenset({Role.PATIENT}),
        ),
        front_door.CONTACT_TYPE: EventShape(
            once=frozenset({SectionKind.CONTACT}), at_most_once=frozenset(), about=frozenset({Role.CHILD})
        ),
        front_door.OUTCOME_TYPE: EventShape(
            once=frozenset({SectionKind.OUTCOME}), at_most_once=frozenset(), about=frozenset({Role.CHILD})
        ),
    }
)
"""The shape of each event type."""
