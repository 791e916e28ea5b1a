"""Decide which child and which person each section is, and what a revision changed, for one accepted event."""

from typing import Final

from schemas.events.encompass import Standing
from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.decision import Output
from schemas.records.evidence import Evidence
from schemas.records.match import (
    Change,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchOutput,
    MatchReferred,
    PersonResolved,
)
from streams.deciders.match.changes import changed_items, registration_changed
from streams.deciders.match.facts import MatchFacts
from streams.deciders.match.outcome import ChildAt, ToPerson, ToPupil, place_child
from streams.deciders.match.state import CaseChild, MatchCase, PupilPerson, case_key, pupil_key
from streams.deciders.places import Context
from streams.deciders.states import States

VERSION: Final = "match/1"

_UNCHANGED: Final[tuple[Item, ...]] = ()

_NOTHING_FOUND: Final = Evidence(
    candidates=(),
    candidates_left_off=0,
    name_given=False,
    date_of_birth_given=False,
    address_given=False,
    setting_named=False,
    named_without_roll=(),
    rolls=0,
    weights_version="none",
)


def decide_event(states: States, facts: MatchFacts, accepted: EventAccepted, context: Context) -> list[MatchOutput]:
    """The outputs for one accepted event: children matched, referred or placed, people resolved, children gone."""
    case = states.find(case_key(accepted.case), MatchCase)
    if accepted.standing is Standing.WITHDRAWN:
        if case is None or not case.children:
            return [EventUntouched(accepted.event, "nothing_to_withdraw")]
        return [ChildLeft(accepted.event, accepted.case, c.person, Change.WITHDRAWN) for c in case.children]
    outputs: list[MatchOutput] = []
    priors = _prior_children(case, facts)
    staying: set[str] = set()
    for section in accepted.children:
        person = facts.event.person(section)
        prior = priors.get(person.ref) if person is not None else None
        _decide_child(outputs, states, facts, accepted, context, section, prior)
        staying.add(_person_of(outputs[-1]))
    for child in case.children if case else ():
        if child.person not in staying:
            outputs.append(ChildLeft(accepted.event, accepted.case, child.person, Change.REMOVED))
    for section, _ in facts.event.adults():
        known = facts.known.get(section)
        outputs.append(
            PersonResolved(accepted.event, section, known or context.output_id(len(outputs)), known is not None)
        )
    return outputs


def evolve(states: States, output: Output, output_id: str) -> None:
    """Fold one output, which stands at `output_id`, into the state."""
    match output:
        case ChildMatched():
            _put_child(states, output.event, output.case, CaseChild(output.person, output.section, output.pupil, ""))
            _put_pupil(states, output)
        case MatchReferred():
            _put_child(states, output.event, output.case, CaseChild(output.person, output.section, "", output_id))
        case ChildNotOnRoll():
            _put_child(states, output.event, output.case, CaseChild(output.person, output.section, "", ""))
        case ChildLeft():
            case_state = states.find(case_key(output.case), MatchCase)
            children = case_state.children if case_state else ()
            left = tuple(child for child in children if child.person != output.person)
            states.put(case_key(output.case), MatchCase(output.event, left))
        case _:
            pass


def _put_pupil(states: States, output: ChildMatched) -> None:
    key = pupil_key(output.pupil)
    held = states.find(key, PupilPerson)
    if held is None or held.person != output.person:
        states.put(key, PupilPerson(output.person))


def _put_child(states: States, event: bytes, case: bytes, child: CaseChild) -> None:
    key = case_key(case)
    held = states.find(key, MatchCase)
    others = tuple(c for c in held.children if c.person != child.person) if held else ()
    states.put(key, MatchCase(event, (*others, child)))


def _prior_children(case: MatchCase | None, facts: MatchFacts) -> dict[str, CaseChild]:
    """The case's children by the publisher's own reference for them, as far as the event before can still be read."""
    if case is None or facts.before is None:
        return {}
    priors = {}
    for child in case.children:
        person = facts.before.person(child.section)
        if person is not None:
            priors[person.ref] = child
    return priors


def _decide_child(
    outputs: list[MatchOutput],
    states: States,
    facts: MatchFacts,
    accepted: EventAccepted,
    context: Context,
    section: int,
    prior: CaseChild | None,
) -> None:
    evidence = facts.evidence.get(section, _NOTHING_FOUND)
    person = facts.event.person(section)
    if person is None:
        at: ChildAt = ToPerson("sections_erased", ())
    else:
        at = place_child(person, evidence, facts.reference, context.at)
    fresh = context.output_id(len(outputs))
    whom = _same_in_this_event(outputs, at) or _whom(states, facts, at, prior, section, fresh)
    if prior is None or whom != prior.person:
        change, changed = Change.NEW, _UNCHANGED
    else:
        change, changed = _change(facts, prior, section)
    outputs.append(_child_output(accepted, section, whom, change, changed, at, evidence))


def _same_in_this_event(outputs: list[MatchOutput], at: ChildAt) -> str | None:
    """The person that this very event has just met as the same pupil: police may list one child twice."""
    if not isinstance(at, ToPupil):
        return None
    return next((o.person for o in outputs if isinstance(o, ChildMatched) and o.pupil == at.pupil), None)


def _whom(states: States, facts: MatchFacts, at: ChildAt, prior: CaseChild | None, section: int, fresh: str) -> str:
    """The person that a child is: the pupil's, else the same as in the revision before, else met before, else new."""
    if isinstance(at, ToPupil):
        held = states.find(pupil_key(at.pupil), PupilPerson)
        if held is not None:
            return held.person
        return prior.person if prior is not None and prior.pupil in ("", at.pupil) else fresh
    if prior is not None:
        return prior.person
    return facts.known.get(section) or fresh


def _change(facts: MatchFacts, prior: CaseChild, section: int) -> tuple[Change, tuple[Item, ...]]:
    if facts.before is None:
        return Change.CHANGED, tuple(Item)
    changed = changed_items(facts.before, prior.section, facts.event, section)
    if changed or registration_changed(facts.before, prior.section, facts.event, section):
        return Change.CHANGED, changed
    return Change.UNCHANGED, ()


def _child_output(
    accepted: EventAccepted,
    section: int,
    whom: str,
    change: Change,
    changed: tuple[Item, ...],
    at: ChildAt,
    evidence: Evidence,
) -> MatchOutput:
    if isinstance(at, ToPupil):
        return ChildMatched(
            accepted.event, accepted.case, section, whom, change, changed, at.pupil, at.registrations, evidence, None
        )
    if isinstance(at, ToPerson):
        return MatchReferred(
            accepted.event, accepted.case, section, whom, change, changed, at.reason, at.named, evidence
        )
    return ChildNotOnRoll(
        accepted.event, accepted.case, section, whom, change, changed, at.reason, at.registrations, evidence, None
    )


def _person_of(output: MatchOutput) -> str:
    if isinstance(output, EventUntouched):
        raise TypeError("an untouched event names no person")
    return output.person
