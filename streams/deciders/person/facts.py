"""What hop 3 is told beside its state: the event opened, the reference, who among the readers may be connected."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from streams.deciders.opened import OpenedEvent
from streams.reference.facts import Reference

NO_ROLLS: Final[Mapping[str, int]] = MappingProxyType({})


class PersonFacts(Struct, frozen=True):
    """Facts for one input. `connected` holds the ids of staff who may be, or be close to, a person of the event.

    `event` is None only where nothing of the event is asked for (a tick). `latest` is the event that the matter stands
    at by now. `rolls` holds, by URN, the versions of the rolls on which the pupil of a notice or desk item stands now.
    `unreadable` says that somebody of the event was erased who may have been an adult: then everyone is in `connected`.
    `repeat` is the assessment of a referral to MARAC whether it is a repeat.
    `named` holds those of them alone who may be connected with an adult who can still be read.
    """

    reference: Reference
    event: OpenedEvent | None
    connected: frozenset[str]
    latest: OpenedEvent | None = None
    rolls: Mapping[str, int] = NO_ROLLS
    named: frozenset[str] = frozenset()
    unreadable: bool = False
    repeat: str | None = None

    @property
    def addresses_hidden(self) -> bool:
        """Whether the event or its latest revision has a restricted person, or somebody who could be one."""
        known = (event.any_restricted for event in (self.event, self.latest) if event is not None)
        return any(restricted is not False for restricted in known)
