"""Decide which child and which person each section is, and what a revision changed, for one accepted event."""

from collections.abc import Collection, Mapping
from typing import Final

from msgspec.structs import replace

from schemas.events.event import Standing
from schemas.events.people import Person
from schemas.items import Item
from schemas.records.accept import EventAccepted
from schemas.records.decision import Output
from schemas.records.evidence import Evidence
from schemas.records.hotspots import HotspotsPublished
from schemas.records.match import (
    AdultConcerned,
    Basis,
    Change,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    EventUntouched,
    MatchOutput,
    MatchReferred,
    NoRoll,
    PersonResolved,
    RegisteredAt,
)
from streams.deciders.answers import evolve as answers
from streams.deciders.keys import case_key, person_key, pupil_key
from streams.deciders.match.apart import TWO_CHILDREN_ONE_PUPIL, keep_apart, whom_each_is
from streams.deciders.match.changes import (
    NOTHING_CHANGED,
    Changed,
    changed_items,
    described_otherwise,
    registration_changed,
    residence_changed,
    summaries_changed,
)
from streams.deciders.match.facts import MatchFacts
from streams.deciders.match.outcome import place_child
from streams.deciders.match.placing import ChildAt, Placed, ToPerson, ToPupil, WithoutRoll
from streams.deciders.match.state import CaseChild, MatchCase, PersonPupil, PupilPerson
from streams.deciders.memory import evolve as memory
from streams.deciders.places import Context
from streams.deciders.restriction import evolve as restriction
from streams.deciders.states import States
from streams.hotspots.decide import evolve_hotspots

_NEW: Final = Change.NEW
_WITHDRAWN: Final = Standing.WITHDRAWN

VERSION: Final = "match/1"

_FOLDED_ELSEWHERE: Final = memory.FOLDED | restriction.FOLDED | answers.FOLDED

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
    if accepted.standing is _WITHDRAWN:
        if case is None or not case.children:
            return [EventUntouched(accepted.event, "nothing_to_withdraw")]
        return [ChildLeft(accepted.event, accepted.case, c.person, Change.WITHDRAWN) for c in case.children]
    before = {child.person: child for child in case.children} if case is not None else {}
    children = _placed_children(facts, accepted, context)
    people = whom_each_is(children, states, case, facts)
    outputs: list[MatchOutput] = [
        _child_output(accepted, child, whom, before.get(whom), facts)
        for child, whom in zip(children, people, strict=True)
    ]
    outputs += _adults(facts, accepted, case, before, people, context, len(outputs))
    return outputs


def _adults(
    facts: MatchFacts,
    accepted: EventAccepted,
    case: MatchCase | None,
    before: Mapping[str, CaseChild],
    children: Collection[str],
    context: Context,
    first: int,
) -> list[MatchOutput]:
    """Every adult resolved, those whom the event is about also as its subjects; and who has left since the revision
    before. `first` is the place of the first output. An adult who can be read no more is one whom it had, if any.
    """
    outputs: list[MatchOutput] = []
    here = _by_reference(case, facts)
    staying = set(children)
    was = {person.ref: number for number, person in facts.before.people()} if facts.before is not None else {}
    for section, adult in facts.event.adults():
        prior = here.get(adult.ref) if section in accepted.adults else None
        known = prior.person if prior is not None and prior.person not in staying else facts.known.get(section)
        person = known or context.output_id(first + len(outputs))
        met = PersonResolved(accepted.event, accepted.case, section, person, known is not None, was.get(adult.ref))
        outputs.append(met)
        if section in accepted.adults and person not in staying:
            staying.add(person)
            change, changed = _change(facts, before.get(person), section)
            outputs.append(_adult(accepted, section, person, change, changed))
    for section in accepted.adults:
        if facts.event.person(section) is None:
            gone = next((p for p, prior in before.items() if prior.adult and p not in staying), None)
            person = gone or context.output_id(first + len(outputs))
            staying.add(person)
            change, changed = _change(facts, before.get(person), section)
            outputs.append(_adult(accepted, section, person, change, changed))
    outputs += [
        ChildLeft(accepted.event, accepted.case, person, Change.REMOVED) for person in before if person not in staying
    ]
    return outputs


def _adult(accepted: EventAccepted, section: int, person: str, change: Change, changed: Changed) -> AdultConcerned:
    items, of_several = changed.items, changed.of_several
    return AdultConcerned(accepted.event, accepted.case, section, person, change, items, of_several)


def _by_reference(case: MatchCase | None, facts: MatchFacts) -> dict[str, CaseChild]:
    """The subjects of the revision before by the publisher's own reference, which is stable over revisions."""
    if case is None or facts.before is None:
        return {}
    found = ((facts.before.person(child.section), child) for child in case.children)
    return {person.ref: child for person, child in found if person is not None}


def evolve(states: States, output: Output, output_id: str) -> None:
    """Fold one output, which stands at `output_id`, into the state."""
    if type(output) in _FOLDED_ELSEWHERE:
        memory.evolve(states, output, output_id)
        answers.evolve(states, output)
        if type(output) in restriction.FOLDED:
            restriction.evolve(states, output)
        return
    match output:
        case PersonResolved():
            now = restriction.joins(states, output.event, output.case, output.person, first_met=not output.known)
            states.put(case_key(output.case), now)
        case ChildMatched():
            child = CaseChild(output.person, output.section, output.pupil, "")
            _put_child(states, output.event, output.case, child, output_id)
            _put_pupil(states, output, output_id)
        case MatchReferred():
            _keep_pupil(states, output)
            child = CaseChild(output.person, output.section, "", output_id)
            _put_child(states, output.event, output.case, child, output_id)
        case ChildNotOnRoll():
            child = CaseChild(output.person, output.section, "", "", _placed_by_desk(states, output))
            _put_child(states, output.event, output.case, child, output_id)
        case AdultConcerned():
            adult = CaseChild(output.person, output.section, "", "", adult=True)
            _put_child(states, output.event, output.case, adult, output_id)
        case ChildLeft():
            case_state = states.find(case_key(output.case), MatchCase) or MatchCase(output.event, ())
            left = tuple(child for child in case_state.children if child.person != output.person)
            states.put(case_key(output.case), replace(case_state.at(output.event), children=left))
        case HotspotsPublished():
            evolve_hotspots(states, output)


def _placed_by_desk(states: States, output: ChildNotOnRoll) -> tuple[str, ...] | None:
    """Where a desk placed the child, with this output or before it; None where the publisher's word alone counts."""
    if output.answers is not None or any(r.basis is Basis.DESK for r in output.registrations):
        return tuple([registration.urn for registration in output.registrations])
    case = states.find(case_key(output.case), MatchCase)
    held = next((c for c in case.children if c.person == output.person), None) if case is not None else None
    if held is not None and held.placed == () and output.reason is NoRoll.NO_PLACEMENT:
        return ()
    return None


def _put_pupil(states: States, output: ChildMatched, output_id: str) -> None:
    key = pupil_key(output.pupil)
    held = states.find(key, PupilPerson)
    if held is None or held.person != output.person:
        states.put(key, PupilPerson(output.person))
        if output.person != output_id:
            states.put(person_key(output.person), PersonPupil(output.pupil))


def _keep_pupil(states: States, output: MatchReferred) -> None:
    """A child whose match is doubtful from now on: whatever pupil they turn out to be, the person is the former one."""
    case = states.find(case_key(output.case), MatchCase)
    for child in case.children if case is not None else ():
        if child.person == output.person and child.pupil:
            states.put(person_key(child.person), PersonPupil(child.pupil))


def _put_child(states: States, event: bytes, case: bytes, child: CaseChild, output_id: str) -> None:
    held = restriction.joins(states, event, case, child.person, first_met=child.person == output_id)
    children = (*(c for c in held.children if c.person != child.person), child)
    states.put(case_key(case), replace(held, children=children))


def _placed_children(facts: MatchFacts, accepted: EventAccepted, context: Context) -> list[Placed]:
    children = [
        Placed(section, person, _place(person, section, facts, context), context.output_id(ordinal))
        for ordinal, section in enumerate(accepted.children)
        for person in (facts.event.person(section),)
    ]
    return keep_apart(children, facts.evidence, facts.reference)


def _place(person: Person | None, section: int, facts: MatchFacts, context: Context) -> ChildAt:
    if person is None:
        return ToPerson("sections_erased", ())
    return place_child(person, facts.evidence.get(section, _NOTHING_FOUND), facts.reference, context.at)


def _change(facts: MatchFacts, prior: CaseChild | None, section: int) -> tuple[Change, Changed]:
    """What the event changed for a child of the case; all, where the child's section before can be read no more."""
    if prior is None:
        return _NEW, NOTHING_CHANGED
    if facts.before is None or facts.before.person(prior.section) is None:
        return Change.CHANGED, Changed(tuple(Item))
    changed = changed_items(facts.before, prior.section, facts.event, section)
    revisions = (facts.before, prior.section, facts.event, section)
    if changed.any or registration_changed(*revisions) or residence_changed(*revisions):
        return Change.CHANGED, changed
    return Change.UNCHANGED, NOTHING_CHANGED


def _child_output(
    accepted: EventAccepted, child: Placed, whom: str, prior: CaseChild | None, facts: MatchFacts
) -> ChildMatched | MatchReferred | ChildNotOnRoll:
    event, case, section, at = accepted.event, accepted.case, child.section, child.at
    change, changed = _change(facts, prior, section)
    evidence = facts.evidence.get(section, _NOTHING_FOUND)
    if isinstance(at, ToPerson) and prior is not None:
        at = _as_decided_before(at, facts, prior, section, evidence)
    if isinstance(at, ToPerson) and prior is not None:
        at = _as_placed_before(at, facts, prior, section)
    items, several = changed.items, changed.of_several
    summaries = _summaries(facts, prior, section, items, at)
    if isinstance(at, ToPupil):
        return ChildMatched(
            event, case, section, whom, change, items, at.pupil, at.registrations, evidence, None, summaries, several
        )
    if isinstance(at, ToPerson):
        return MatchReferred(event, case, section, whom, change, items, at.reason, at.named, evidence, several)
    return ChildNotOnRoll(
        event, case, section, whom, change, items, at.reason, at.registrations, evidence, None, summaries, several
    )


def _summaries(
    facts: MatchFacts, prior: CaseChild | None, section: int, changed: tuple[Item, ...], at: ChildAt
) -> tuple[str, ...]:
    """Whose own summary changed: of every school, where it can be read no more what was there before."""
    if prior is None or Item.SCHOOL_SUMMARY not in changed or isinstance(at, ToPerson):
        return ()
    if facts.before is None or facts.before.person(prior.section) is None:
        return tuple([registration.urn for registration in at.registrations])
    return summaries_changed(facts.before, prior.section, facts.event, section, facts.reference)


def _as_decided_before(at: ToPerson, facts: MatchFacts, prior: CaseChild, section: int, evidence: Evidence) -> ChildAt:
    """A doubt that a person settled, or that had not been one, does not come up again while nothing that matching
    rests on has changed and the pupil is still on a roll: the school must not lose its notice to an unrelated change.
    """
    if at.reason == TWO_CHILDREN_ONE_PUPIL or not _still_described_so(facts, prior, section):
        return at
    for candidate in evidence.candidates:
        if prior.pupil and candidate.pupil == prior.pupil:
            return ToPupil(
                candidate.pupil,
                tuple([RegisteredAt(r.urn, Basis.ROLL, r.roll_version) for r in candidate.registrations]),
            )
    return at


def _as_placed_before(at: ToPerson, facts: MatchFacts, prior: CaseChild, section: int) -> ChildAt:
    """A doubt that a desk settled with a school, or with none, is not asked again while it rests on the same: unless
    that school has closed since. A doubt of two children for one pupil is settled by it too, for it named no pupil.
    """
    if prior.placed is None or not _still_described_so(facts, prior, section):
        return at
    if any(urn not in facts.reference.settings.open_in_place_of(urn) for urn in prior.placed):
        return at
    registrations = tuple([RegisteredAt(urn, Basis.DESK, 0) for urn in prior.placed])
    return WithoutRoll(NoRoll.NAMED_SETTING_WITHOUT_ROLL if registrations else NoRoll.NO_PLACEMENT, registrations)


def _still_described_so(facts: MatchFacts, prior: CaseChild, section: int) -> bool:
    """Whether nothing that matching rests on has changed since the revision before."""
    before = facts.before
    return before is not None and not described_otherwise(before, prior.section, facts.event, section)
