"""Decide whose addresses an event or a desk's answer hides or shows again, in this case and in every other."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeGuard, get_args

from msgspec import Struct

from schemas.events.event import Standing
from schemas.records.accept import EventAccepted
from schemas.records.decision import Output
from schemas.records.evidence import Evidence
from schemas.records.match import (
    AdultConcerned,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    MatchReferred,
    PersonResolved,
)
from schemas.records.memory import PersonsMerged, PersonsSplit
from schemas.records.restriction import PeopleNoted, RestrictionCarried, RestrictionOutput
from streams.deciders.keys import case_key, pupil_key
from streams.deciders.match.state import MatchCase, PupilPerson
from streams.deciders.memory.evolve import now_known_as
from streams.deciders.opened import OpenedEvent
from streams.deciders.restriction.evolve import case_at, cases_of, evolve, marking_of
from streams.deciders.states import States

_WITHDRAWN: Final = Standing.WITHDRAWN

Subjects = tuple[tuple[str, int], ...]
"""Person and section of each whom a case is about."""

_Subject = ChildMatched | MatchReferred | ChildNotOnRoll | AdultConcerned
_SUBJECTS: Final[frozenset[type]] = frozenset(get_args(_Subject))


def restrict_by_event(
    states: States, event: OpenedEvent, accepted: EventAccepted, decided: Sequence[Output]
) -> list[RestrictionOutput]:
    """Who stands in the case after an accepted event, of which `decided` was said, and every case that is shown
    otherwise since: a mark holds for all people of its event wherever they stand, until the event is corrected.
    """
    before = case_at(states, accepted.case)
    if before is None and event.any_restricted is False and _come_unmarked(states, decided):
        return []
    withdrawn = accepted.standing is _WITHDRAWN
    people = () if withdrawn else _people(states, decided)
    marked = not withdrawn and _marks(event, before)
    if _stays(states, before, people, marked=marked):
        return []
    noted = PeopleNoted(accepted.event, accepted.case, people, marked)
    after = _copy(states)
    evolve(after, noted)
    touched: dict[bytes, None] = {accepted.case: None}
    if marked or (before is not None and before.marked):
        for person in (*(before.people if before is not None else ()), *people):
            touched.update(dict.fromkeys(cases_of(after, person)))
    subjects = tuple((one.person, one.section) for one in decided if _is_subject(one))
    return [noted, *_carried(after, touched, accepted.case, accepted.event, subjects)]


def restrict_by_answer(states: States, decided: Sequence[Output]) -> list[RestrictionOutput]:
    """What a desk's answer to a doubtful match changes: two persons who are one share what marks either; one who turns
    out to be somebody else in a case leaves its marks behind, and whom the child could have been is in it no longer.
    """
    placed = next((one for one in decided if isinstance(one, ChildMatched | ChildNotOnRoll)), None)
    if placed is None:
        return []
    after = _copy(states)
    touched: dict[bytes, None] = {placed.case: None}
    for moved in decided:
        if isinstance(moved, PersonsMerged | PersonsSplit):
            touched.update(dict.fromkeys(cases_of(after, moved.person)))
            evolve(after, moved)
            touched.update(dict.fromkeys(cases_of(after, moved.into)))
    left = {one.person for one in decided if isinstance(one, ChildLeft)} | {placed.person}
    others = tuple(subject for subject in _subjects(states, placed.case) if subject[0] not in left)
    subjects = (*others, (placed.person, placed.section))
    noted = _without_candidates(after, placed, subjects)
    for one in noted:
        before = case_at(after, placed.case)
        evolve(after, one)
        gone = before.people if before is not None and before.marked else ()
        for person in (*one.people, *gone):
            touched.update(dict.fromkeys(cases_of(after, person)))
    return [*noted, *_carried(after, touched, placed.case, placed.event, subjects)]


def _come_unmarked(states: States, decided: Sequence[Output]) -> bool:
    """Whether everyone of a new case is in it by what is decided of them, and nobody is marked elsewhere: so it is of
    nearly every event, which then costs no record. It is not where somebody is in doubt: they may be any candidate.
    """
    for one in decided:
        if type(one) is MatchReferred:
            return False
        if type(one) is PersonResolved:
            if one.known and marking_of(states, now_known_as(states, one.person)):
                return False
        elif _is_subject(one) and marking_of(states, now_known_as(states, one.person)):
            return False
    return True


def _stays(states: States, before: MatchCase | None, people: Sequence[str], *, marked: bool) -> bool:
    """Whether a case has the people that it had, and no mark is about."""
    if before is None:
        return not people
    if marked or before.marked or before.told or set(before.people) != set(people):
        return False
    return not any(marking_of(states, person) for person in people)


def _without_candidates(states: States, placed: ChildMatched | ChildNotOnRoll, subjects: Subjects) -> list[PeopleNoted]:
    """Who is in a case once a doubtful child of it was placed; nothing, where that is who was."""
    held = case_at(states, placed.case)
    if held is None:
        return []
    staying = {now_known_as(states, person) for person, _ in subjects}
    left = set(_candidates(states, placed.evidence)) - staying
    people = tuple(dict.fromkeys([*(one for one in held.people if one not in left), *sorted(staying)]))
    return [PeopleNoted(held.event, placed.case, people, held.marked)] if people != held.people else []


def _carried(
    states: States, touched: Iterable[bytes], own: bytes, event: bytes, subjects: Subjects
) -> Iterator[RestrictionCarried]:
    """What each of these cases is told anew. The case itself is told whatever stands: somebody may have joined it."""
    for case in touched:
        held = case_at(states, case)
        if held is None:
            continue
        by = _marking(states, case, held)
        if case == own and (by or held.told):
            yield from [RestrictionCarried(event, case, person, section, by) for person, section in subjects]
        elif case != own and by != held.told:
            about = _subjects(states, case)
            yield from [RestrictionCarried(held.event, case, person, section, by) for person, section in about]


def _marking(states: States, case: bytes, held: MatchCase) -> tuple[bytes, ...]:
    """The events of other cases that mark somebody of this one."""
    cases = {one for person in held.people for one in marking_of(states, person) if one != case}
    standing = [case_at(states, one) for one in sorted(cases)]
    return tuple([one.event for one in standing if one is not None])


def _marks(event: OpenedEvent, before: MatchCase | None) -> bool:
    """Whether an event marks its people. What can be read no more says nothing new; first met so, it may be a mark."""
    if event.any_restricted is None:
        return before is None or before.marked
    return event.any_restricted


def _people(states: States, decided: Iterable[Output]) -> tuple[str, ...]:
    """Everyone of the event, as whom they turned out to be, and whom a doubtful child may be."""
    found: dict[str, None] = {}
    for output in decided:
        if isinstance(output, PersonResolved):
            found[now_known_as(states, output.person) if output.known else output.person] = None
        elif _is_subject(output):
            found[now_known_as(states, output.person)] = None
        if isinstance(output, MatchReferred):
            found.update(dict.fromkeys(_candidates(states, output.evidence)))
    return tuple(found)


def _candidates(states: States, evidence: Evidence) -> Iterator[str]:
    """The persons of ours whom a doubtful child may be: until a desk has said who it is, all are in the case."""
    for candidate in evidence.candidates:
        held = states.find(pupil_key(candidate.pupil), PupilPerson)
        if held is not None:
            yield now_known_as(states, held.person)


def _subjects(states: States, case: bytes) -> Subjects:
    held = states.find(case_key(case), MatchCase)
    return tuple([(child.person, child.section) for child in held.children]) if held is not None else ()


def _is_subject(output: Output) -> TypeGuard[_Subject]:
    return type(output) in _SUBJECTS


def _copy(states: States) -> States:
    return States(lambda key: states.find(key, Struct))
