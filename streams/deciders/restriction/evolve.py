"""Fold who stands in a case, and what was said of it, into the state."""

from typing import Final

from msgspec.structs import replace

from schemas.records.decision import Output
from schemas.records.memory import PersonsMerged, PersonsSplit
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from streams.deciders.keys import case_key, history_key
from streams.deciders.match.state import MatchCase
from streams.deciders.memory.evolve import history_at, now_known_as
from streams.deciders.memory.state import History
from streams.deciders.states import States

FOLDED: Final[frozenset[type]] = frozenset({PeopleNoted, RestrictionCarried, PersonsMerged, PersonsSplit})
"""The outputs that change who stands in a case, or what was said of it."""

_CASE = 16
"""Bytes of a case key."""


def evolve(states: States, output: Output) -> None:
    """Fold one output; what is not of restrictions leaves the state as it is."""
    match output:
        case PeopleNoted():
            held = case_at(states, output.case) or MatchCase(output.event, ())
            now = replace(held.at(output.event), people=output.people, marked=output.marked)
            _put(states, output.case, held, now)
        case RestrictionCarried():
            case = case_at(states, output.case)
            if case is not None and case.told != output.by:
                states.put(case_key(output.case), replace(case, told=output.by))
        case PersonsMerged():
            for one in cases_of(states, output.person):
                _now_another(states, one, output.person, output.into)
        case PersonsSplit():
            _now_another(states, output.case, output.person, output.into)
        case _:
            pass


def joins(states: States, event: bytes, case: bytes, person: str, *, first_met: bool) -> MatchCase:
    """Somebody stands in a case from this event on, as whom they turned out to be: the case to be kept.

    Who is met for the `first_met` time with it stands in no other, and turned out to be nobody else.
    """
    held = case_at(states, case)
    whom = person if first_met else now_known_as(states, person)
    if held is None:
        _stand_in(states, whom, case, marked=False, first_met=first_met)
        return MatchCase(event, (), people=(whom,))
    people = held.people
    if whom not in people:
        _stand_in(states, whom, case, marked=held.marked, first_met=first_met)
        people = (*people, whom)
    return replace(held.at(event), people=people)


def case_at(states: States, case: bytes) -> MatchCase | None:
    """A case with its people; None where nobody ever was in it."""
    return states.find(case_key(case), MatchCase)


def cases_of(states: States, person: str) -> list[bytes]:
    """The cases in which a person stands, in order."""
    return _parted(history_at(states, history_key(person)).stands_in)


def marking_of(states: States, person: str) -> list[bytes]:
    """Those of a person's cases that mark their people as restricted, in order."""
    return _parted(history_at(states, history_key(person)).marked_in)


def _now_another(states: States, case: bytes, person: str, into: str) -> None:
    held = case_at(states, case)
    if held is not None:
        people = dict.fromkeys(into if one == person else one for one in held.people)
        _put(states, case, held, replace(held, people=tuple(people)))


def _put(states: States, case: bytes, before: MatchCase, now: MatchCase) -> None:
    left, joined = set(before.people), set(now.people)
    if before.marked == now.marked:
        left, joined = left - joined, joined - left
    for person in sorted(left):
        states.put(history_key(person), _without(history_at(states, history_key(person)), case))
    for person in sorted(joined):
        states.put(history_key(person), _without(history_at(states, history_key(person)), case))
        _stand_in(states, person, case, marked=now.marked)
    states.put(case_key(case), now)


def _stand_in(states: States, person: str, case: bytes, *, marked: bool, first_met: bool = False) -> None:
    key = history_key(person)
    held = History() if first_met else history_at(states, key)
    by = held.marked_in + case if marked else held.marked_in
    states.put(key, replace(held, stands_in=held.stands_in + case, marked_in=by))


def _without(history: History, case: bytes) -> History:
    return replace(
        history,
        stands_in=b"".join(one for one in _parted(history.stands_in) if one != case),
        marked_in=b"".join(one for one in _parted(history.marked_in) if one != case),
    )


def _parted(cases: bytes) -> list[bytes]:
    return sorted([cases[start : start + _CASE] for start in range(0, len(cases), _CASE)]) if cases else []
