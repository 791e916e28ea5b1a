"""What memory is told beside the state: the event opened, the reference, which earlier cases ended at one place."""

from typing import Final

from msgspec import Struct

from streams.deciders.opened import OpenedEvent
from streams.reference.facts import Reference

NO_PLACE: Final = frozenset[str]()


class MemoryFacts(Struct, frozen=True, gc=False):
    """Facts for one accepted event.

    `place_known`: the event says where the child was found. `same_place` holds the words that earlier cases have for
    that place.
    """

    reference: Reference
    event: OpenedEvent
    place_known: bool = False
    same_place: frozenset[str] = NO_PLACE
