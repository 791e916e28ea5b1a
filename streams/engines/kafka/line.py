"""Deciding a partition's inputs in memory: which of them are new, what each leads to, what must be durable before."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision, Parked, Unparked
from schemas.records.inputs import Forwarded, InputKind, TimePassed
from schemas.records.reference import HubDeclared, ReferenceRecord, RollVersioned, StaffNamed
from streams.deciders.match.compare import describe
from streams.deciders.match.known import KnownPeople
from streams.deciders.places import RESOLVE
from streams.engines.kafka.batch import KafkaBatch
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.keys import WorkerKeys
from streams.engines.kafka.partition import Partition
from streams.engines.kafka.ports import IntakeCopy, Stores
from streams.engines.kafka.records import OwnForwards, Raw, Unreadable, received, waiting
from streams.engines.kafka.scratch import Met
from streams.engines.line import parking
from streams.engines.line.hops import Hops
from streams.engines.line.indexes import Indexes
from streams.engines.line.inputs import NOT_READABLE, UNREADABLE, Received, Waiting
from streams.engines.line.opening import Openings
from streams.engines.line.ports import Log
from streams.engines.line.preloading import preload
from streams.matching.compare import Sought
from streams.reference.facts import Reference
from streams.vault.names import event_owner, parked_owner

OPENED_KEPT: Final = 4096
"""Opened events in memory: hop 1 runs ahead of hops 2 and 3, which would have to open again what it let go of."""
_OF_AN_EVENT: Final = event_owner(b"")

Read = Received | Waiting | Unreadable


class Line:
    """The hops over this process's stores. Synchronous: nothing of it waits for a broker."""

    def __init__(self, hub: HubDeclared, keys: WorkerKeys, stores: Stores, log: Log, counters: Counters) -> None:
        self.hub = hub
        self.indexes = Indexes()
        self.openings = Openings(stores.intake, stores.vault, OPENED_KEPT)
        self._keys = keys
        self._stores = stores
        self._log = log
        self._counters = counters
        faults = (*stores.faults, *parking.OF_THE_MACHINE)
        self._hops = Hops(self.openings, self.indexes, log, keys.hub, hub.person_partitions, faults)
        self._operator = keys.operator
        self._erased = 0
        self._named: dict[str, StaffNamed] = {}
        self._own = OwnForwards()

    def reference_moved(self, records: Sequence[ReferenceRecord]) -> None:
        """Put in place the rolls and staff that new reference records speak of."""
        rolls = {record.body.urn: record.body for record in records if isinstance(record.body, RollVersioned)}
        for roll in rolls.values():
            self.indexes.load_roll(self._stores.rows, self._stores.vault, roll.urn, roll.version, roll.digest)
        named = {record.body.user: record.body for record in records if isinstance(record.body, StaffNamed)}
        if named:
            self._named |= named
            self.indexes.load_staff(self._stores.rows, self._stores.vault, self._named)

    def remember_people(self, met: Sequence[Met], reference: Reference) -> None:
        """Everyone met before in hop 2, from the sections whose keys still exist."""
        self.indexes.known = KnownPeople(self.indexes.data)
        for start in range(0, len(met), 256):
            some = met[start : start + 256]
            self.openings.load(event for _, event, _ in some)
            for person, event, section in some:
                described = self.openings.get(event).person(section)
                if described is not None:
                    self.indexes.known.add(person, Sought(describe(described, reference)))

    def forget_erased(self, met: Callable[[], Sequence[Met]]) -> None:
        """Let go of what was opened of events whose keys were destroyed since the last call."""
        self._erased, owners = self._stores.vault.erased(self._erased)
        events = {owner.removeprefix(_OF_AN_EVENT) for owner in owners if owner.startswith(_OF_AN_EVENT)}
        for event in events:
            self.openings.forget(event)
        for person, event, section in met() if events else ():
            if event in events and self.openings.get(event).person(section) is None:
                self.indexes.known.forget(person)

    def read(self, inputs: Sequence[Raw]) -> list[Read]:
        """What the records of one partition are."""
        if inputs and inputs[0].source.startswith("intake."):
            return [received(raw, self._operator) for raw in inputs]
        return [waiting(raw, self._own) for raw in inputs]

    def decide(self, partition: Partition, inputs: Sequence[Read], reference: Reference) -> KafkaBatch:
        """Decide inputs that are new to a partition, in order."""
        batch = KafkaBatch(reference, self.hub.hub, self._keys.blinding, self._own)
        try:
            if partition.source.startswith("intake."):
                self._accept(partition, [one for one in inputs if isinstance(one, Received)], batch)
            else:
                self._decide(partition, [one for one in inputs if not isinstance(one, Received)], batch)
        except BaseException:
            self.forget_unwritten(batch)
            raise
        return batch

    def forget_unwritten(self, batch: KafkaBatch) -> None:
        """A batch did not become durable: nothing that it brought stays in memory."""
        for person in batch.met:
            self.indexes.known.forget(person)
        self.openings.forget()

    def store(self, decided: Sequence[tuple[str, Sequence[Read], KafkaBatch]]) -> None:
        """Make durable what must be before any record of these batches is: envelopes and section keys."""
        copies = [copy for source, inputs, batch in decided for copy in self._copies(source, inputs, batch)]
        if copies:
            self._stores.intake.put(copies)
        keys = [bundle for _, _, batch in decided for bundle in batch.keys]
        keys += [bundle for source, inputs, batch in decided for bundle in _parked(source, inputs, batch)]
        if keys:
            try:
                self._stores.vault.put(keys)
                self._stores.vault.commit()
            except BaseException:
                self._stores.vault.rollback()
                raise

    def _copies(self, source: str, inputs: Sequence[Read], batch: KafkaBatch) -> list[IntakeCopy]:
        """Copies of a batch's submissions, and of parked ones decided after all, with the events that they made."""
        rows = {one.position: one for one in inputs if isinstance(one, Received) and one.command is None}
        events = dict(place for decision, _, _ in batch.made for place in _accepted(decision))
        for position in events.keys() - rows.keys():
            rows[position] = self._log.submission(source, position)
        return [
            IntakeCopy(source, position, row.at, row.digest, row.envelope, events.get(position))
            for position, row in rows.items()
        ]

    def _accept(self, partition: Partition, rows: Sequence[Received], batch: KafkaBatch) -> None:
        chain = partition.chain
        agency = partition.source.removeprefix("intake.").rsplit(".", 1)[0]
        self._hops.examine_ahead(batch, chain, agency, rows)
        for row in rows:
            if row.command is not None and partition.had_command(row.digest):
                self._counters.skipped[partition.source] += 1
                continue
            self._hops.accept(batch, chain, agency, row)
            if row.command is not None:
                partition.remember_command(row.digest, chain.number)

    def _decide(self, partition: Partition, held: Sequence[Waiting | Unreadable], batch: KafkaBatch) -> None:
        readable = [one for one in held if isinstance(one, Waiting)]
        self._load_ahead(partition, readable, batch)
        for one in held:
            if isinstance(one, Unreadable):
                self._not_readable(partition, one, batch)
            elif self._is_next(partition, one):
                if partition.source == RESOLVE:
                    self._hops.resolve(batch, partition.chain, one)
                else:
                    self._hops.person(batch, partition.chain, one)
                if not isinstance(one.message, Forwarded | TimePassed):
                    partition.remember_command(one.digest, partition.chain.number)

    def _load_ahead(self, partition: Partition, inputs: Sequence[Waiting], batch: KafkaBatch) -> None:
        """Load what the batch will ask for in few questions: events with their keys, then states."""
        messages = [one.message for one in inputs]
        self.openings.load(o.event for m in messages if isinstance(m, Forwarded) for o in m.outputs)
        if partition.source == RESOLVE:
            self._hops.compare_ahead(batch, inputs)
        preload(partition.chain, messages, batch)

    def _is_next(self, partition: Partition, one: Waiting) -> bool:
        """Of what one partition forwards to another only the next number is applied; a command only once."""
        message = one.message
        if isinstance(message, Forwarded):
            ahead = partition.chain.take(message)
            if ahead == 0:
                return True
            if ahead > 0:
                self._counters.ahead[message.source] += 1
                return False
        elif isinstance(message, TimePassed) or not partition.had_command(one.digest):
            return True
        self._counters.skipped[partition.source] += 1
        return False

    def _not_readable(self, partition: Partition, one: Unreadable, batch: KafkaBatch) -> None:
        """What cannot be read takes its position, and stands in the log as that."""
        partition.chain.states.begin()
        outputs = (NOT_READABLE,)
        batch.record(partition.chain, UNREADABLE, one.position, one.digest, InputKind.COMMAND, one.at, outputs)
        self._counters.unreadable[partition.source] += 1


def _parked(source: str, inputs: Sequence[Read], batch: KafkaBatch) -> Iterator[tuple[bytes, tuple[bytes]]]:
    """The key headers of what a batch parks: the intake's topics keep them for a short time, a retry may be late."""
    rows = {one.position: one.keys for one in inputs if isinstance(one, Received)}
    for decision, _, _ in batch.made:
        for output in decision.outputs:
            if type(output) is Parked and output.position in rows:
                yield parked_owner(source, output.position), (rows[output.position],)


def _accepted(decision: Decision) -> list[tuple[int, bytes]]:
    """(position, event) of every event that a record accepted: of its own input, or of parked ones."""
    position, found = decision.position, []
    for output in decision.outputs:
        if type(output) is Unparked:
            position = output.position
        elif type(output) is EventAccepted:
            found.append((position, output.event))
    return found
