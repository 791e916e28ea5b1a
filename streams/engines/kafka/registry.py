"""What the operator puts in place on a cluster: reference records, rolls, the staff directory; and erasure.

One writer at a time: a lock in PostgreSQL keeps two operators apart, and each append must land at the reference's very
end, or it did not count.
"""

import copy
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import psycopg
from msgspec import Struct

from schemas.records.reference import Body, HubDeclared, RollVersioned, StaffNamed
from schemas.sealing import new_key
from schemas.words import new_words_key
from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.keys import OperatorKeys
from streams.engines.kafka.reference_watch import ReferenceWatch
from streams.engines.kafka.sinks.clients import Appender
from streams.engines.kafka.topics import Topics
from streams.engines.line.indexes import Indexes, seal_row
from streams.engines.local.home import OPERATOR_KEY_ID, HomeError, PublicHalves
from streams.engines.local.registry import declaration
from streams.engines.postgres.database import connect, open_engine
from streams.engines.postgres.sealed import PostgresIntake, PostgresRows
from streams.engines.postgres.stores import check
from streams.engines.postgres.sweeping import sweep
from streams.engines.postgres.vault import PostgresVault
from streams.matching.people import RollEntry, StaffNames
from streams.reference.facts import Reference
from streams.reference.log import apply_signed, sign_next
from streams.vault.keyring import KeyRing
from streams.vault.names import event_owner, parked_owner, roll_owner, roll_prefix, staff_owner

_LOCK: Final = 0x46425F52  # "FB_R"
_PATIENCE: Final = "15s"


class AnotherOperator(Exception):
    """Somebody else is changing the same hub: nothing of this was taken; look at what they did, and do it again."""


class RegistryParts(Struct, frozen=True):
    """What the operator works with: both databases with a writer's login, the folder of the vault's key, own keys."""

    connection: KafkaConnection
    hub_database: str
    vault_database: str
    vault_keys: Path
    keys: OperatorKeys
    topics: Topics = Topics()


class KafkaRegistry:
    """Appends to a hub's reference log on Kafka. One thread at a time."""

    def __init__(self, parts: RegistryParts) -> None:
        check(parts.hub_database, "hub")
        check(parts.vault_database, "vault")
        self._parts = parts
        self._engine = open_engine(parts.hub_database, connections=1)
        self._rows = PostgresRows(self._engine)
        self._intake = PostgresIntake(self._engine)
        self._vault = PostgresVault(parts.vault_database, KeyRing(parts.vault_keys))
        self._watch = ReferenceWatch(parts.connection, parts.topics, parts.keys.operator.public_key())

    def close(self) -> None:
        """Disconnect."""
        self._watch.close()
        self._vault.close()
        self._engine.dispose()

    def reference(self) -> Reference:
        """The reference as of now. Not to be changed."""
        return self._watch.follow()

    def declare(
        self,
        keys: PublicHalves,
        hub: str,
        title: str,
        at: datetime,
        *,
        intake_partitions: int = 1,
        person_partitions: int = 1,
    ) -> int:
        """Declare the hub of these keys as the first record of an empty reference topic; raises as `refer` does.

        HomeError where a hub is declared there already.
        """
        with self._alone():
            if self._watch.follow().number:
                raise HomeError(f"a hub is declared in `{self._parts.topics.reference.topic}` already: use its keys")
            bodies = declaration(
                keys,
                hub,
                title,
                at,
                intake_partitions=intake_partitions,
                person_partitions=person_partitions,
            )
            return self._append(bodies, at)

    def refer(self, bodies: Iterable[Body], at: datetime) -> int:
        """Append reference records, signed, acknowledged by every replica in sync; the number of the last.

        Raises `AnotherOperator`, `Refused`, `NotAppended`; ReferenceForged or ValueError for what cannot follow.
        """
        with self._alone():
            return self._append(bodies, at)

    def put_roll(
        self, urn: str, entries: Sequence[RollEntry], taken_at: datetime, stale_after: datetime, at: datetime
    ) -> int:
        """Put a school's roll in place, sealed pupil by pupil; the version. Every version before is destroyed.

        Keys first, then rows, then the record that names them: whoever reads the record finds both.
        ValueError for a pupil who stands on it twice.
        """
        if len({entry.pupil for entry in entries}) != len(entries):
            raise ValueError(f"a pupil stands twice on the roll of `{urn}`: give each pupil once")
        with self._alone():
            before = self._watch.follow().rolls.get(urn)
            version = 1 if before is None else before.version + 1
            ordered = sorted(entries, key=_by_pupil)
            rows = [(entry, roll_owner(urn, version, entry.pupil), new_key()) for entry in ordered]
            self._vault.renew([(owner, (key,)) for _, owner, key in rows])
            sealed = [(entry.pupil, seal_row(entry, key, owner)) for entry, owner, key in rows]
            digest = sha256(b"".join(body for _, body in sealed)).digest()
            self._rows.put_roll(urn, version, sealed)
            self._append([RollVersioned(urn, version, digest, len(sealed), taken_at, stale_after)], at)
            self._rows.drop_rolls(urn, version)
            self._vault.drop(roll_prefix(urn, 0), roll_prefix(urn, version))
        return version

    def put_staff(self, staff: Iterable[tuple[str, StaffNames]], at: datetime) -> int:
        """Put members of staff into the sealed directory, or their new names in place of the old; how many changed.

        Each version is sealed under a key of its own, and the reference names it; the version before is destroyed.
        """
        with self._alone():
            held = self._watch.follow().staff
            indexes = Indexes()
            indexes.load_staff(self._rows, self._vault, held)
            changed = {user: names for user, names in dict(staff).items() if indexes.staff.get(user) != names}
            rows = []
            for user, names in sorted(changed.items()):
                version = held[user].version + 1 if user in held else 1
                rows.append((user, version, names, staff_owner(user, version), new_key()))
            self._vault.renew([(owner, (key,)) for *_, owner, key in rows])
            sealed = [(user, version, seal_row(names, key, owner)) for user, version, names, owner, key in rows]
            self._rows.put_staff(sealed)
            self._append([StaffNamed(user, version, sha256(body).digest()) for user, version, body in sealed], at)
            for user, version, _ in sealed:
                self._rows.drop_staff(user, version)
            self._vault.drop_all([(staff_owner(user, 0), staff_owner(user, version)) for user, version, _ in sealed])
        return len(changed)

    def erase(
        self,
        event: bytes,
        at: datetime,
        reason: str,
        sections: Collection[int] | None = None,
        revisions: Collection[bytes] = (),
    ) -> int:
        """Destroy the keys of an event, or of some of its sections, for good; how many. As `PostgresVault.erase`.

        `revisions` are the other revisions of its case: what meetings wrote down under any of them goes too.

        The key header of a submission that was parked goes whole, whichever sections are meant: it opens all of them,
        and is not needed once the event was accepted. KeyError for an event that was never accepted.
        """
        self._vault.get(event_owner(event))  # KeyError
        for source, position in self._intake.places(event):
            with suppress(KeyError):  # most were never parked
                self._vault.erase(parked_owner(source, position), at, reason)
        self._vault.exchange({event_owner(one): new_words_key() for one in (event, *revisions)})
        return self._vault.erase(event_owner(event), at, reason, sections)

    def sweep(self) -> int:
        """Destroy keys in the vault that no accepted event needs; of how many owners. As `sweeping.sweep`."""
        with self._alone(), connect(self._parts.hub_database, autocommit=True) as hub:
            return sweep(hub, self._vault)

    def _append(self, bodies: Iterable[Body], at: datetime) -> int:
        """Append records that must land at the end of what was read."""
        parts = self._parts
        reference = copy.deepcopy(self._watch.follow())
        signed = []
        for body in bodies:
            hub = body.hub if isinstance(body, HubDeclared) else reference.hub.hub if reference.hub is not None else ""
            record = sign_next(
                reference, hub, body, at, "operator", OPERATOR_KEY_ID, parts.keys.operator, parts.keys.blinding
            )
            apply_signed(reference, record, parts.keys.operator.public_key())
            signed.append(record)
        if not signed:
            return reference.number
        expected = self._watch.end
        offsets = self._appended(signed)
        if offsets != list(range(expected, expected + len(signed))) or self._watch.follow().digest != reference.digest:
            raise AnotherOperator(
                f"somebody else appended to `{parts.topics.reference.topic}` meanwhile: look at what they did, and do"
                " this again"
            )
        return reference.number

    def _appended(self, values: Sequence[bytes]) -> list[int]:
        appender = Appender(self._parts.connection)
        try:
            return appender.append(self._parts.topics.reference, values)
        finally:
            appender.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the one lock that every operator of this hub takes. Raises `AnotherOperator` where it stays taken."""
        with connect(self._parts.hub_database, autocommit=True) as connection:
            connection.execute(f"SET lock_timeout = '{_PATIENCE}'".encode())
            try:
                connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
            except psycopg.errors.LockNotAvailable:
                raise AnotherOperator("somebody else is changing this hub: wait until they are done") from None
            yield


def _by_pupil(entry: RollEntry) -> str:
    """The order in which a roll is sealed, kept and digested."""
    return entry.pupil
