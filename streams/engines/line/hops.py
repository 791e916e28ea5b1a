"""The three hops over one batch: record what each input led to, forward it to the next hop, or park it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas import codec
from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision, Output, Unparked
from schemas.records.inputs import (
    Forwarded,
    Input,
    InputKind,
    Message,
    ParkedRetried,
    TimePassed,
)
from schemas.records.watch import CommandRefused
from schemas.wire import Submission
from schemas.words import new_words_key
from streams.chain import record_digest
from streams.deciders.accept import decide as accept
from streams.deciders.accept.examine import examine, examine_all
from streams.deciders.accept.examined import Examined
from streams.deciders.keys import case_key
from streams.deciders.match import decide as match
from streams.deciders.person import decide as person
from streams.deciders.places import Context
from streams.engines.line import parking
from streams.engines.line.batch import Batch, origin_of
from streams.engines.line.chains import Chain
from streams.engines.line.deciding import Deciding
from streams.engines.line.indexes import Indexes
from streams.engines.line.inputs import Received, Waiting
from streams.engines.line.opening import Openings
from streams.engines.line.parking import After, Decided, Held
from streams.engines.line.ports import Log
from streams.engines.line.routes import routes
from streams.vault.names import event_owner

_FORWARDED: Final = InputKind.FORWARDED
_SUBMISSION: Final = InputKind.SUBMISSION

Decide = Callable[[Batch, Chain, Waiting, Context], list[Output]]
DecideParked = Callable[[Batch, Chain, int, Context], After]


class Hops(Deciding):
    """The hops as they are recorded: what each input led to, forwarded in order, or parked.

    `not_of_the_input`: faults of the engine's own stores, for which nothing is parked; they end the batch.
    """

    def __init__(
        self,
        openings: Openings,
        indexes: Indexes,
        log: Log,
        hub_keys: Mapping[str, X25519PrivateKey],
        person_partitions: int,
        not_of_the_input: parking.Faults = parking.OF_THE_MACHINE,
    ) -> None:
        super().__init__(openings, indexes, log, hub_keys, person_partitions)
        self._not_of_the_input = not_of_the_input

    def accept(self, batch: Batch, chain: Chain, agency: str, row: Received) -> list[Waiting]:
        """Hop 1 for one received submission; what it forwards to hop 2."""
        if row.command is not None:
            return self._retry_submissions(batch, chain, agency, row, row.command)
        digest = row.digest
        if chain.parked:
            key = parking.claimed_key(row.envelope, digest)
            if key in chain.parked:
                held = Held(row.position, digest, _SUBMISSION, row.at, key)
                parking.park(batch, chain, held, parking.WAITS)
                return []
        chain.states.begin()
        try:
            outputs = self._accept(batch, chain, agency, row, digest)
        except self._not_of_the_input:
            raise
        except Exception as error:
            chain.states.undo()
            key = parking.claimed_key(row.envelope, digest)
            held = Held(row.position, digest, _SUBMISSION, row.at, key)
            parking.park(batch, chain, held, parking.reason_of(chain.source, row.position, error))
            return []
        decision = batch.record(chain, accept.VERSION, row.position, digest, _SUBMISSION, row.at, tuple(outputs))
        return self._send_on(batch, chain, decision, Decided(0, len(outputs), row.at))

    def resolve(self, batch: Batch, chain: Chain, waiting: Waiting) -> list[Waiting]:
        """Hop 2 for one input; what it forwards to hop 3, one message for each partition."""
        if type(waiting.message) is ParkedRetried:
            decision, parts = self._retry(batch, chain, waiting, waiting.message, self._resolve_parked)
        else:
            context = Context(chain.source, chain.number + 1, waiting.at)
            outputs = self._guarded(batch, chain, waiting, context, self.fold_resolve)
            if outputs is None:
                return []
            kind = _kind(waiting.message)
            origin = origin_of(waiting.message)
            decision = batch.record(
                chain, match.VERSION, waiting.position, waiting.digest, kind, waiting.at, tuple(outputs), origin
            )
            parts = [Decided(0, len(outputs), waiting.at)]
        return [forwarded for part in parts for forwarded in self._send_on(batch, chain, decision, part)]

    def person(self, batch: Batch, chain: Chain, waiting: Waiting) -> None:
        """Hop 3 for one input."""
        if type(waiting.message) is ParkedRetried:
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
            origin = origin_of(waiting.message)
            batch.record(
                chain, person.VERSION, waiting.position, waiting.digest, kind, waiting.at, tuple(outputs), origin
            )

    def _guarded(
        self, batch: Batch, chain: Chain, waiting: Waiting, context: Context, decide: Decide
    ) -> list[Output] | None:
        """The outputs of an input of hop 2 or 3, folded into the state; None where it was parked."""
        key = parking.input_key(waiting.message) if chain.parked else ""
        reason = parking.WAITS
        if key not in chain.parked:
            chain.states.begin()
            try:
                return decide(batch, chain, waiting, context)
            except self._not_of_the_input:
                raise
            except Exception as error:
                chain.states.undo()
                key = parking.input_key(waiting.message)
                reason = parking.reason_of(chain.source, waiting.position, error)
        kind, origin = _kind(waiting.message), origin_of(waiting.message)
        held = Held(waiting.position, waiting.digest, kind, waiting.at, key, waiting.message, origin)
        parking.park(batch, chain, held, reason)
        return None

    def _accept(self, batch: Batch, chain: Chain, agency: str, row: Received, digest: bytes) -> list[Output]:
        examined = batch.examined.pop(row.position, None)
        if examined is None:
            submission = Submission(row.envelope, row.keys)
            examined = examine(submission, agency, chain.source, batch.reference, self._hub_keys, row.at)
        outputs = accept.decide(chain.states, examined, digest, agency)
        for output in outputs:
            accept.evolve(chain.states, output)
            if isinstance(output, EventAccepted) and isinstance(examined, Examined):
                batch.seal(event_owner(output.event), (*examined.keys, new_words_key()))
                self._openings.accepted(output.event, examined.event)
        return list(outputs)

    def _retry_submissions(
        self, batch: Batch, chain: Chain, agency: str, row: Received, command: bytes
    ) -> list[Waiting]:
        """An operator's retry in hop 1, which stands among the submissions; what it forwards to hop 2."""
        message = codec.decode(command, Input).message
        if not isinstance(message, ParkedRetried):
            raise RuntimeError(f"`{chain.source}` holds a command that is no retry")
        waiting = Waiting(chain.source, row.position, row.at, record_digest(command), message, "")

        def decide(position: int, context: Context) -> After:
            parked = self._log.submission(chain.source, position)
            return After(self._accept(batch, chain, agency, parked, parked.digest), parked.at)

        decision, parts = self._retry(batch, chain, waiting, message, lambda _, __, p, context: decide(p, context))
        return [forwarded for part in parts for forwarded in self._send_on(batch, chain, decision, part)]

    def _retry(
        self, batch: Batch, chain: Chain, waiting: Waiting, command: ParkedRetried, decide: DecideParked
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
                after = decide(batch, chain, position, context)
            except self._not_of_the_input:
                raise
            except Exception as error:
                chain.states.undo()
                parking.reason_of(chain.source, position, error)
                refusal = "still_cannot_be_decided"
                break
            chain.unpark(command.key, position)
            outputs += [Unparked(command.key, position, after.origin), *after.outputs]
            parts.append(Decided(context.first, len(outputs), after.at))
        if refusal:
            outputs.append(CommandRefused("parked_retried", command.key, command.user, refusal, None))
        decision = batch.record(
            chain, parking.VERSION, waiting.position, waiting.digest, InputKind.COMMAND, waiting.at, tuple(outputs)
        )
        return decision, parts

    def _resolve_parked(self, batch: Batch, chain: Chain, position: int, context: Context) -> After:
        waiting, context = self._parked(chain, position, context)
        gone = parking.nobody_waits(waiting.message)
        outputs = [gone] if gone is not None else self.fold_resolve(batch, chain, waiting, context)
        return After(outputs, waiting.at, origin_of(waiting.message))

    def _person_parked(self, batch: Batch, chain: Chain, position: int, context: Context, key: str) -> After:
        waiting, context = self._parked(chain, position, context)
        if isinstance(waiting.message, TimePassed):
            case = None if key == parking.TICKS else key
            outputs = self._decide_tick(batch, chain, waiting.message, position, case)
            self._fold_person(chain, outputs, context)
            return After(outputs, waiting.at)
        gone = parking.nobody_waits(waiting.message)
        outputs = [gone] if gone is not None else self.fold_person(batch, chain, waiting, context)
        return After(outputs, waiting.at, origin_of(waiting.message))

    def _parked(self, chain: Chain, position: int, context: Context) -> tuple[Waiting, Context]:
        """A parked input, and the context of its own time."""
        waiting = self._log.waiting_at(chain.source, position)
        return waiting, Context(context.source, context.number, waiting.at, context.first)

    def examine_ahead(self, batch: Batch, chain: Chain, agency: str, rows: Sequence[Received]) -> None:
        """Examine the submissions of a batch before any is decided, and load the states of their cases together."""
        batch.examined = {}
        brought = [row for row in rows if row.command is None]
        submissions = [(Submission(row.envelope, row.keys), row.at) for row in brought]
        try:
            examined = examine_all(submissions, agency, chain.source, batch.reference, self._hub_keys)
        except Exception:  # the one at fault is met again as each is decided by itself, and is parked there
            return
        batch.examined = {row.position: found for row, found in zip(brought, examined, strict=True)}
        known = (found.event.header.case for found in examined if isinstance(found, Examined))
        chain.preload([case_key(case) for case in known])

    def compare_ahead(self, batch: Batch, inputs: Iterable[Waiting]) -> None:
        """Compare the people of a batch before any is decided, so that their states can be loaded together."""
        for waiting in inputs:
            message = waiting.message
            if isinstance(message, Forwarded):
                for output in message.outputs:
                    # What cannot be compared is met again when the input itself is decided, and parks it there.
                    with suppress(Exception):
                        batch.likely.update(self._likely(batch, output.event))

    def _send_on(self, batch: Batch, chain: Chain, decision: Decision, part: Decided) -> list[Waiting]:
        """Forward what one input led to."""
        on = routes(chain.source, decision.outputs, part.first, part.end, self._person_partitions)
        return [batch.forward(chain, target, decision, outputs, part.at) for target, outputs in on]


def _kind(message: Message) -> InputKind:
    if isinstance(message, Forwarded):
        return _FORWARDED
    return InputKind.TICK if isinstance(message, TimePassed) else InputKind.COMMAND


def _retry_refused(batch: Batch, chain: Chain, command: ParkedRetried, at: datetime) -> str:
    held = batch.reference.roles_of(command.user, at)
    if not any(role.role == parking.OPERATOR and role.scheme == "hub" for role in held):
        return "not_an_operator"
    return "" if command.key in chain.parked else "nothing_parked"
