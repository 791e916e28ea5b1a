"""What hop 3 is told beside its state: the event opened, the reference, who among the readers may be connected."""

from msgspec import Struct

from streams.deciders.opened import OpenedEvent
from streams.reference.facts import Reference


class PersonFacts(Struct, frozen=True):
    """Facts for one input. `connected` holds the ids of staff who may be, or be close to, an adult of the event.

    `event` is None only where nothing of the event is asked for (a tick).
    """

    reference: Reference
    event: OpenedEvent | None
    connected: frozenset[str]
