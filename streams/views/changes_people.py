"""What is said of people adds to the views: who turned out to be one, and which cases others mark as restricted."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from schemas.records.decision import Decision
from schemas.records.memory import PersonsMerged, PersonsSplit
from schemas.records.restriction import RestrictionCarried
from streams.deciders.places import RESOLVE
from streams.views.changes_access import Change


def _identified(output: PersonsMerged | PersonsSplit, place: str, at: int, _: Decision) -> Iterator[Change]:
    case = output.case if isinstance(output, PersonsSplit) else b""
    yield "identities", (place, at, output.person, output.into, case)


def _restricted(output: RestrictionCarried, place: str, _: int, decision: Decision) -> Iterator[Change]:
    """What hop 2 says; hop 3 says it again where it goes by it."""
    if decision.source == RESOLVE:
        ordinal = int(place.rsplit("-", 1)[1])
        yield "restriction", (place, decision.number, ordinal, output.case, b"".join(output.by))


OF_PEOPLE: Final[dict[type, Callable[[Any, str, int, Decision], Iterator[Change]]]] = {
    PersonsMerged: _identified,
    PersonsSplit: _identified,
    RestrictionCarried: _restricted,
}
