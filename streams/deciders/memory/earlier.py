"""Earlier cases of the same children that ended at the same place, which only the opened events can tell."""

from collections.abc import Iterable, Iterator, Sequence

from schemas.events.missing import EVENT_TYPE, Episode
from schemas.events.people import Address
from schemas.records.match import ChildMatched, ChildNotOnRoll, MatchOutput, MatchReferred
from streams.deciders.keys import history_key
from streams.deciders.memory.evolve import history_at, now_known_as
from streams.deciders.memory.facts import MemoryFacts
from streams.deciders.memory.seen import Seen
from streams.deciders.opened import OpenedEvent
from streams.deciders.states import States
from streams.matching.folding import fold_postcode
from streams.reference.facts import Reference


def place_of(event: OpenedEvent) -> str:
    """Where a missing child was found, so that two places can be held against each other; empty where it is not said.

    By postcode, which is some fifteen homes; without one by the property. It stays in memory and is recorded nowhere.
    """
    episode = event.fact(Episode)
    address = episode.found_at if episode is not None else None
    return _folded(address) if address is not None else ""


def earlier_with_places(states: States, event: OpenedEvent, decided: Iterable[MatchOutput]) -> Iterator[Seen]:
    """Earlier missing episodes of the event's children of which it is known where they ended, each case once."""
    if event.header.type != EVENT_TYPE:
        return
    seen: dict[bytes, Seen] = {}
    for output in decided:
        if isinstance(output, ChildMatched | MatchReferred | ChildNotOnRoll):
            history = history_at(states, history_key(now_known_as(states, output.person)))
            seen.update((one.case, one) for one in history.seen if one.place)
    seen.pop(event.header.case, None)
    yield from seen.values()


def memory_facts(
    reference: Reference, event: OpenedEvent, earlier: Sequence[tuple[Seen, OpenedEvent]] = ()
) -> MemoryFacts:
    """The facts from the event and the earlier episodes, each opened."""
    here = place_of(event)
    same = frozenset(seen.place for seen, opened in earlier if here and place_of(opened) == here)
    return MemoryFacts(reference, event, bool(here), same)


def _folded(address: Address) -> str:
    postcode = fold_postcode(address.postcode)
    return postcode or (f"uprn {address.uprn}" if address.uprn else "")
