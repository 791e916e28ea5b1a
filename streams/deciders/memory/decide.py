"""Decide what counts after an event or a desk's answer, and which counts, patterns and repeats follow from it."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from schemas.events.event import Standing
from schemas.records.accept import EventAccepted
from schemas.records.match import ChildLeft, ChildMatched, MatchOutput
from schemas.records.memory import (
    Counted,
    MemoryOutput,
    OccurrenceForgotten,
    OccurrenceNoted,
    PatternChange,
    PatternFound,
    PersonsMerged,
    PersonsSplit,
    RepeatAssessed,
    RuleKind,
)
from schemas.records.watch import CommandRefused
from streams.deciders.keys import history_key, pair_key
from streams.deciders.match.apart import pupil_of
from streams.deciders.memory import evolve
from streams.deciders.memory.evolve import as_another, history_at, noted_in, now_known_as
from streams.deciders.memory.facts import MemoryFacts
from streams.deciders.memory.found import Asked, Assessed, Found
from streams.deciders.memory.histories import holds_another, keys_of
from streams.deciders.memory.note import note
from streams.deciders.memory.rules import assessments, hold_alone, patterns
from streams.deciders.memory.seen import Seen
from streams.deciders.memory.state import Answered, History, Noted
from streams.deciders.places import Context
from streams.deciders.states import States
from streams.reference.facts import Reference
from streams.routing.routes import NOWHERE, Routing

_WITHDRAWN: Final = Standing.WITHDRAWN

_DOMAIN: Final = b"firstbell/pattern"

Subject = tuple[str, str | None]
"""A child; or a victim, and an alleged perpetrator."""


class _Telling:
    """Outputs in the making, each folded into a copy of the state as it is told."""

    def __init__(self, states: States, reference: Reference, name: Callable[[int], str]) -> None:
        self.states = States(lambda key: states.find(key, Struct))
        self.reference = reference
        self.outputs: list[MemoryOutput] = []
        self._name = name

    def tell(self, output: MemoryOutput) -> None:
        evolve.evolve(self.states, output, self._name(len(self.outputs)))
        self.outputs.append(output)

    def routing(self, area: str) -> Routing:
        return self.reference.routing.get(area, NOWHERE)


def remember_event(
    states: States, facts: MemoryFacts, accepted: EventAccepted, decided: Sequence[MatchOutput], context: Context
) -> list[MemoryOutput]:
    """What counts after an accepted event, of which `decided` was said, and what follows; a revision takes the place of
    what was noted of its case before, and a withdrawal leaves nothing.
    """
    now = None
    if accepted.standing is not _WITHDRAWN:
        now = note(states, facts, accepted, decided, context.output_id(len(decided)))
    if now is None and noted_in(states, accepted.case) is None:
        return []
    told = now or OccurrenceForgotten(accepted.event, accepted.case)
    return follow(states, facts.reference, told, lambda place: context.output_id(len(decided) + place))


def follow(
    states: States, reference: Reference, told: OccurrenceNoted | OccurrenceForgotten, name: Callable[[int], str]
) -> list[MemoryOutput]:
    """A note, and every answer that is another one after it. `name` gives the id of an output from its place."""
    before = noted_in(states, told.case)
    if not _may_be_asked(states, reference, before, told):
        return [told]
    telling = _Telling(states, reference, name)
    telling.tell(told)
    after = noted_in(telling.states, told.case)
    _answer(telling, _subjects([before, after]), Asked(told.event, told.case))
    return telling.outputs


def _may_be_asked(
    states: States, reference: Reference, before: Noted | None, told: OccurrenceNoted | OccurrenceForgotten
) -> bool:
    """Whether any history that a note touches has an answer, or under an area's rules can come to have one: beside
    another case, or by this case alone. Where none does, nothing follows from the note but that it is remembered.
    """
    keys = keys_of(before.people, before.pairs) if before is not None else []
    here = ""
    if isinstance(told, OccurrenceNoted):
        here = told.area
        if hold_alone(reference.routing.get(here, NOWHERE).rules, told.type):
            return True
        keys += keys_of(told.people, [(pair.victim, pair.perpetrator) for pair in told.pairs])
    for key in keys:
        history = history_at(states, key)
        if history.answered:
            return True
        if holds_another(history, told.case) and any(_rules_in(reference, area) for area in (here, *history.areas)):
            return True
    return False


def _rules_in(reference: Reference, area: str) -> bool:
    return bool(reference.routing.get(area, NOWHERE).rules)


def remember_answer(
    states: States, reference: Reference, decided: Sequence[MatchOutput | CommandRefused], context: Context
) -> list[MemoryOutput]:
    """What a desk's answer to a doubtful match means for what was counted: a child who turns out to be somebody whom
    the hub knew already brings along what was noted of them, unless they are known to be another pupil.
    """
    left = next((output for output in decided if isinstance(output, ChildLeft)), None)
    matched = next((output for output in decided if isinstance(output, ChildMatched)), None)
    if left is None or matched is None:
        return []
    person, into = now_known_as(states, left.person), now_known_as(states, matched.person)
    if person == into:
        return []
    telling = _Telling(states, reference, lambda place: context.output_id(len(decided) + place))
    if pupil_of(person, states) is None:
        cases = [seen.case for seen in history_at(states, history_key(person)).seen]
        moved: PersonsMerged | PersonsSplit = PersonsMerged(matched.event, matched.case, person, into)
    else:
        cases, moved = [matched.case], PersonsSplit(matched.event, matched.case, person, into)
    before = [noted for case in cases if (noted := noted_in(states, case)) is not None]
    telling.tell(moved)
    after = [as_another(noted, person, into) for noted in before]
    _answer(telling, _subjects([*before, *after]), Asked(matched.event, matched.case, frozenset({person})))
    return telling.outputs


def _subjects(noted: Iterable[Noted | None]) -> list[Subject]:
    found: dict[Subject, None] = {}
    for one in noted:
        if one is not None:
            found.update(((person, None), None) for person in one.people)
            found.update((pair, None) for pair in one.pairs)
    return list(found)


def _answer(telling: _Telling, subjects: Iterable[Subject], change: Asked) -> None:
    for subject in subjects:
        person, other = subject
        history = history_at(telling.states, history_key(person) if other is None else pair_key(person, other))
        _patterns(telling, subject, history, change)
        if other is not None:
            _repeats(telling, person, other, history, change)


def _patterns(telling: _Telling, subject: Subject, history: History, change: Asked) -> None:
    found = patterns(history.seen, telling.routing, pairs=subject[1] is not None) if history.seen else {}
    for held in history.answered:
        if not held.about and held.rule not in found:
            telling.tell(_ended(subject, held, change))
    for rule in sorted(found):
        held_before = history.answer(rule)
        if held_before is None or not _same(found[rule], held_before):
            telling.tell(_found(subject, found[rule], held_before, history, change))


def _same(found: Found, held: Answered) -> bool:
    cases = tuple([(one.case, one.at) for one in found.cases])
    return (found.rule.version, cases, found.count) == (held.version, held.cases, held.count)


def _found(subject: Subject, found: Found, held: Answered | None, history: History, change: Asked) -> PatternFound:
    anchor, rule = found.anchor, found.rule
    return PatternFound(
        event=anchor.event,
        case=held.desk if held is not None else _desk(rule.id, anchor.case),
        person=subject[0],
        perpetrator=subject[1],
        section=anchor.section,
        area=anchor.area,
        kind=rule.kind,
        rule=rule.id,
        version=rule.version,
        change=PatternChange.FOUND if held is None else _how(found, held, history),
        cases=_counted(found.cases),
        count=found.count,
        window=rule.window.words,
        replaces=held.output if held is not None else None,
    )


def _how(found: Found, held: Answered, history: History) -> PatternChange:
    """Whether the answer before was right when it was given: all that it counted stands as it was, and what is counted
    beside it happened later.
    """
    stands = {(seen.case, seen.at) for seen in history.seen}
    told = set(held.cases)
    late = any((one.case, one.at) not in told and one.at < held.at for one in found.cases)
    if late or not told <= stands or found.anchor.at < held.at or found.rule.version < held.version:
        return PatternChange.REVISED
    return PatternChange.GREW


def _ended(subject: Subject, held: Answered, change: Asked) -> PatternFound:
    moved = not change.moved.isdisjoint(one for one in subject if one is not None)
    return PatternFound(
        event=change.event,
        case=held.desk,
        person=subject[0],
        perpetrator=subject[1],
        section=0,
        area=held.area,
        kind=RuleKind(held.kind),
        rule=held.rule,
        version=held.version,
        change=PatternChange.MOVED if moved else PatternChange.LAPSED,
        cases=tuple([Counted(case, at) for case, at in held.cases]),
        count=0,
        window="none",
        replaces=held.output,
    )


def _repeats(telling: _Telling, victim: str, perpetrator: str, history: History, change: Asked) -> None:
    for assessed in assessments(history.seen, telling.routing) if history.seen else ():
        held = history.answer("", assessed.referral.case)
        told = _assessment(victim, perpetrator, assessed)
        if held is None or assessed.referral.case == change.case or not _same_assessment(told, held):
            telling.tell(told if held is None or _same_assessment(told, held) else _instead(told, held))


def _instead(told: RepeatAssessed, held: Answered) -> RepeatAssessed:
    return replace(told, replaces=held.output)


def _same_assessment(told: RepeatAssessed, held: Answered) -> bool:
    cases = [(one.case, one.at) for one in told.counted]
    if told.last_referral is not None:
        cases.insert(0, (told.last_referral.case, told.last_referral.at))
    return (told.rule, told.version, told.repeat, tuple(cases)) == (held.kind, held.version, held.repeat, held.cases)


def _assessment(victim: str, perpetrator: str, assessed: Assessed) -> RepeatAssessed:
    referral, rule = assessed.referral, assessed.rule
    return RepeatAssessed(
        event=referral.event,
        case=referral.case,
        person=victim,
        perpetrator=perpetrator,
        section=referral.section,
        area=referral.area,
        rule=rule.id,
        version=rule.version,
        repeat=assessed.repeat,
        last_referral=_one(assessed.last) if assessed.last is not None else None,
        counted=_counted(assessed.since),
        others=assessed.others,
        window=rule.window.words,
        replaces=None,
    )


def _desk(rule: str, case: bytes) -> bytes:
    """The place on a desk of a rule's answers that were first found with a case. Two engines name it alike."""
    return sha256(_DOMAIN + rule.encode() + b"/" + case).digest()[:16]


def _counted(cases: Iterable[Seen]) -> tuple[Counted, ...]:
    return tuple([_one(case) for case in cases])


def _one(case: Seen) -> Counted:
    return Counted(case.case, case.at)
