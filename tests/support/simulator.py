"""The hops over chains of records, with workers that crash, wake up late and hear things twice, all from one seed.

Every partition has a log of inputs and a log of records. A worker folds the records that count, decides the next input
and appends; it may die before or after the append, or be taken over and append late. Only records that extend the
chain's head count (design: deciders and decision records), so nothing of this may change what is decided.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from random import Random

from schemas import codec
from schemas.records.accept import EventAccepted, EventConflicted
from schemas.records.decision import Decision, Output
from schemas.records.inputs import Command, Forwarded, InputKind, MatchDecided, TimePassed, ViewTrace
from schemas.records.match import ChildLeft, ChildMatched, ChildNotOnRoll, MatchReferred
from streams.chain import extends, next_record, record_digest
from streams.deciders.opened import OpenedEvent
from streams.deciders.places import RESOLVE, Context, intake_source, person_source
from streams.heads import Basis, Head
from tests.support.facts import Facts
from tests.support.hops import State, Submitted, decide, fold_decision, submitted
from tests.support.world import HUB

BLINDING = bytes(32)

_SENT_ON = EventAccepted | EventConflicted | ChildMatched | MatchReferred | ChildNotOnRoll | ChildLeft

Taken = Submitted | Forwarded | TimePassed | Command


@dataclass
class Partition:
    """One source: what came in, and everything that anybody appended."""

    source: str
    inputs: list[tuple[datetime, Taken]] = field(default_factory=list)
    log: list[bytes] = field(default_factory=list)

    def counting(self) -> Iterator[tuple[bytes, Decision]]:
        """The records that count: each extends the head that the ones before it give."""
        head = Head()
        for body in self.log:
            decision, digest = _read(body)
            if extends(head, decision):
                head = Head(decision.number, digest, decision.position, decision.reference)
                yield body, decision


class Worker:
    """Works one partition from what it has read; it knows nothing that is not in the log."""

    def __init__(self, simulator: "Simulator", partition: Partition) -> None:
        self._simulator = simulator
        self._partition = partition
        self.state = State(simulator.facts)
        self.head = Head()
        self.received: dict[str, int] = {}
        for body, decision in partition.counting():
            fold_decision(simulator.facts, self.state, decision)
            self._advance(body, decision)

    def next(self) -> bytes | None:
        """The record of the next input, decided and folded but not yet appended; None where nothing waits."""
        waiting = self._waiting()
        if waiting is None:
            return None
        position, at, taken = waiting
        facts = self._simulator.facts
        context = Context(self._partition.source, self.head.number + 1, at)
        outputs = decide(facts, self.state, taken, context, self._simulator.output)
        reference = facts.reference
        basis = Basis(HUB, reference.number, reference.digest, "simulated/1")
        digest = sha256(repr((position, at)).encode()).digest()
        kind = _kind(taken)
        source = self._partition.source
        decision, body = next_record(self.head, basis, source, position, digest, kind, at, tuple(outputs), BLINDING)
        self._advance(body, decision)
        return body

    def _waiting(self) -> tuple[int, datetime, Taken] | None:
        for position, (at, taken) in enumerate(self._partition.inputs, 1):
            if position <= self.head.position:
                continue
            if isinstance(taken, Forwarded) and taken.number != self.received.get(taken.source, 0) + 1:
                continue
            return position, at, taken
        return None

    def _advance(self, body: bytes, decision: Decision) -> None:
        self.head = Head(decision.number, record_digest(body), decision.position, decision.reference)
        _, taken = self._partition.inputs[decision.position - 1]
        if isinstance(taken, Forwarded):
            self.received[taken.source] = taken.number


class Simulator:
    """All partitions of a hub. With a seed, workers misbehave; without one, each does its work once."""

    def __init__(self, facts: Facts, seed: int | None, person_partitions: int = 2) -> None:
        self.facts = facts
        self.person_partitions = person_partitions
        self.partitions: dict[str, Partition] = {}
        self.faults: list[str] = []
        self._random = Random(seed)
        self._calm = seed is None
        self._workers: dict[str, Worker] = {}
        self._stale: list[tuple[Partition, Worker]] = []

    def publish(self, event: OpenedEvent, at: datetime) -> None:
        """A submission stands in its agency's intake, once or, as agencies do, again."""
        self.facts.opened[event.header.event] = event
        partition = self._partition(intake_source(event.header.publisher, 0))
        partition.inputs.append((at, submitted(event)))

    def perform(self, command: Command, at: datetime, person: str) -> None:
        """A desk's command."""
        home = (
            RESOLVE if isinstance(command, MatchDecided | ViewTrace) else person_source(person, self.person_partitions)
        )
        self._partition(home).inputs.append((at, command))

    def tick(self, at: datetime) -> None:
        """The time, for every partition with deadlines."""
        for number in range(self.person_partitions):
            self._partition(f"person.{number}").inputs.append((at, TimePassed(at)))

    def settle(self) -> None:
        """Work, misbehaving as the seed says, until nothing waits and everything was forwarded."""
        steps = 0 if self._calm else 40
        for _ in range(steps):
            if self.partitions:
                self._misbehave(self._random.choice(sorted(self.partitions)))
        self._workers.clear()
        self._forward_all()
        while sum(self._work(source) for source in sorted(self.partitions)):
            self._forward_all()

    def records(self) -> dict[str, list[Decision]]:
        """The records that count, by partition."""
        return {source: [d for _, d in partition.counting()] for source, partition in self.partitions.items()}

    def output(self, output_id: str) -> Output | None:
        """A recorded output by its id."""
        source, number, ordinal = output_id.rsplit("-", 2)
        for decision in self.records().get(source, []):
            if decision.number == int(number):
                return decision.outputs[int(ordinal)]
        return None

    def _misbehave(self, source: str) -> None:
        partition = self.partitions[source]
        fault = self._random.choice(("works", "dies before", "dies after", "is taken over", "wakes up", "hears again"))
        self.faults.append(fault)
        if fault == "hears again":
            self._forward_all(again=True)
        elif fault == "wakes up" and self._stale:
            late_partition, late = self._stale.pop(self._random.randrange(len(self._stale)))
            self._append(late_partition, late.next())
        elif fault == "is taken over":
            self._stale.append((partition, self._worker(source)))
            self._workers.pop(source, None)
        else:
            record = self._worker(source).next()
            if fault != "dies before":
                self._append(partition, record)
            if fault != "works":
                self._workers.pop(source, None)
            self._forward_all()

    def _work(self, source: str) -> bool:
        partition = self.partitions[source]
        worked = False
        while (record := self._worker(source).next()) is not None:
            self._append(partition, record)
            worked = True
        return worked

    def _worker(self, source: str) -> Worker:
        worker = self._workers.get(source)
        if worker is None:
            worker = self._workers[source] = Worker(self, self.partitions[source])
        return worker

    def _append(self, partition: Partition, record: bytes | None) -> None:
        """Append; whoever is no longer at the head finds out, drops everything and reads again."""
        if record is None:
            return
        partition.log.append(record)
        counting = [body for body, _ in partition.counting()]
        if not counting or counting[-1] != record:
            self._workers.pop(partition.source, None)

    def _forward_all(self, *, again: bool = False) -> None:
        """Deliver what the records that count forward; `again` delivers something that was delivered already."""
        for source in sorted(self.partitions):
            if not source.startswith("person."):
                for target, messages in self._forwarded(source).items():
                    self._deliver(target, messages, again)

    def _deliver(self, target: str, messages: list[Forwarded], again: bool) -> None:
        inputs = self._partition(target).inputs
        delivered = {(m.source, m.number) for _, m in inputs if isinstance(m, Forwarded)}
        for message in messages:
            if (message.source, message.number) not in delivered:
                inputs.append((message.accepted_at, message))
        if again and messages:
            message = self._random.choice(messages)
            inputs.append((message.accepted_at, message))

    def _forwarded(self, source: str) -> dict[str, list[Forwarded]]:
        found: dict[str, list[Forwarded]] = {}
        for _, decision in self.partitions[source].counting():
            going: dict[str, list[tuple[int, Output]]] = {}
            for ordinal, output in enumerate(decision.outputs):
                if isinstance(output, _SENT_ON):
                    going.setdefault(self._target(source, output), []).append((ordinal, output))
            for target, pairs in going.items():
                messages = found.setdefault(target, [])
                ordinals, outputs = tuple(n for n, _ in pairs), tuple(o for _, o in pairs)
                number = len(messages) + 1
                messages.append(Forwarded(source, decision.number, number, decision.at, ordinals, outputs))  # type: ignore[arg-type]  # what forwards
        return found

    def _target(self, source: str, output: Output) -> str:
        if source.startswith("intake."):
            return RESOLVE
        return person_source(getattr(output, "person", ""), self.person_partitions)

    def _partition(self, source: str) -> Partition:
        return self.partitions.setdefault(source, Partition(source))


@lru_cache(maxsize=4096)
def _read(body: bytes) -> tuple[Decision, bytes]:
    return codec.decode(body, Decision), record_digest(body)


def _kind(taken: Taken) -> InputKind:
    match taken:
        case Submitted():
            return InputKind.SUBMISSION
        case Forwarded():
            return InputKind.FORWARDED
        case TimePassed():
            return InputKind.TICK
        case _:
            return InputKind.COMMAND
