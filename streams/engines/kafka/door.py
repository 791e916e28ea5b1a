"""A hub on Kafka as the intake uses it: submissions are appended, promises and proofs are given."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct

from schemas.promise import sign_promise
from schemas.wire import Promise, Submission
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.intake import KafkaIntake
from streams.engines.kafka.keys import IntakeKeys
from streams.engines.kafka.reference_watch import ReferenceWatch
from streams.engines.kafka.topics import Topics
from streams.engines.local.home import PROMISE_KEY_ID
from streams.engines.local.inbound import INCLUSION_WITHIN, CannotStore, Receipt
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.log_copies import PostgresLog
from streams.engines.postgres.queries import PostgresViews
from streams.engines.postgres.sealed import PostgresIntake
from streams.engines.postgres.stores import AWAY, check
from streams.ledger.given import GivenCheckpoint, RecordProof, give_checkpoint, prove_record
from streams.ledger.note import VerifierKey
from streams.reference.facts import Reference
from streams.views.rows import OutcomeRow

T = TypeVar("T")
_AWAY: Final = "the hub's database does not answer: try again later"


class DoorParts(Struct, frozen=True):
    """What a hub's door is made of; `ledger` is the folder of tiles and checkpoint.

    `stamps` is the time that appended records carry, in a demo whose brokers keep it; None for the brokers' own.
    """

    connection: KafkaConnection
    hub_database: str
    keys: IntakeKeys
    ledger: Path
    topics: Topics = Topics()
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    stamps: Callable[[], datetime] | None = None


class KafkaDoor:
    """One hub's door, for any thread. `start` it before it is asked. It opens nothing: it has no vault."""

    def __init__(self, parts: DoorParts) -> None:
        check(parts.hub_database, "hub")
        self._parts = parts
        self._engine = open_engine(parts.hub_database, connections=8)
        self._watch = ReferenceWatch(parts.connection, parts.topics, parts.keys.operator)
        self._intake = KafkaIntake(parts.connection, parts.topics, parts.keys.promise, clock=parts.stamps)
        self._copies = PostgresIntake(self._engine)
        self._views = PostgresViews(self._engine, self.reference)
        self._log = PostgresLog(self._engine)

    def start(self) -> None:
        """Read the reference to its end, and follow it from now on. Raises `KafkaException` without brokers."""
        self._watch.start()

    def close(self) -> None:
        """Disconnect from everything."""
        self._watch.close()
        self._intake.close()
        self._engine.dispose()

    def reference(self) -> Reference:
        """The reference, at most about a second old. Not to be changed."""
        return self._watch.current

    @property
    def reference_is_fresh(self) -> bool:
        """Whether what `reference` gives was read to its end a moment ago."""
        return self._watch.fresh

    def submit(self, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Make submissions of one agency durable; a signed promise for each. Raises `CannotStore`."""
        if self.reference().hub is None:
            raise CannotStore("this hub was never declared: tell the operator")
        return self._intake.submit(self.reference(), agency, submissions)

    def promised(self, digest: bytes, agency: str) -> Receipt | None:
        """The promise for what an agency brought by whatever way; None where no accept worker has read it yet."""
        hub = self.reference().hub
        copy = self._asked(lambda: self._copies.brought(agency, digest))
        if hub is None or copy is None:
            return None
        promise = Promise(hub.hub, digest, copy.source, copy.position, copy.at, copy.at + INCLUSION_WITHIN)
        return Receipt(digest, sign_promise(promise, PROMISE_KEY_ID, self._parts.keys.promise))

    def outcome(self, digest: bytes, agency: str) -> OutcomeRow | None:
        """What became of an agency's own submission, or that it waits parked; None where nothing is decided of it."""
        return self._asked(lambda: self._views.outcome_of(digest, agency) or self._views.held(digest, agency))

    def proof(self, outcome: OutcomeRow, since: int) -> RecordProof | None:
        """The record that decided, with its ledger proof for somebody who knows the log at size `since`.

        None until a checkpoint covers it. Raises `TileError` where a tile is damaged.
        """
        key = self._ledger_key()
        found = self._asked(lambda: self._log.record(outcome.source, outcome.number))
        return prove_record(self._parts.ledger, key, *found, since) if key is not None and found is not None else None

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """The newest signed checkpoint with the proof that it extends the log of size `since`; None before any."""
        key = self._ledger_key()
        return give_checkpoint(self._parts.ledger, key, since) if key is not None else None

    def _ledger_key(self) -> VerifierKey | None:
        hub = self.reference().hub
        return VerifierKey(hub.ledger_origin, hub.ledger_key) if hub is not None else None

    def _asked(self, ask: Callable[[], T]) -> T:
        """What PostgreSQL answers; where it lost a connection, at the second attempt. Raises `CannotStore`."""
        try:
            return ask()
        except AWAY:
            pass
        try:
            return ask()
        except AWAY as error:
            raise CannotStore(_AWAY) from error
