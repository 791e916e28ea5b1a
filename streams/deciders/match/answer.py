"""Decide what a coordinator's answer to a doubtful match leads to."""

from typing import Final

from schemas.items import Item
from schemas.records.inputs import MatchDecided
from schemas.records.match import (
    Basis,
    Change,
    ChildLeft,
    ChildMatched,
    ChildNotOnRoll,
    MatchReferred,
    NoRoll,
    RegisteredAt,
)
from schemas.records.watch import CommandRefused
from streams.deciders.areas import COUNCIL_DESK, child_area
from streams.deciders.keys import case_key, pupil_key
from streams.deciders.match.apart import pupil_of
from streams.deciders.match.facts import AnswerFacts
from streams.deciders.match.state import CaseChild, MatchCase, PupilPerson
from streams.deciders.places import Context
from streams.deciders.states import States

AnswerOutput = ChildMatched | ChildNotOnRoll | ChildLeft | CommandRefused


_AFTER_LEAVING: Final = 1
"""Where the match stands among the outputs if the child turns out to be another person than was thought."""


def decide_answer(states: States, facts: AnswerFacts, command: MatchDecided, context: Context) -> list[AnswerOutput]:
    """A referral that still stands is answered with a pupil, a school, or neither; any other answer is refused."""
    case = states.find(case_key(command.case), MatchCase)
    child = _referred_child(case, command.answers)
    if case is None or child is None or facts.referred is None:
        return [_refused(command, "no_longer_current")]
    area = child_area(
        facts.reference, facts.event, child.section, facts.referred.named, _candidate_urns(facts.referred)
    )
    held = facts.reference.roles_of(command.user, context.at)
    if not any(r.role == COUNCIL_DESK and r.scheme == "area" and r.value == area for r in held):
        return [_refused(command, "not_your_area")]
    if command.user in facts.connected:
        return [_refused(command, "may_be_connected")]
    if command.pupil is not None:
        return _matched(states, facts, facts.referred, case, child, command, context)
    return [_placed(facts, facts.referred, child, command)]


def _referred_child(case: MatchCase | None, referral: str) -> CaseChild | None:
    if case is None:
        return None
    return next((child for child in case.children if child.referral == referral), None)


def _candidate_urns(referred: MatchReferred) -> tuple[str, ...]:
    return tuple(r.urn for c in referred.evidence.candidates for r in c.registrations)


def _refused(command: MatchDecided, reason: str) -> CommandRefused:
    return CommandRefused("match_decided", command.answers, command.user, reason, None)


def _matched(
    states: States,
    facts: AnswerFacts,
    referred: MatchReferred,
    case: MatchCase,
    child: CaseChild,
    command: MatchDecided,
    context: Context,
) -> list[AnswerOutput]:
    pupil = command.pupil or ""
    if pupil not in {c.pupil for c in referred.evidence.candidates}:
        return [_refused(command, "not_among_the_candidates")]
    if not facts.rolls:
        return [_refused(command, "no_longer_on_any_roll")]
    person, listed_twice = _person_of(pupil, states, case, child, context)
    schools = tuple(sorted(facts.rolls))
    matched = ChildMatched(
        event=referred.event,
        case=referred.case,
        section=child.section,
        person=person,
        change=Change.CHANGED if listed_twice else Change.NEW,
        changed=tuple(Item) if listed_twice else (),
        pupil=pupil,
        registrations=tuple(RegisteredAt(urn, Basis.DESK, facts.rolls[urn]) for urn in schools),
        evidence=referred.evidence,
        answers=command.answers,
        summaries_of=schools if listed_twice else (),
    )
    if matched.person == child.person:
        return [matched]
    return [ChildLeft(referred.event, referred.case, child.person, Change.REMOVED), matched]


def _person_of(pupil: str, states: States, case: MatchCase, child: CaseChild, context: Context) -> tuple[str, bool]:
    """The person that the pupil is, and whether another child of the case is that pupil: then police listed one twice.

    A person that another child of the case has for any other reason stays that child's; and one who is another pupil
    already stays that pupil's, wherever they were met: the child is then somebody new.
    """
    others = [other for other in case.children if other.person != child.person]
    same = next((other.person for other in others if other.pupil == pupil), None)
    if same is not None:
        return same, True
    known = states.find(pupil_key(pupil), PupilPerson)
    if known is not None and known.person not in {other.person for other in others}:
        return known.person, False
    if pupil_of(child.person, states) in (None, pupil):
        return child.person, False
    return context.output_id(_AFTER_LEAVING), False


def _placed(facts: AnswerFacts, referred: MatchReferred, child: CaseChild, command: MatchDecided) -> AnswerOutput:
    registrations: tuple[RegisteredAt, ...] = ()
    reason = NoRoll.NO_PLACEMENT
    if command.setting is not None:
        if command.setting not in facts.reference.settings.open_in_place_of(command.setting):
            return _refused(command, "school_not_open")
        registrations = (RegisteredAt(command.setting, Basis.DESK, 0),)
        reason = NoRoll.NAMED_SETTING_WITHOUT_ROLL
    return ChildNotOnRoll(
        event=referred.event,
        case=referred.case,
        section=child.section,
        person=child.person,
        change=Change.NEW,
        changed=(),
        reason=reason,
        registrations=registrations,
        evidence=referred.evidence,
        answers=command.answers,
        summaries_of=(),
    )
