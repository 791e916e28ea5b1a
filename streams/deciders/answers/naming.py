"""Which contact an outcome names: whoever must not learn of the contact must not learn of its outcome."""

from schemas.events.event import Withdrawal
from schemas.events.front_door import OUTCOME_TYPE, Decided
from streams.deciders.opened import OpenedEvent


def contact_of(event: OpenedEvent) -> bytes | None:
    """The contact that an outcome names; None of any other event, and where nobody can say it."""
    said = event.fact(Decided)
    return said.contact if said is not None else None


def lost_contact(event: OpenedEvent) -> bool:
    """Whether an event is an outcome of which nobody can say any more which contact it names: that was erased."""
    if event.header.type != OUTCOME_TYPE or event.value.withdrawal is not Withdrawal.NONE:
        return False
    return event.fact(Decided) is None
