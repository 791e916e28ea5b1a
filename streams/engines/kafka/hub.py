"""A hub on Kafka as its web pages use it (`streams.engines.contract.Hub`): it decides nothing, and asks whoever does.

Commands are appended and their decisions waited for; pages read PostgreSQL; personal data comes from the vault, for
what a recorded opening permits, and is held no longer than the request.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeVar

from confluent_kafka import KafkaException
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.hotspots import PublishHotspots
from schemas.records.inputs import Command, Input, ParkedRetried
from schemas.records.meetings import SealedWords
from schemas.records.reference import StaffNamed
from streams.chain import record_digest
from streams.deciders.places import RESOLVE
from streams.engines.contract import CandidateShown, Disclosed, Settled, Undecided, Withheld
from streams.engines.kafka.commands import Commands
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reference_watch import ReferenceWatch
from streams.engines.kafka.topics import Topics
from streams.engines.line.indexes import Indexes
from streams.engines.line.opening import Openings
from streams.engines.line.ports import KeyReader, SealedRows, Standing
from streams.engines.line.read_once import ReadOnce
from streams.engines.line.settled import settled
from streams.engines.line.showing import Showing
from streams.engines.line.withholding import held_against, withheld_from
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.log_copies import PostgresLog
from streams.engines.postgres.queries import PostgresViews
from streams.engines.postgres.sealed import PostgresIntake, PostgresRows
from streams.engines.postgres.stores import AWAY, check
from streams.engines.postgres.vault import PostgresVault
from streams.hotspots.counting import count, window
from streams.matching.load import load_name_data
from streams.matching.pairs import sought_staff
from streams.matching.people import StaffNames
from streams.reference.facts import Reference
from streams.vault.keyring import KeyRing
from streams.views.rows import Listed

T = TypeVar("T")

DECIDED_WITHIN: Final = 15.0
"""Seconds that somebody waits for a decision before they are told that there is none yet."""
_LOOK_EVERY: Final = (0.01, 0.02, 0.03, 0.05)
_STAFF_LAST_SECONDS: Final = 60.0

_logger = logging.getLogger(__name__)


class HubParts(Struct, frozen=True):
    """What a hub in front of the brokers is made of: addresses of the two databases, the folder of the vault's key.

    `signing` is the operator's own key, for whoever has parked submissions tried again; desks ask without it.
    `stamps` is the time that appended records carry, in a demo whose brokers keep it; None for the brokers' own.
    """

    connection: KafkaConnection
    hub_database: str
    vault_database: str
    vault_keys: Path
    operator: Ed25519PublicKey
    topics: Topics = Topics()
    decided_within: float = DECIDED_WITHIN
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    stamps: Callable[[], datetime] | None = None
    signing: Ed25519PrivateKey | None = None


class KafkaHub:
    """One hub, for any thread. `start` it before it is asked."""

    def __init__(self, parts: HubParts) -> None:
        check(parts.hub_database, "hub")
        check(parts.vault_database, "vault")
        self._parts = parts
        self._engine = open_engine(parts.hub_database, connections=16)
        self._watch = ReferenceWatch(parts.connection, parts.topics, parts.operator)
        self._views = PostgresViews(self._engine, self.reference)
        self._log = PostgresLog(self._engine)
        self._rows = PostgresRows(self._engine)
        self._intake = PostgresIntake(self._engine)
        self._vault = PostgresVault(parts.vault_database, KeyRing(parts.vault_keys))
        self._commands = Commands(parts.connection, parts.topics, parts.signing, parts.stamps)
        self._staff = Staff(self._rows, self._vault)
        self._name_data = load_name_data()

    def start(self) -> None:
        """Read the reference to its end, and follow it from now on. Raises `KafkaException` without brokers."""
        self._watch.start()

    def close(self) -> None:
        """Disconnect from everything."""
        self._watch.close()
        self._commands.close()
        self._vault.close()
        self._engine.dispose()

    @property
    def views(self) -> PostgresViews:
        """Questions that pages and tools ask."""
        return self._views

    def reference(self) -> Reference:
        """The reference, at most about a second old. Not to be changed."""
        return self._watch.current

    @property
    def reference_is_fresh(self) -> bool:
        """Whether what `reference` gives was read to its end a moment ago."""
        return self._watch.fresh

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Append a desk's command durably, wait until it is decided and can be read, and return the decision.

        The same command under the same `command_id` returns the first decision, whichever process asks.
        Raises `Undecided`.
        """
        hub = self.reference().hub
        if hub is None:
            raise Undecided("this hub was never declared: tell the operator")
        digest = record_digest(codec.encode(Input(command_id, command)))
        decision = self._asked(lambda: self._log.answer_to(digest))
        if decision is None:
            if isinstance(command, ParkedRetried):
                source = self._asked(lambda: self._parked_in(command.key))
                self._commands.retry(command, command_id, source)
            else:
                self._commands.ask(command, command_id, hub.person_partitions)
            decision = self._wait(digest)
        return settled(decision)

    def disclose(self, opening: str) -> Disclosed:
        """The items that a recorded opening permits now, from the vault. Raises `NotShown`, `KeyError`, `Undecided`."""
        return self._asked(lambda: self._showing().disclose(opening, self._parts.clock()))

    def disclose_all(self, openings: Sequence[str]) -> Mapping[str, Disclosed]:
        """As `disclose` of each, under one reference, each event opened once: for a page of many cases."""
        return self._asked(lambda: self._showing().disclose_all(openings, self._parts.clock()))

    def candidates(self, opening: str) -> Sequence[CandidateShown]:
        """The ranked candidates behind a recorded opening of a doubtful match. Raises as `disclose` does."""
        return self._asked(lambda: self._showing().candidates(opening, self._parts.clock()))

    def seal(self, event: bytes, words: str) -> SealedWords:
        """Words about an event, sealed. Raises `NotShown` where something of it was erased, `Undecided`."""
        return self._asked(lambda: self._showing().seal(event, words))

    def words(self, opening: str, written: Sequence[str]) -> Mapping[str, str | None]:
        """The words of those of these actions and answers that a recorded opening covers. Raises as `disclose` does."""
        return self._asked(lambda: self._showing().words(opening, written, self._parts.clock()))

    def withheld(self, user: str, rows: Sequence[Listed]) -> Withheld:
        """Those of these of which this user must not even learn that they exist, by what is known now."""

        def ask() -> Withheld:
            reference = self.reference()
            names = self._staff.find(user, reference)
            staff = {} if names is None else {user: sought_staff(names)}
            openings = Openings(self._intake, self._vault)
            asked = held_against(rows, self._views, openings)
            return withheld_from(user, rows, asked, openings, staff, reference, self._name_data)

        return self._asked(ask)

    def count_hotspots(self, asked: tuple[str, str, date], who: str) -> PublishHotspots:
        """Count for a table of hotspots. It opens what is counted, and nothing of it leaves but numbers."""

        def ask() -> PublishHotspots:
            start, end = window(asked[2])
            happenings = self._views.happenings(asked[1], start, end)
            return count(happenings, Openings(self._intake, self._vault).get, self.reference(), asked, who)

        return self._asked(ask)

    def staff_name(self, user: str) -> str:
        """The name of a member of staff, from the sealed directory; the id where the directory holds none."""
        names = self._asked(lambda: self._staff.find(user, self.reference()))
        return f"{names.given_names} {names.family_name}".strip() if names is not None else user

    def mail_address(self, user: str, place: str) -> str | None:
        """Where a member of staff gets mail at a school or council, from the sealed directory; None if nowhere."""
        names = self._asked(lambda: self._staff.find(user, self.reference()))
        return names.mail_at(place) if names is not None else None

    def _showing(self) -> Showing:
        """Under the reference's very end, and with nothing opened before: a suspension or an erasure counts at once."""
        engine = Standing(self._watch.follow(), ReadOnce(self._log), self._rows, self._vault, self._views.restricted_by)
        return Showing(engine, Openings(self._intake, self._vault))

    def _parked_in(self, key: str) -> str:
        """The first partition, in the order of the hops, in which a key is parked; that of hop 2 if it is in none."""
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql('SELECT DISTINCT source FROM parked WHERE "key" = %s', (key,)).fetchall()
        return min((str(source) for (source,) in rows), key=_hop, default=RESOLVE)

    def _wait(self, digest: bytes) -> Decision:
        until = time.monotonic() + self._parts.decided_within
        pauses = iter(_LOOK_EVERY)
        while time.monotonic() < until:
            decision = self._asked(lambda: self._log.answer_to(digest))
            if decision is not None:
                return decision
            time.sleep(next(pauses, _LOOK_EVERY[-1]))
        raise Undecided("the command was not decided in time: try again, and tell the operator if it stays so")

    def _asked(self, ask: Callable[[], T]) -> T:
        """What servers answer; where one lost a connection, at the second attempt."""
        try:
            return ask()
        except AWAY:
            pass
        except KafkaException as error:
            raise Undecided("the brokers do not answer: try again, and tell the operator if it stays so") from error
        try:
            return ask()
        except AWAY as error:
            _logger.error("PostgreSQL does not answer: %s", type(error).__name__)
            raise Undecided("the database does not answer: try again, and tell the operator if it stays so") from error


class Staff:
    """The sealed directory of staff, opened at most a minute ago."""

    def __init__(self, rows: SealedRows, vault: KeyReader, clock: Callable[[], float] = time.monotonic) -> None:
        self._rows = rows
        self._vault = vault
        self._clock = clock
        self._names: dict[str, StaffNames] = {}
        self._named: dict[str, StaffNamed] | None = None
        self._read_at = float("-inf")
        self._lock = threading.Lock()

    def find(self, user: str, reference: Reference) -> StaffNames | None:
        """The names of a user, of the version that the reference names."""
        with self._lock:
            if self._named is not reference.staff or self._clock() - self._read_at > _STAFF_LAST_SECONDS:
                indexes = Indexes()
                indexes.load_staff(self._rows, self._vault, reference.staff)
                self._names, self._named, self._read_at = indexes.staff, reference.staff, self._clock()
            return self._names.get(user)


def _hop(source: str) -> tuple[int, str]:
    return (0 if source.startswith("intake.") else 1 if source == RESOLVE else 2), source
