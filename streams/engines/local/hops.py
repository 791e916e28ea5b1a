"""The three hops over one batch: gather the facts of each input, let the decider decide, fold and record."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeGuard

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas.envelope import digest_of_submission
from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision, Output, Parked
from schemas.records.inputs import (
    Forwarded,
    InputKind,
    MatchDecided,
    ParkedRetried,
    TimePassed,
    ViewTrace,
)
from schemas.records.match import ChildLeft, ChildMatched, ChildNotOnRoll, MatchReferred, PersonResolved
from schemas.records.watch import CommandRefused
from schemas.wire import Submission
from streams.deciders.accept import decide as accept
from streams.deciders.accept.examine import Examined, examine
from streams.deciders.match import answer, compare
from streams.deciders.match import decide as match
from streams.deciders.match.facts import AnswerFacts, MatchFacts
from streams.deciders.match.state import MatchCase
from streams.deciders.match.state import case_key as match_case_key
from streams.deciders.person import commands
from streams.deciders.person import decide as person
from streams.deciders.person import evolve as person_evolve
from streams.deciders.person.connections import connected_staff
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.state import Matter, matter_key
from streams.deciders.places import RESOLVE, Context, person_source
from streams.deciders.trace import decide_trace
from streams.engines.local.batch import Batch, Waiting
from streams.engines.local.chains import Chain
from streams.engines.local.database import micros
from streams.engines.local.indexes import Indexes
from streams.engines.local.opening import Openings
from streams.engines.local.reading import IntakeRow, Records
from streams.vault.names import event_owner
from streams.vault.store import Vault

_logger = logging.getLogger(__name__)

_CHILD_OUTCOMES: Final = (ChildMatched, MatchReferred, ChildNotOnRoll, ChildLeft)


class Hops:
    """What the three hops share: opened events, indexes, the vault, the hub's keys, recorded decisions."""

    def __init__(
        self,
        openings: Openings,
        indexes: Indexes,
        vault: Vault,
        records: Records,
        hub_keys: Mapping[str, X25519PrivateKey],
        person_partitions: int,
    ) -> None:
        self._openings = openings
        self._indexes = indexes
        self._vault = vault
        self._records = records
        self._hub_keys = hub_keys
        self._person_partitions = person_partitions

    def accept(self, batch: Batch, chain: Chain, agency: str, row: IntakeRow) -> list[Waiting]:
        """Hop 1 for one received submission; what it forwards to hop 2."""
        submission = Submission(row.envelope, row.keys)
        digest = digest_of_submission(submission)
        examined = examine(submission, agency, chain.source, batch.reference, self._hub_keys, row.at)
        outputs = tuple(accept.decide(chain.states, examined, digest, agency))
        forwarded = []
        for ordinal, output in enumerate(outputs):
            accept.evolve(chain.states, output)
            if isinstance(output, EventAccepted) and isinstance(examined, Examined):
                batch.seal(event_owner(output.event), examined.keys)
                self._openings.put(output.event, examined.event)
                forwarded.append((ordinal, output))
        decision = batch.record(chain, accept.VERSION, row.position, digest, InputKind.SUBMISSION, row.at, outputs)
        return [batch.forward(chain, RESOLVE, decision, [pair]) for pair in forwarded]

    def resolve(self, batch: Batch, chain: Chain, waiting: Waiting) -> list[Waiting]:
        """Hop 2 for one input; what it forwards to hop 3, one message for each partition."""
        context = Context(chain.source, chain.number + 1, waiting.at)
        outputs, kind = self._decide_resolve(batch, chain, waiting, context)
        for ordinal, output in enumerate(outputs):
            match.evolve(chain.states, output, context.output_id(ordinal))
        decision = batch.record(
            chain, match.VERSION, waiting.position, waiting.digest, kind, waiting.at, tuple(outputs)
        )
        self._remember_people(batch, outputs, context)
        return self._to_persons(batch, chain, decision)

    def person(self, batch: Batch, chain: Chain, waiting: Waiting) -> None:
        """Hop 3 for one input."""
        context = Context(chain.source, chain.number + 1, waiting.at)
        kind, decided = self._decide_person(batch, chain, waiting, context)
        outputs: list[Output] = []
        for output in decided:
            person_evolve.evolve(chain.states, output, context.output_id(len(outputs)))
            outputs.append(output)
        batch.record(chain, person.VERSION, waiting.position, waiting.digest, kind, waiting.at, tuple(outputs))

    def park(self, batch: Batch, chain: Chain, position: int, digest: bytes, key: str, at: datetime, why: str) -> None:
        """Record that an input could not be decided; its key waits."""
        _logger.error("input parked", extra={"source": chain.source, "position": position, "reason": why})
        outputs = (Parked(key, position, why),)
        batch.record(chain, "park/1", position, digest, InputKind.COMMAND, at, outputs)
        batch.park(chain, position, key, why)

    def _decide_resolve(
        self, batch: Batch, chain: Chain, waiting: Waiting, context: Context
    ) -> tuple[list[Output], InputKind]:
        message = waiting.message
        if isinstance(message, Forwarded):
            outputs: list[Output] = []
            for output in message.outputs:
                if isinstance(output, EventAccepted):
                    outputs += match.decide_event(
                        chain.states, self._match_facts(batch, chain, output), output, context
                    )
            return outputs, InputKind.FORWARDED
        if isinstance(message, MatchDecided):
            facts = self._answer_facts(batch, message)
            return list(answer.decide_answer(chain.states, facts, message, context)), InputKind.COMMAND
        if isinstance(message, ViewTrace):
            return [decide_trace(batch.reference, message, context)], InputKind.COMMAND
        return [_not_here(message)], InputKind.COMMAND

    def _match_facts(self, batch: Batch, chain: Chain, accepted: EventAccepted) -> MatchFacts:
        event = self._openings.get(accepted.event)
        case = chain.states.find(match_case_key(accepted.case), MatchCase)
        before = self._openings.get(case.event) if case is not None and case.event != accepted.event else None
        indexes = self._indexes
        folded = self._folded(batch, accepted.event)
        evidence = compare.compare_children(event, folded, indexes.rolls, indexes.data)
        return MatchFacts(
            reference=batch.reference,
            event=event,
            before=before,
            evidence=evidence,
            known=compare.known_people(folded, evidence, indexes.known),
        )

    def _folded(self, batch: Batch, event: bytes) -> compare.Folded:
        """An event's people folded for comparison, kept for the batch: hops 2 and 3 both compare them."""
        folded = batch.folded.get(event)
        if folded is None:
            folded = batch.folded[event] = compare.fold_people(self._openings.get(event), batch.reference)
        return folded

    def _answer_facts(self, batch: Batch, message: MatchDecided) -> AnswerFacts:
        recorded = self._records.output(message.answers)
        referred = recorded if isinstance(recorded, MatchReferred) else None
        rolls = {}
        for entry in self._indexes.rolls.entries_of(message.pupil or ""):
            rolls[entry.urn] = self._indexes.rolls.version(entry.urn) or 0
        event = self._openings.get(referred.event) if referred is not None else None
        return AnswerFacts(batch.reference, referred, event, rolls)

    def _remember_people(self, batch: Batch, outputs: Iterable[Output], context: Context) -> None:
        for ordinal, output in enumerate(outputs):
            if is_first_meeting(output, context.output_id(ordinal)):
                sought = self._folded(batch, output.event).get(output.section)
                if sought is not None:
                    self._indexes.known.add(output.person, sought)

    def _to_persons(self, batch: Batch, chain: Chain, decision: Decision) -> list[Waiting]:
        by_target: dict[str, list[tuple[int, Output]]] = {}
        for ordinal, output in enumerate(decision.outputs):
            if isinstance(output, _CHILD_OUTCOMES):
                target = person_source(output.person, self._person_partitions)
                by_target.setdefault(target, []).append((ordinal, output))
        return [batch.forward(chain, target, decision, pairs) for target, pairs in by_target.items()]

    def _decide_person(
        self, batch: Batch, chain: Chain, waiting: Waiting, context: Context
    ) -> tuple[InputKind, Iterable[Output]]:
        message = waiting.message
        if isinstance(message, Forwarded):
            return InputKind.FORWARDED, self._decide_children(batch, chain, message)
        if isinstance(message, TimePassed):
            return InputKind.TICK, self._decide_tick(batch, chain, message)
        if isinstance(message, commands.PersonCommand):
            facts = self._command_facts(batch, chain, message)
            if isinstance(message, commands.NoticeCommand):
                return InputKind.COMMAND, commands.decide_notice_command(chain.states, facts, message, context)
            return InputKind.COMMAND, commands.decide_item_command(chain.states, facts, message, context)
        return InputKind.COMMAND, [_not_here(message)]

    def _decide_children(self, batch: Batch, chain: Chain, message: Forwarded) -> Iterator[Output]:
        """One after the other: what is yielded is folded before the next child, who may be the same person."""
        for ordinal, child in zip(message.ordinals, message.outputs, strict=True):
            if isinstance(child, EventAccepted):
                continue
            event = self._openings.get(child.event)
            users: list[str] = []
            if isinstance(child, ChildMatched | ChildNotOnRoll):
                for registration in child.registrations:
                    users += [role.user for role in batch.reference.staff_roles(registration.urn)]
            facts = PersonFacts(batch.reference, event, self._connected(batch, child.event, users))
            origin = f"{message.source}-{message.decision}-{ordinal}"
            yield from person.decide_child(chain.states, facts, child, origin, message.accepted_at)

    def _decide_tick(self, batch: Batch, chain: Chain, message: TimePassed) -> list[Output]:
        matters = []
        for key in chain.due_keys(micros(message.at)):
            matter = chain.states.find(key, Matter) if key.startswith("matter:") else None
            if matter is not None:
                _, case, whom = key.split(":", 2)
                matters.append((bytes.fromhex(case), whom, matter))
        return list(person.decide_tick(matters, batch.reference, message))

    def _command_facts(self, batch: Batch, chain: Chain, message: commands.PersonCommand) -> PersonFacts:
        matter = chain.states.find(matter_key(message.case, message.person), Matter)
        event = commands.event_of(matter, message) if matter is not None else None
        if matter is None or event is None:
            return PersonFacts(batch.reference, None, frozenset())
        users = commands.readers_of(matter, message, batch.reference)
        connected = self._connected(batch, event, users)
        if matter.event not in (b"", event):
            connected |= self._connected(batch, matter.event, users)
        return PersonFacts(batch.reference, self._openings.get(event), connected)

    def _connected(self, batch: Batch, event: bytes, users: list[str]) -> frozenset[str]:
        indexes = self._indexes
        folded = self._folded(batch, event)
        return connected_staff(self._openings.get(event), folded, users, indexes.folded_staff, indexes.data)


def is_first_meeting(output: Output, output_id: str) -> TypeGuard[MatchReferred | ChildNotOnRoll | PersonResolved]:
    """Whether an output first met somebody who is on no roll: then the person is named by that output's own place."""
    return isinstance(output, MatchReferred | ChildNotOnRoll | PersonResolved) and output.person == output_id


def _not_here(message: object) -> CommandRefused:
    return CommandRefused(type(message).__name__.lower(), "", getattr(message, "user", "-"), "not_decided_here", None)


def input_key(message: object) -> str:
    """The key whose order an input keeps: its case, or nothing for ticks."""
    if isinstance(message, Forwarded):
        return message.outputs[0].case.hex() if message.outputs else ""
    if isinstance(message, ParkedRetried):
        return message.key
    case = getattr(message, "case", b"")
    return case.hex()
