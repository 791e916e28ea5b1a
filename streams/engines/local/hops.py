"""The three hops over one batch: gather the facts of each input, let the decider decide, fold and record."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final, TypeGuard

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas import codec
from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision, Output, Parked, Unparked
from schemas.records.evidence import Evidence
from schemas.records.inputs import (
    Forwarded,
    Input,
    InputKind,
    MatchDecided,
    Message,
    ParkedRetried,
    TimePassed,
    ViewTrace,
)
from schemas.records.match import ChildLeft, ChildMatched, ChildNotOnRoll, MatchReferred, PersonResolved
from schemas.records.watch import CommandRefused
from schemas.wire import Submission
from streams.chain import record_digest
from streams.deciders.accept import decide as accept
from streams.deciders.accept.examine import Examined, examine
from streams.deciders.match import answer, compare
from streams.deciders.match import decide as match
from streams.deciders.match.facts import AnswerFacts, MatchFacts
from streams.deciders.match.state import MatchCase, pupil_key
from streams.deciders.match.state import case_key as match_case_key
from streams.deciders.person import commands
from streams.deciders.person import decide as person
from streams.deciders.person import evolve as person_evolve
from streams.deciders.person.connections import connected_staff
from streams.deciders.person.facts import PersonFacts
from streams.deciders.person.state import Matter, matter_key
from streams.deciders.places import RESOLVE, Context, person_source
from streams.deciders.trace import decide_trace
from streams.engines.local import parking
from streams.engines.local.batch import Batch, Waiting
from streams.engines.local.chains import Chain
from streams.engines.local.database import micros
from streams.engines.local.indexes import Indexes
from streams.engines.local.opening import Openings
from streams.engines.local.parking import Decided, Held
from streams.engines.local.reading import IntakeRow, Records
from streams.vault.names import event_owner
from streams.vault.store import Vault

Deciding = Callable[[Batch, Chain, Waiting, Context], list[Output]]
DecidingParked = Callable[[Batch, Chain, int, Context], tuple[list[Output], datetime]]

DueMatter = tuple[bytes, str, Matter]

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
        if row.command is not None:
            return self._retry_submissions(batch, chain, agency, row, row.command)
        digest = row.digest
        if chain.parked:
            key = parking.claimed_key(row.envelope, digest)
            if key in chain.parked:
                held = Held(row.position, digest, InputKind.SUBMISSION, row.at, key)
                parking.park(batch, chain, held, parking.WAITS)
                return []
        chain.states.begin()
        try:
            outputs = self._accept(batch, chain, agency, row, digest)
        except parking.NOT_OF_THE_INPUT:
            raise
        except Exception as error:
            chain.states.undo()
            key = parking.claimed_key(row.envelope, digest)
            held = Held(row.position, digest, InputKind.SUBMISSION, row.at, key)
            parking.park(batch, chain, held, parking.reason_of(chain.source, row.position, error))
            return []
        decision = batch.record(
            chain, accept.VERSION, row.position, digest, InputKind.SUBMISSION, row.at, tuple(outputs)
        )
        return self._to_resolve(batch, chain, decision, Decided(0, len(outputs), row.at))

    def resolve(self, batch: Batch, chain: Chain, waiting: Waiting) -> list[Waiting]:
        """Hop 2 for one input; what it forwards to hop 3, one message for each partition."""
        if isinstance(waiting.message, ParkedRetried):
            decision, parts = self._retry(batch, chain, waiting, waiting.message, self._resolve_parked)
        else:
            context = Context(chain.source, chain.number + 1, waiting.at)
            outputs = self._guarded(batch, chain, waiting, context, self.fold_resolve)
            if outputs is None:
                return []
            kind = _kind(waiting.message)
            decision = batch.record(
                chain, match.VERSION, waiting.position, waiting.digest, kind, waiting.at, tuple(outputs)
            )
            parts = [Decided(0, len(outputs), waiting.at)]
        return [forwarded for part in parts for forwarded in self._to_persons(batch, chain, decision, part)]

    def person(self, batch: Batch, chain: Chain, waiting: Waiting) -> None:
        """Hop 3 for one input."""
        if isinstance(waiting.message, ParkedRetried):
            key = waiting.message.key
            self._retry(
                batch,
                chain,
                waiting,
                waiting.message,
                lambda b, c, p, context: self._person_parked(b, c, p, context, key),
            )
            return
        context = Context(chain.source, chain.number + 1, waiting.at)
        outputs = self._guarded(batch, chain, waiting, context, self.fold_person)
        if outputs is not None:
            kind = _kind(waiting.message)
            batch.record(chain, person.VERSION, waiting.position, waiting.digest, kind, waiting.at, tuple(outputs))

    def _guarded(
        self, batch: Batch, chain: Chain, waiting: Waiting, context: Context, decide: "Deciding"
    ) -> list[Output] | None:
        """The outputs of an input of hop 2 or 3, folded into the state; None where it was parked."""
        key = parking.input_key(waiting.message) if chain.parked else ""
        reason = parking.WAITS
        if key not in chain.parked:
            chain.states.begin()
            try:
                return decide(batch, chain, waiting, context)
            except parking.NOT_OF_THE_INPUT:
                raise
            except Exception as error:
                chain.states.undo()
                key = parking.input_key(waiting.message)
                reason = parking.reason_of(chain.source, waiting.position, error)
        held = Held(waiting.position, waiting.digest, _kind(waiting.message), waiting.at, key)
        parking.park(batch, chain, held, reason)
        return None

    def _accept(self, batch: Batch, chain: Chain, agency: str, row: IntakeRow, digest: bytes) -> list[Output]:
        submission = Submission(row.envelope, row.keys)
        examined = examine(submission, agency, chain.source, batch.reference, self._hub_keys, row.at)
        outputs = accept.decide(chain.states, examined, digest, agency)
        for output in outputs:
            accept.evolve(chain.states, output)
            if isinstance(output, EventAccepted) and isinstance(examined, Examined):
                batch.seal(event_owner(output.event), examined.keys)
                self._openings.accepted(output.event, examined.event)
        return list(outputs)

    def _to_resolve(self, batch: Batch, chain: Chain, decision: Decision, part: Decided) -> list[Waiting]:
        return [
            batch.forward(chain, RESOLVE, decision, [(ordinal, output)], part.at)
            for ordinal, output in enumerate(decision.outputs[part.first : part.end], part.first)
            if isinstance(output, EventAccepted)
        ]

    def fold_resolve(self, batch: Batch, chain: Chain, waiting: Waiting, context: Context) -> list[Output]:
        """Decide one input of hop 2 and fold its outputs; nothing is recorded or forwarded."""
        outputs = self._decide_resolve(batch, chain, waiting, context)
        for ordinal, output in enumerate(outputs):
            match.evolve(chain.states, output, context.output_id(ordinal))
        self._remember_people(batch, outputs, context)
        return outputs

    def fold_person(self, batch: Batch, chain: Chain, waiting: Waiting, context: Context) -> list[Output]:
        """Decide one input of hop 3 and fold its outputs; nothing is recorded."""
        return self._fold_person(chain, self._decide_person(batch, chain, waiting, context), context)

    def _fold_person(self, chain: Chain, decided: Iterable[Output], context: Context) -> list[Output]:
        outputs: list[Output] = []
        for output in decided:
            person_evolve.evolve(chain.states, output, context.output_id(len(outputs)))
            outputs.append(output)
        return outputs

    def _retry_submissions(
        self, batch: Batch, chain: Chain, agency: str, row: IntakeRow, command: bytes
    ) -> list[Waiting]:
        """An operator's retry in hop 1, which stands among the submissions; what it forwards to hop 2."""
        message = codec.decode(command, Input).message
        if not isinstance(message, ParkedRetried):
            raise RuntimeError(f"`{chain.source}` holds a command that is no retry")
        waiting = Waiting(chain.source, row.position, row.at, record_digest(command), message, "")

        def decide(position: int, context: Context) -> tuple[list[Output], datetime]:
            parked = self._records.received(chain.source, position - 1, 1)[0]
            return self._accept(batch, chain, agency, parked, parked.digest), parked.at

        decision, parts = self._retry(batch, chain, waiting, message, lambda _, __, p, context: decide(p, context))
        return [forwarded for part in parts for forwarded in self._to_resolve(batch, chain, decision, part)]

    def _retry(
        self, batch: Batch, chain: Chain, waiting: Waiting, command: ParkedRetried, decide: "DecidingParked"
    ) -> tuple[Decision, list[Decided]]:
        """Decide what is parked under a key in order, all in one record, up to the first that still cannot be."""
        outputs: list[Output] = []
        parts: list[Decided] = []
        refusal = _retry_refused(batch, chain, command, waiting.at)
        for position in [] if refusal else list(chain.parked[command.key]):
            if len(outputs) >= parking.OUTPUTS_AT_ONCE:
                refusal = "more_waits"
                break
            context = Context(chain.source, chain.number + 1, waiting.at, first=len(outputs) + 1)
            chain.states.begin()
            try:
                decided, at = decide(batch, chain, position, context)
            except parking.NOT_OF_THE_INPUT:
                raise
            except Exception as error:
                chain.states.undo()
                parking.reason_of(chain.source, position, error)
                refusal = "still_cannot_be_decided"
                break
            chain.unpark(command.key, position)
            outputs += [Unparked(command.key, position), *decided]
            parts.append(Decided(context.first, len(outputs), at))
        if refusal:
            outputs.append(CommandRefused("parked_retried", command.key, command.user, refusal, None))
        decision = batch.record(
            chain, parking.VERSION, waiting.position, waiting.digest, InputKind.COMMAND, waiting.at, tuple(outputs)
        )
        return decision, parts

    def _resolve_parked(
        self, batch: Batch, chain: Chain, position: int, context: Context
    ) -> tuple[list[Output], datetime]:
        waiting, context = self._parked(chain, position, context)
        gone = parking.nobody_waits(waiting.message)
        return ([gone] if gone is not None else self.fold_resolve(batch, chain, waiting, context)), waiting.at

    def _person_parked(
        self, batch: Batch, chain: Chain, position: int, context: Context, key: str
    ) -> tuple[list[Output], datetime]:
        waiting, context = self._parked(chain, position, context)
        if isinstance(waiting.message, TimePassed):
            outputs = self._decide_tick(batch, chain, waiting.message, position, key)
            self._fold_person(chain, outputs, context)
            return outputs, waiting.at
        gone = parking.nobody_waits(waiting.message)
        return ([gone] if gone is not None else self.fold_person(batch, chain, waiting, context)), waiting.at

    def _parked(self, chain: Chain, position: int, context: Context) -> tuple[Waiting, Context]:
        """A parked input, and the context of its own time."""
        waiting = self._records.waiting(chain.source, position - 1, 1)[0]
        return waiting, Context(context.source, context.number, waiting.at, context.first)

    def _decide_resolve(self, batch: Batch, chain: Chain, waiting: Waiting, context: Context) -> list[Output]:
        message = waiting.message
        if isinstance(message, Forwarded):
            outputs: list[Output] = []
            for output in message.outputs:
                if isinstance(output, EventAccepted):
                    outputs += match.decide_event(
                        chain.states, self._match_facts(batch, chain, output), output, context
                    )
            return outputs
        if isinstance(message, MatchDecided):
            facts = self._answer_facts(batch, message)
            return list(answer.decide_answer(chain.states, facts, message, context))
        if isinstance(message, ViewTrace):
            return [decide_trace(batch.reference, message, context)]
        return [_not_here(message)]

    def _match_facts(self, batch: Batch, chain: Chain, accepted: EventAccepted) -> MatchFacts:
        event = self._openings.get(accepted.event)
        case = chain.states.find(match_case_key(accepted.case), MatchCase)
        before = self._openings.get(case.event) if case is not None and case.event != accepted.event else None
        evidence = self._evidence(batch, accepted.event)
        return MatchFacts(
            reference=batch.reference,
            event=event,
            before=before,
            evidence=evidence,
            known=compare.known_people(self._folded(batch, accepted.event), evidence, self._indexes.known),
        )

    def compare_ahead(self, batch: Batch, inputs: Iterable[Waiting]) -> None:
        """Compare the children of a batch before any is decided, so that their states can be loaded together."""
        for waiting in inputs:
            message = waiting.message
            if isinstance(message, Forwarded):
                for output in message.outputs:
                    # What cannot be compared is met again when the input itself is decided, and parks it there.
                    with suppress(Exception):
                        self._evidence(batch, output.event)

    def _evidence(self, batch: Batch, event: bytes) -> dict[int, Evidence]:
        """What comparing an event's children with the rolls finds, kept for the batch."""
        evidence = batch.evidence.get(event)
        if evidence is None:
            indexes, folded = self._indexes, self._folded(batch, event)
            evidence = compare.compare_children(self._openings.get(event), folded, indexes.rolls, indexes.data)
            batch.evidence[event] = evidence
        return evidence

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
        if referred is None:
            return AnswerFacts(batch.reference, None, None, rolls)
        connected = self._connected(batch, referred.event, [message.user])
        return AnswerFacts(batch.reference, referred, self._openings.get(referred.event), rolls, connected)

    def _remember_people(self, batch: Batch, outputs: Iterable[Output], context: Context) -> None:
        for ordinal, output in enumerate(outputs):
            if is_first_meeting(output, context.output_id(ordinal)):
                sought = self._folded(batch, output.event).get(output.section)
                if sought is not None:
                    self._indexes.known.add(output.person, sought)
                    batch.met.append(output.person)

    def _to_persons(self, batch: Batch, chain: Chain, decision: Decision, part: Decided) -> list[Waiting]:
        by_target: dict[str, list[tuple[int, Output]]] = {}
        for ordinal, output in enumerate(decision.outputs[part.first : part.end], part.first):
            if isinstance(output, _CHILD_OUTCOMES):
                target = person_source(output.person, self._person_partitions)
                by_target.setdefault(target, []).append((ordinal, output))
        return [batch.forward(chain, target, decision, pairs, part.at) for target, pairs in by_target.items()]

    def _decide_person(self, batch: Batch, chain: Chain, waiting: Waiting, context: Context) -> Iterable[Output]:
        message = waiting.message
        if isinstance(message, Forwarded):
            return self._decide_children(batch, chain, message)
        if isinstance(message, TimePassed):
            return self._decide_tick(batch, chain, message, waiting.position, None)
        if isinstance(message, commands.PersonCommand):
            facts = self._command_facts(batch, chain, message)
            if isinstance(message, commands.NoticeCommand):
                return commands.decide_notice_command(chain.states, facts, message, context)
            return commands.decide_item_command(chain.states, facts, message, context)
        return [_not_here(message)]

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

    def _decide_tick(
        self, batch: Batch, chain: Chain, message: TimePassed, position: int, case_key: str | None
    ) -> list[Output]:
        """What falls due, in every matter or in those of one case. A matter that cannot be decided parks its case
        alone: other schools' notices must not wait for it. A tick passes by what is parked, so that nothing which
        stands already goes overdue unseen.
        """
        matters = self._due_matters(chain, message)
        if case_key is not None:
            return list(person.decide_tick([m for m in matters if m[0].hex() == case_key], batch.reference, message))
        try:
            return list(person.decide_tick(matters, batch.reference, message))
        except Exception:
            return self._tick_one_by_one(batch, chain, message, matters, position)

    def _tick_one_by_one(
        self, batch: Batch, chain: Chain, message: TimePassed, matters: list[DueMatter], position: int
    ) -> list[Output]:
        outputs: list[Output] = []
        for matter in sorted(matters, key=lambda entry: entry[:2]):
            try:
                outputs += person.decide_tick([matter], batch.reference, message)
            except Exception as error:
                key = matter[0].hex()
                if key not in chain.parked:
                    reason = parking.reason_of(chain.source, position, error)
                    chain.park(key, position, reason)
                    outputs.append(Parked(key, position, reason))
        return outputs

    def _due_matters(self, chain: Chain, message: TimePassed) -> list[DueMatter]:
        matters = []
        for key in chain.due_keys(micros(message.at)):
            matter = chain.states.find(key, Matter) if key.startswith("case:") else None
            if matter is not None:
                _, case, whom = key.split(":", 2)
                matters.append((bytes.fromhex(case), whom, matter))
        return matters

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


def state_keys(message: object, batch: Batch) -> Iterator[str]:
    """The states that deciding a forwarded input will ask for, as far as can be told ahead."""
    if isinstance(message, Forwarded):
        for output in message.outputs:
            if isinstance(output, EventAccepted):
                yield match_case_key(output.case)
                for evidence in batch.evidence.get(output.event, {}).values():
                    for candidate in evidence.candidates[:1]:
                        yield pupil_key(candidate.pupil)
            else:
                yield matter_key(output.case, output.person)


def is_first_meeting(output: Output, output_id: str) -> TypeGuard[MatchReferred | ChildNotOnRoll | PersonResolved]:
    """Whether an output first met somebody who is on no roll: then the person is named by that output's own place."""
    return isinstance(output, MatchReferred | ChildNotOnRoll | PersonResolved) and output.person == output_id


def _not_here(message: object) -> CommandRefused:
    return CommandRefused(type(message).__name__.lower(), "", getattr(message, "user", "-"), "not_decided_here", None)


def _kind(message: Message) -> InputKind:
    if isinstance(message, Forwarded):
        return InputKind.FORWARDED
    return InputKind.TICK if isinstance(message, TimePassed) else InputKind.COMMAND


def _retry_refused(batch: Batch, chain: Chain, command: ParkedRetried, at: datetime) -> str:
    held = batch.reference.roles_of(command.user, at)
    if not any(role.role == parking.OPERATOR and role.scheme == "hub" for role in held):
        return "not_an_operator"
    return "" if command.key in chain.parked else "nothing_parked"
