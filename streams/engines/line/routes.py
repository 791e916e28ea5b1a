"""Where the outputs of a decision go: read off the record alone, by the hop that sends and by whoever sends again."""

from collections.abc import Iterator
from typing import Final, TypeGuard, get_args

from schemas.records.accept import EventAccepted, EventConflicted
from schemas.records.answers import ContactAnswered, ContactNamed
from schemas.records.decision import Decision, Output, Unparked
from schemas.records.match import AdultConcerned, ChildLeft, ChildMatched, ChildNotOnRoll, ChildOutcome, MatchReferred
from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from streams.deciders.places import RESOLVE, person_source

Route = tuple[str, list[tuple[int, Output]]]
"""A partition of the next hop, and the outputs that go there with their places in the record."""

_ToPerson = (
    ChildMatched
    | MatchReferred
    | ChildNotOnRoll
    | ChildLeft
    | AdultConcerned
    | EventConflicted
    | PatternFound
    | RepeatAssessed
    | RestrictionCarried
    | ContactNamed
    | ContactAnswered
)
_TO_RESOLVE: Final = frozenset({EventAccepted, EventConflicted})
_TO_PERSONS: Final[frozenset[type]] = frozenset(get_args(_ToPerson))
_OF_ANOTHER_CASE: Final[frozenset[type]] = frozenset({RestrictionCarried, ContactAnswered, ContactNamed})


def routes(source: str, outputs: tuple[Output, ...], first: int, end: int, person_partitions: int) -> list[Route]:
    """The messages that the outputs from `first` to before `end` make, in the order in which they are numbered."""
    if source == RESOLVE:
        return _to_persons(outputs, first, end, person_partitions)
    if source.startswith("intake."):
        return [
            (RESOLVE, [(ordinal, output)])
            for ordinal, output in enumerate(outputs[first:end], first)
            if type(output) in _TO_RESOLVE
        ]
    return []


def _to_persons(outputs: tuple[Output, ...], first: int, end: int, person_partitions: int) -> list[Route]:
    """One message for each partition, but what an event changes in another case goes by itself: as an input of that
    case, it waits behind what is parked of it, and no trace of the one is a trace of the other.
    """
    by_target: dict[tuple[str, bytes], list[tuple[int, Output]]] = {}
    for ordinal, output in enumerate(outputs[first:end], first):
        if _goes_to_a_person(output):
            target = person_source(output.person, person_partitions)
            elsewhere = type(output) in _OF_ANOTHER_CASE and output.case not in _cases(outputs[first:ordinal])
            by_target.setdefault((target, output.case if elsewhere else b""), []).append((ordinal, output))
    return [(target, going) for (target, _), going in by_target.items()]


def _cases(outputs: tuple[Output, ...]) -> set[bytes]:
    """The case whose input these answer, as they name it; what is carried into others stands behind it."""
    return {output.case for output in outputs if isinstance(output, PeopleNoted | ChildOutcome)}


def _goes_to_a_person(output: Output) -> TypeGuard[_ToPerson]:
    return type(output) in _TO_PERSONS


def parts(decision: Decision) -> Iterator[tuple[int, int, int | None]]:
    """(first, end, position) of what one record answers: one input, at its own position (None), or retried ones."""
    starts = [place for place, output in enumerate(decision.outputs) if isinstance(output, Unparked)]
    if not starts:
        yield 0, len(decision.outputs), None
        return
    for start, end in zip(starts, [*starts[1:], len(decision.outputs)], strict=True):
        unparked = decision.outputs[start]
        assert isinstance(unparked, Unparked)
        yield start + 1, end, unparked.position
