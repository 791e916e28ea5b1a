"""Fold who stands in a case, and what was said of it, into the state."""

from msgspec.structs import replace

from schemas.records.decision import Output
from schemas.records.memory import PersonsMerged, PersonsSplit
from schemas.records.restriction import PeopleNoted, RestrictionCarried
from streams.deciders.restriction.state import CasePeople, CasesOf, cases_key, people_key
from streams.deciders.states import States


def evolve(states: States, output: Output) -> None:
    """Fold one output; what is not of restrictions leaves the state as it is."""
    match output:
        case PeopleNoted():
            before = people_in(states, output.case)
            told = before.told if before is not None else ()
            _put(states, output.case, CasePeople(output.event, output.people, output.marked, told))
        case RestrictionCarried():
            held = people_in(states, output.case)
            if held is not None and held.told != output.by:
                states.put(people_key(output.case), replace(held, told=output.by))
        case PersonsMerged():
            for case in cases_of(states, output.person).cases:
                _now_another(states, case, output.person, output.into)
        case PersonsSplit():
            _now_another(states, output.case, output.person, output.into)
        case _:
            pass


def people_in(states: States, case: bytes) -> CasePeople | None:
    """Who stands in a case; None where nobody ever did."""
    return states.find(people_key(case), CasePeople)


def cases_of(states: States, person: str) -> CasesOf:
    """The cases in which a person stands."""
    return states.find(cases_key(person), CasesOf) or CasesOf()


def _now_another(states: States, case: bytes, person: str, into: str) -> None:
    held = people_in(states, case)
    if held is not None:
        people = dict.fromkeys(into if one == person else one for one in held.people)
        _put(states, case, replace(held, people=tuple(people)))


def _put(states: States, case: bytes, now: CasePeople) -> None:
    before = people_in(states, case)
    if before is not None and before.marked == now.marked:
        left, joined = set(before.people) - set(now.people), set(now.people) - set(before.people)
    else:
        left, joined = set(before.people) if before is not None else set(), set(now.people)
    for person in sorted(left):
        held = cases_of(states, person)
        states.put(cases_key(person), CasesOf(_without(held.cases, case), _without(held.marking, case)))
    for person in sorted(joined):
        held = cases_of(states, person)
        marking = _with(held.marking, case) if now.marked else held.marking
        states.put(cases_key(person), CasesOf(_with(held.cases, case), marking))
    states.put(people_key(case), now)


def _with(cases: tuple[bytes, ...], case: bytes) -> tuple[bytes, ...]:
    return tuple(sorted({*cases, case}))


def _without(cases: tuple[bytes, ...], case: bytes) -> tuple[bytes, ...]:
    return tuple([one for one in cases if one != case])
