"""Gather the facts of each input of hops 2 and 3, let the decider decide, and fold: nothing is recorded here."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeGuard, get_args

from schemas.records.accept import EventAccepted, EventConflicted
from schemas.records.answers import ContactAnswered, ContactNamed
from schemas.records.decision import Output
from schemas.records.hotspots import PublishHotspots
from schemas.records.inputs import (
    DeliveryReported,
    Forwarded,
    MatchDecided,
    Message,
    TimePassed,
    TriageContact,
    ViewTrace,
)
from schemas.records.match import (
    ChildLeft,
    ChildNotOnRoll,
    ChildOutcome,
    MatchReferred,
    PersonResolved,
)
from schemas.records.memory import PatternFound, RepeatAssessed
from schemas.records.restriction import RestrictionCarried
from schemas.records.share import Recipient
from schemas.records.watch import CommandRefused
from schemas.records.work import RecordStep
from streams.deciders import undecided
from streams.deciders.answers.decide import answer_contact, answered_case
from streams.deciders.answers.naming import contact_of, lost_contact
from streams.deciders.answers.wrong_people import found_wrong
from streams.deciders.keys import case_key, matter_key
from streams.deciders.match import answer
from streams.deciders.match import decide as match
from streams.deciders.match.state import MatchCase
from streams.deciders.memory.decide import remember_answer, remember_event
from streams.deciders.person import (
    answered,
    commanded,
    contact_named,
    delivered,
    ended,
    every_command,
    meetings,
    patterns,
    restriction,
)
from streams.deciders.person import decide as person
from streams.deciders.person import evolve as person_evolve
from streams.deciders.person.connections import lost_others
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.recipients import who_would_read
from streams.deciders.person.state import Matter
from streams.deciders.person.triage import referrer_of
from streams.deciders.person.work import hearing_of
from streams.deciders.places import Context
from streams.deciders.restriction.decide import restrict_by_answer, restrict_by_event
from streams.deciders.trace import SENDER, decide_trace
from streams.engines.line.batch import Gathered
from streams.engines.line.chains import Chain
from streams.engines.line.gathering import Gathering
from streams.engines.line.inputs import Waiting
from streams.engines.line.ticking import decide_tick
from streams.hotspots.decide import decide_hotspots

_FIRST_MET: Final[frozenset[type]] = frozenset({MatchReferred, ChildNotOnRoll, PersonResolved})
_CHILD_OUTCOMES: Final[frozenset[type]] = frozenset(get_args(ChildOutcome))


class Deciding(Gathering):
    """Decides each input of hops 2 and 3 over the facts that it gathers, and folds what follows."""

    def fold_resolve(self, batch: Gathered, chain: Chain, waiting: Waiting, context: Context) -> list[Output]:
        """Decide one input of hop 2 and fold its outputs; nothing is recorded or forwarded."""
        outputs = self._decide_resolve(batch, chain, waiting, context)
        for ordinal, output in enumerate(outputs):
            name = context.output_id(ordinal)
            match.evolve(chain.states, output, name)
            if is_first_meeting(output, name):
                self._remember_person(batch, output)
        answers = self._answers(chain, waiting.message, outputs)
        for answer_output in answers:
            match.evolve(chain.states, answer_output, context.output_id(len(outputs)))
            outputs.append(answer_output)
        return outputs

    def _answers(self, chain: Chain, message: Message, decided: Sequence[Output]) -> Sequence[Output]:
        """Which contact an outcome answers, once its own children are decided: with its event, or the desk's answer.
        Or what is said of the outcomes that answer a contact which is about the wrong people.
        """
        wrong = found_wrong(chain.states, message, decided)
        if wrong:
            return wrong
        case = answered_case(chain.states, message)
        held = chain.states.find(case_key(case), MatchCase) if case is not None else None
        if held is None:
            return ()
        event = self._openings.get(held.event)
        return answer_contact(chain.states, event, self._named_by(chain, event), decided)

    def fold_person(self, batch: Gathered, chain: Chain, waiting: Waiting, context: Context) -> list[Output]:
        """Decide one input of hop 3 and fold its outputs; nothing is recorded."""
        return self._fold_person(chain, self._decide_person(batch, chain, waiting, context), context)

    def _fold_person(self, chain: Chain, decided: Iterable[Output], context: Context) -> list[Output]:
        outputs: list[Output] = []
        for output in decided:
            if type(output) in person_evolve.FOLDED:
                person_evolve.evolve(chain.states, output, context.output_id(len(outputs)))
            outputs.append(output)
        return outputs

    def _decide_resolve(self, batch: Gathered, chain: Chain, waiting: Waiting, context: Context) -> list[Output]:
        message = waiting.message
        if isinstance(message, Forwarded):
            outputs: list[Output] = []
            for output in message.outputs:
                if isinstance(output, EventAccepted):
                    facts = self._match_facts(batch, chain, output)
                    decided = match.decide_event(chain.states, facts, output, context)
                    outputs += decided
                    told = self._memory_facts(batch, chain, facts.event, decided)
                    outputs += remember_event(chain.states, told, output, decided, context)
                    outputs += restrict_by_event(chain.states, facts.event, output, decided)
                elif isinstance(output, EventConflicted):
                    outputs.append(output)
            return outputs
        if isinstance(message, MatchDecided):
            answers = answer.decide_answer(chain.states, self._answer_facts(batch, chain, message), message, context)
            moved = [*answers, *remember_answer(chain.states, batch.reference, answers, context)]
            return [*moved, *restrict_by_answer(chain.states, moved)]
        if isinstance(message, ViewTrace):
            header = self._openings.header(message.event) if message.role == SENDER else None
            publisher = header.publisher if header is not None else ""
            connected = self._connected_sender(batch, chain, message) if publisher else ()
            return [decide_trace(batch.reference, publisher, connected, message, context)]
        if isinstance(message, PublishHotspots):
            return [decide_hotspots(chain.states, batch.reference, message, context)]
        return [_not_here(message)]

    def _connected_sender(self, batch: Gathered, chain: Chain, message: ViewTrace) -> frozenset[str]:
        """Whoever asks for a trace, if they may be connected with the event or with any revision of its case; of an
        outcome also with any revision of the contact that it names, or if nobody can say any more which that is.
        """
        opened = {event: self._openings.get(event) for event in self._revisions(chain, message.event)}
        if any(lost_contact(event) for event in opened.values()):
            return frozenset([message.user])
        contacts = {contact for event in opened.values() if (contact := contact_of(event)) is not None}
        known = [contact for contact in contacts if self._openings.header(contact) is not None]
        events = {*opened, *(event for contact in known for event in self._revisions(chain, contact))}
        return frozenset([user for event in events for user in self._connected(batch, event, -1, [message.user])])

    def _revisions(self, chain: Chain, event: bytes) -> set[bytes]:
        """An accepted event and every other of its case."""
        case = chain.states.find(case_key(self._openings.get(event).header.case), MatchCase)
        return {event} if case is None else {event, case.event, *case.earlier}

    def _remember_person(self, batch: Gathered, output: MatchReferred | ChildNotOnRoll | PersonResolved) -> None:
        sought = self._folded(batch, output.event).get(output.section)
        if sought is not None:
            self._indexes.known.add(output.person, sought)
            batch.met.append(output.person)

    def _decide_person(self, batch: Gathered, chain: Chain, waiting: Waiting, context: Context) -> Iterable[Output]:
        message = waiting.message
        if isinstance(message, Forwarded):
            return self._decide_children(batch, chain, message)
        if isinstance(message, TimePassed):
            return self._decide_tick(batch, chain, message, waiting.position, None)
        if isinstance(message, commanded.PersonCommand):
            facts = self._command_facts(batch, chain, message)
            return every_command.decide_command(chain.states, facts, message, context)
        if isinstance(message, DeliveryReported):
            return delivered.decide_delivery(chain.states, batch.reference, message, context)
        return [_not_here(message)]

    def _decide_children(self, batch: Gathered, chain: Chain, message: Forwarded) -> Iterator[Output]:
        """One after the other: what is yielded is folded before the next child, who may be the same person."""
        for ordinal, child in zip(message.ordinals, message.outputs, strict=True):
            origin = f"{message.source}-{message.decision}-{ordinal}"
            if _is_child_outcome(child):
                yield from self._decide_child(batch, chain, message, child, origin)
            elif isinstance(child, PatternFound | RepeatAssessed):
                yield from patterns.decide_proposed(chain.states, batch.reference, child, origin, message.accepted_at)
            elif isinstance(child, EventConflicted):
                yield from undecided.decide_conflict(chain.states, batch.reference, child, message.accepted_at)
            elif isinstance(child, RestrictionCarried):
                yield from self._decide_carried(batch, chain, message, child)
            elif isinstance(child, ContactNamed):
                yield from ended.decide_named(chain.states, batch.reference, child, message.accepted_at)
            elif isinstance(child, ContactAnswered):
                facts = self._answered_facts(batch, chain, child)
                yield from answered.decide_answered(chain.states, facts, child, message.accepted_at)

    def _decide_child(
        self, batch: Gathered, chain: Chain, message: Forwarded, child: ChildOutcome, origin: str
    ) -> Iterable[Output]:
        """What one child or adult of an event, of whom hop 2 spoke at `origin`, leads to."""
        matter = chain.states.find(matter_key(child.case, child.person), Matter)
        by = matter.hidden_by if matter is not None else ()
        now = restriction.told_with(child, message, by)
        event = self._openings.marked(child.event, now)
        if now != by:
            child = restriction.as_shown_since(child, self._openings.marked(child.event, by), event)
        users = who_would_read(child, batch.reference, event, message.accepted_at)
        users += meetings.readers_elsewhere(matter, batch.reference)
        own = -1 if type(child) is ChildLeft else child.section  # type: ignore[union-attr]  # all others have one
        named = answered.named_by(child, message)
        contacts = self._beside(chain, event, child.person, known=contact_named.has_come(named))
        connected = self._connected(batch, child.event, own, users)
        connected |= self._connected_beside(batch, event, contacts, users)
        repeat = patterns.repeat_told_of(child, message)
        others = patterns.other_referrals(child, message)
        proposed = patterns.is_proposed(chain.states, child, message, batch.reference)
        facts = PersonFacts(
            batch.reference, event, connected, repeat=repeat, others=others, proposed=proposed, answers=named
        )
        decided = person.decide_child(chain.states, facts, child, origin, message.accepted_at)
        return decided if now == by else [*decided, *restriction.back_unmarked(child, message)]

    def _decide_carried(
        self, batch: Gathered, chain: Chain, message: Forwarded, carried: RestrictionCarried
    ) -> Iterable[Output]:
        """What a matter shows since events of other cases mark its people, or do no longer."""
        by = restriction.hidden_by(chain.states, carried.case, carried.person)
        users = restriction.readers_of_held(chain.states, carried, batch.reference, message.accepted_at)
        connected = self._connected(batch, carried.event, carried.section, users)
        now, shown = self._openings.marked(carried.event, carried.by), self._openings.marked(carried.event, by)
        contacts = self._beside(chain, now, carried.person, known=False)
        connected |= self._connected_beside(batch, now, contacts, users)
        facts = PersonFacts(batch.reference, now, connected, hidden_by=carried.by)
        told = restriction.is_told_with_its_child(carried, message)
        return restriction.decide_carried(chain.states, facts, shown, carried, message.accepted_at, with_child=told)

    def _decide_tick(
        self, batch: Gathered, chain: Chain, message: TimePassed, position: int, case_key: str | None
    ) -> list[Output]:
        return decide_tick(batch, chain, message, position, case_key)

    def _command_facts(self, batch: Gathered, chain: Chain, message: commanded.PersonCommand) -> PersonFacts:
        matter = chain.states.find(matter_key(message.case, message.person), Matter)
        about = commanded.subject_of(matter, message) if matter is not None else None
        if matter is None or about is None:
            return PersonFacts(batch.reference, None, frozenset())
        rolls = self._rolls_of(*commanded.pupil_of(matter, message))
        event, own = about
        hearing: Iterable[Recipient] = ()
        if isinstance(message, TriageContact):
            asked = referrer_of(self._openings.get(event), batch.reference)
            hearing = (asked,) if asked is not None else ()
        if isinstance(message, RecordStep):
            hearing = hearing_of(matter, message, batch.reference, self._openings.get(event))
        users = commanded.readers_of(matter, message, batch.reference, tuple(rolls), hearing)
        another = matter.event not in (b"", event)
        item = matter.item(message.item) if isinstance(message, commanded.ItemCommand) else None
        opened = self._openings.get(event)
        contacts = self._beside(chain, opened, message.person, known=contact_named.is_of_known_contact(item))
        connected = self._connected(batch, event, own, users)
        connected |= self._connected_beside(batch, opened, contacts, users)
        named = self._named(batch, event, users).union(*(self._named(batch, one, users) for one in contacts))
        unreadable = lost_others(opened, own)
        if another:
            connected |= self._connected(batch, matter.event, matter.section, users)
            named |= self._named(batch, matter.event, users)
            unreadable = unreadable or lost_others(self._openings.get(matter.event), matter.section)
        hidden_by = restriction.hidden_at(chain.states, opened, message.case, message.person)
        latest = self._openings.marked(matter.event, hidden_by) if another else None
        return PersonFacts(
            batch.reference,
            self._openings.marked(event, hidden_by),
            connected,
            latest,
            rolls,
            named & connected,
            unreadable,
            hidden_by=hidden_by,
        )


def is_first_meeting(output: Output, output_id: str) -> TypeGuard[MatchReferred | ChildNotOnRoll | PersonResolved]:
    """Whether an output first met somebody who is on no roll: then the person is named by that output's own place."""
    return type(output) in _FIRST_MET and output.person == output_id  # type: ignore[union-attr]  # its kind was asked


def _is_child_outcome(output: Output) -> TypeGuard[ChildOutcome]:
    return type(output) in _CHILD_OUTCOMES


def _not_here(message: object) -> CommandRefused:
    return CommandRefused(type(message).__name__.lower(), "", getattr(message, "user", "-"), "not_decided_here", None)
