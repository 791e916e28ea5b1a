"""The three hops as plain functions over facts and state, as any engine runs them: decide, then fold."""

from collections.abc import Callable
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from schemas import codec
from schemas.records.accept import EventAccepted, EventConflicted
from schemas.records.answers import ContactAnswered, ContactNamed
from schemas.records.decision import Decision, Output
from schemas.records.inputs import (
    Command,
    DeliveryReported,
    Forwarded,
    MatchDecided,
    Message,
    TimePassed,
    TriageContact,
    ViewTrace,
)
from schemas.records.match import ChildLeft, ChildNotOnRoll, MatchReferred, PersonResolved
from schemas.records.restriction import RestrictionCarried
from streams.deciders.accept import decide as accept
from streams.deciders.accept.examine import examined_of
from streams.deciders.accept.examined import Examined, Refused
from streams.deciders.keys import case_key, matter_key
from streams.deciders.match import answer, compare
from streams.deciders.match import decide as match
from streams.deciders.match.facts import AnswerFacts, MatchFacts
from streams.deciders.match.known import KnownPeople
from streams.deciders.match.state import MatchCase
from streams.deciders.memory.decide import remember_answer, remember_event
from streams.deciders.memory.earlier import earlier_with_places, memory_facts
from streams.deciders.opened import OpenedEvent
from streams.deciders.person import (
    answered,
    commanded,
    contact_named,
    delivered,
    ended,
    every_command,
    falling_due,
    meetings,
    patterns,
    restriction,
)
from streams.deciders.person import decide as person
from streams.deciders.person import evolve as person_evolve
from streams.deciders.person.connections import lost_others, named_staff
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.recipients import who_would_read
from streams.deciders.person.state import Matter
from streams.deciders.person.triage import referrer_of
from streams.deciders.person.work import hearing_of
from streams.deciders.places import Context
from streams.deciders.restriction.decide import restrict_by_answer, restrict_by_event
from streams.deciders.states import States
from streams.deciders.trace import decide_trace
from streams.deciders.undecided import decide_conflict
from tests.support.answering import answered_facts, answers, beside, connected, marked
from tests.support.facts import Facts, children_in

Lookup = Callable[[str], Output | None]
"""Gives the output that stands at an output id."""


class Submitted(Struct, frozen=True):
    """An input of hop 1: the event that verified, or why none did; the agency that brought it."""

    examined: Examined | Refused
    digest: bytes
    agency: str


def submitted(event: OpenedEvent, agency: str | None = None) -> Submitted:
    """An event that verified, as hop 1 gets it from `examine`."""
    value = sha256(codec.encode(event.value)).digest()
    keys = tuple(bytes([number % 256]) * 32 for number in event.sections)
    examined = replace(
        examined_of(event, value, sha256(value).digest(), list(event.sections.values()), keys),
        children=children_in(event),
    )
    return Submitted(examined, sha256(b"submission" + value).digest(), agency or event.header.publisher)


class State:
    """What one source partition holds in memory: nothing but the fold of its outputs."""

    def __init__(self, facts: Facts) -> None:
        self.states = States(lambda _: None)
        self.known = KnownPeople(facts.data)
        self.matters: dict[str, None] = {}

    def snapshot(self) -> dict[str, Struct | None]:
        """Every state by its key."""
        return dict(self.states.changed)


def decide_submission(facts: Facts, state: State, input: Submitted, context: Context) -> list[Output]:
    """Hop 1."""
    return list(accept.decide(state.states, input.examined, input.digest, input.agency))


def decide_resolve(
    facts: Facts, state: State, message: Forwarded | MatchDecided | ViewTrace, context: Context, lookup: Lookup
) -> list[Output]:
    """Hop 2."""
    if isinstance(message, ViewTrace):
        event = facts.opened.get(message.event)
        publisher = event.header.publisher if event is not None else ""
        case = event.header.case if event is not None else b""
        revisions = [one for one in facts.opened.values() if one.header.case == case]
        close = [user for one in revisions for user in connected(facts, one, -1, [message.user])]
        return [decide_trace(facts.reference, publisher, close, message, context)]
    if isinstance(message, MatchDecided):
        answers = answer.decide_answer(state.states, answer_facts(facts, message, lookup), message, context)
        moved = [*answers, *remember_answer(state.states, facts.reference, answers, context)]
        return [*moved, *restrict_by_answer(state.states, moved)]
    outputs: list[Output] = []
    for output in message.outputs:
        if isinstance(output, EventConflicted):
            outputs.append(output)
        elif isinstance(output, EventAccepted):
            told = match_facts(facts, state, output)
            decided = match.decide_event(state.states, told, output, context)
            earlier = earlier_with_places(state.states, told.event, decided)
            memory = memory_facts(facts.reference, told.event, [(seen, facts.opened[seen.event]) for seen in earlier])
            outputs += [*decided, *remember_event(state.states, memory, output, decided, context)]
            outputs += restrict_by_event(state.states, told.event, output, decided)
    return outputs


def match_facts(facts: Facts, state: State, accepted: EventAccepted) -> MatchFacts:
    """What hop 2 is told of one accepted event."""
    event = facts.opened[accepted.event]
    case = state.states.find(case_key(accepted.case), MatchCase)
    before = facts.opened[case.event] if case is not None and case.event != accepted.event else None
    folded = compare.fold_people(event, facts.reference)
    evidence = compare.compare_children(event, folded, facts.rolls, facts.data)
    return MatchFacts(facts.reference, event, before, evidence, compare.known_people(folded, evidence, state.known))


def answer_facts(facts: Facts, message: MatchDecided, lookup: Lookup) -> AnswerFacts:
    """What hop 2 is told of a desk's answer."""
    recorded = lookup(message.answers)
    referred = recorded if isinstance(recorded, MatchReferred) else None
    rolls = {e.urn: facts.rolls.version(e.urn) or 0 for e in facts.rolls.entries_of(message.pupil or "")}
    if referred is None:
        return AnswerFacts(facts.reference, None, None, rolls)
    event = facts.opened[referred.event]
    close = connected(facts, event, referred.section, [message.user])
    return AnswerFacts(facts.reference, referred, event, rolls, close)


def decide_person(
    facts: Facts, state: State, message: Forwarded | TimePassed | Command, context: Context
) -> list[Output]:
    """Hop 3, children one after the other: each is decided over what the one before it led to."""
    if isinstance(message, TimePassed):
        matters = [matter for key in state.matters if (matter := _matter(state, key)) is not None]
        return list(falling_due.decide_tick(matters, facts.reference, message))
    if isinstance(message, Forwarded):
        raise TypeError("children are decided one by one: use `decide_children`")
    if isinstance(message, DeliveryReported):
        return list(delivered.decide_delivery(state.states, facts.reference, message, context))
    if isinstance(message, commanded.PersonCommand):
        told = command_facts(facts, state, message)
        return list(every_command.decide_command(state.states, told, message, context))
    raise TypeError(f"hop 3 takes no `{type(message).__name__}`")


def decide_children(facts: Facts, state: State, message: Forwarded, fold: Callable[[Output], None]) -> None:
    """Hop 3 for forwarded children; `fold` is called with each output before the next child is decided."""
    for ordinal, child in zip(message.ordinals, message.outputs, strict=True):
        if isinstance(child, EventAccepted):
            continue
        if isinstance(child, ContactNamed):
            for gone in ended.decide_named(state.states, facts.reference, child, message.accepted_at):
                fold(gone)
            continue
        if isinstance(child, ContactAnswered):
            told_of = answered_facts(facts, state.states, child)
            for said in answered.decide_answered(state.states, told_of, child, message.accepted_at):
                fold(said)
            continue
        if isinstance(child, EventConflicted):
            for raised in decide_conflict(state.states, facts.reference, child, message.accepted_at):
                fold(raised)
            continue
        origin = f"{message.source}-{message.decision}-{ordinal}"
        if isinstance(child, patterns.Proposed):
            for item in patterns.decide_proposed(state.states, facts.reference, child, origin, message.accepted_at):
                fold(item)
            continue
        matter = state.states.find(matter_key(child.case, child.person), Matter)
        by = matter.hidden_by if matter is not None else ()
        shown = marked(facts, child.event, by)
        if isinstance(child, RestrictionCarried):
            users = restriction.readers_of_held(state.states, child, facts.reference, message.accepted_at)
            now = marked(facts, child.event, child.by)
            told = PersonFacts(facts.reference, now, connected(facts, now, child.section, users), hidden_by=child.by)
            alone = restriction.is_told_with_its_child(child, message)
            at = message.accepted_at
            for changed in restriction.decide_carried(state.states, told, shown, child, at, with_child=alone):
                fold(changed)
            continue
        goes_by = restriction.told_with(child, message, by)
        event = marked(facts, child.event, goes_by)
        users = who_would_read(child, facts.reference, event, message.accepted_at)
        users += meetings.readers_elsewhere(matter, facts.reference)
        own = -1 if isinstance(child, ChildLeft) else child.section
        repeat = patterns.repeat_told_of(child, message)
        proposed = patterns.is_proposed(state.states, child, message, facts.reference)
        named = answered.named_by(child, message)
        contacts = beside(facts, state.states, event, child.person, known=contact_named.has_come(named))
        close = connected(facts, event, own, users).union(*(connected(facts, one, -1, users) for one in contacts))
        others = patterns.other_referrals(child, message)
        told = PersonFacts(
            facts.reference, event, close, repeat=repeat, others=others, proposed=proposed, answers=named
        )
        since = restriction.as_shown_since(child, shown, event)
        for output in person.decide_child(state.states, told, since, origin, message.accepted_at):
            fold(output)
        for unmarked in restriction.back_unmarked(child, message) if goes_by != by else ():
            fold(unmarked)


def command_facts(facts: Facts, state: State, message: commanded.PersonCommand) -> PersonFacts:
    """What hop 3 is told of a command."""
    matter = state.states.find(matter_key(message.case, message.person), Matter)
    about = commanded.subject_of(matter, message) if matter is not None else None
    if matter is None or about is None:
        return PersonFacts(facts.reference, None, frozenset())
    pupil, _ = commanded.pupil_of(matter, message)
    rolls = {e.urn: facts.rolls.version(e.urn) for e in facts.rolls.entries_of(pupil)}
    opened = facts.opened[about[0]]
    asked_by = referrer_of(opened, facts.reference) if isinstance(message, TriageContact) else None
    hearing = (*hearing_of(matter, message, facts.reference, opened), *((asked_by,) if asked_by is not None else ()))
    users = commanded.readers_of(matter, message, facts.reference, tuple(rolls), hearing)
    asked = [(opened, about[1])]
    if matter.event not in (b"", about[0]):
        asked.append((facts.opened[matter.event], matter.section))
    item = matter.item(message.item) if isinstance(message, commanded.ItemCommand) else None
    known = contact_named.is_of_known_contact(item)
    asked += [(one, -1) for one in beside(facts, state.states, opened, message.person, known=known)]
    close = frozenset[str]().union(*(connected(facts, event, own, users) for event, own in asked))
    named = frozenset[str]().union(*(named_by(facts, event, users) for event, _ in asked))
    lost = any(lost_others(event, own) for event, own in asked)
    by = restriction.hidden_at(state.states, opened, message.case, message.person)
    latest = marked(facts, matter.event, by) if matter.event in facts.opened else None
    now = marked(facts, about[0], by)
    return PersonFacts(facts.reference, now, close, latest, rolls, named, lost, hidden_by=by)


def named_by(facts: Facts, event: OpenedEvent, users: list[str]) -> frozenset[str]:
    """Who of these may be connected with an adult of the event who can still be read."""
    return named_staff(event, compare.fold_people(event, facts.reference), users, facts.staff, facts.data)


def fold(facts: Facts, state: State, source: str, output: Output, output_id: str) -> None:
    """Fold one output of a source partition into its state."""
    if source.startswith("intake."):
        accept.evolve(state.states, output)  # type: ignore[arg-type]  # hop 1 records nothing else
    elif source == "resolve":
        match.evolve(state.states, output, output_id)
        if isinstance(output, MatchReferred | ChildNotOnRoll | PersonResolved) and output.person == output_id:
            described = facts.opened[output.event].person(output.section)
            if described is not None:
                folded = compare.fold_people(facts.opened[output.event], facts.reference)
                state.known.add(output.person, folded[output.section])
    else:
        key = person_evolve.evolve(state.states, output, output_id)
        if key is not None:
            state.matters[key] = None


def fold_decision(facts: Facts, state: State, decision: Decision) -> None:
    """Fold a whole record."""
    for ordinal, output in enumerate(decision.outputs):
        fold(facts, state, decision.source, output, f"{decision.source}-{decision.number}-{ordinal}")


def decide(facts: Facts, state: State, input: Submitted | Message, context: Context, lookup: Lookup) -> list[Output]:
    """Decide one input of any hop and fold what it leads to."""
    outputs: list[Output] = []

    def folded(output: Output) -> None:
        fold(facts, state, context.source, output, context.output_id(len(outputs)))
        outputs.append(output)

    if isinstance(input, Forwarded) and context.source != "resolve":
        decide_children(facts, state, input, folded)
        return outputs
    if isinstance(input, Submitted):
        decided = decide_submission(facts, state, input, context)
    elif context.source != "resolve":
        decided = decide_person(facts, state, input, context)
    elif isinstance(input, Forwarded | MatchDecided | ViewTrace):
        decided = decide_resolve(facts, state, input, context, lookup)
    else:
        raise TypeError(f"hop 2 takes no `{type(input).__name__}`")
    for output in decided:
        folded(output)
    if context.source == "resolve" and not isinstance(input, Submitted):
        for output in answers(facts, state.states, input, decided):
            folded(output)
    return outputs


def _matter(state: State, key: str) -> tuple[bytes, str, Matter] | None:
    matter = state.states.find(key, Matter)
    if matter is None:
        return None
    _, case, whom = key.split(":", 2)
    return bytes.fromhex(case), whom, matter
