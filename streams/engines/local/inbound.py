"""What comes in: submissions from agencies, commands from desks, ticks. Durable before anything is answered."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from schemas import codec
from schemas.envelope import digest_of_submission, open_envelope, read_value
from schemas.promise import sign_promise
from schemas.records.hotspots import PublishHotspots
from schemas.records.inputs import Command, Input, MatchDecided, ParkedRetried, TimePassed, ViewTrace
from schemas.records.reference import HubDeclared
from schemas.refusals import Refusal
from schemas.wire import Promise, Submission
from streams import sqlite
from streams.chain import record_digest
from streams.deciders.places import RESOLVE, intake_partition, intake_source, person_source
from streams.engines.line.times import micros, moment
from streams.engines.local.home import PROMISE_KEY_ID
from streams.faultpoints import reached

INCLUSION_WITHIN: Final = timedelta(minutes=5)
"""How soon after acceptance the ledger shows a submission; a promise past it is evidence against the hub."""


class CannotStore(Exception):
    """The log could not be made durable (a full disk, a lock held too long): nothing was taken; try again later."""


class Receipt(Struct, frozen=True):
    """What a sender gets for one submission: the digest that names it, and the signed promise."""

    digest: bytes
    promise: bytes


class Inbound:
    """Appends to the log. One connection, one thread at a time."""

    def __init__(
        self, database: sqlite.Connection, clock: Callable[[], datetime], promise_key: Ed25519PrivateKey
    ) -> None:
        self._database = database
        self._clock = clock
        self._promise_key = promise_key

    def submit(self, hub: HubDeclared, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Make submissions of one agency durable, and promise to decide them.

        The same bytes again get the same place and time. Raises `CannotStore`.
        """
        received = [(submission, digest_of_submission(submission)) for submission in submissions]
        with self._transaction("intake"):
            places = self._places(agency, received, hub.intake_partitions)
        return [Receipt(digest, self._promise(hub.hub, digest, *places[digest])) for _, digest in received]

    def promised(self, hub: HubDeclared, agency: str, digest: bytes) -> Receipt | None:
        """The promise for what an agency brought before; None where it did not."""
        place = self._had(agency, [digest]).get(digest)
        return Receipt(digest, self._promise(hub.hub, digest, *place)) if place is not None else None

    def command(self, command: Command, command_id: str, person_partitions: int) -> tuple[str, int]:
        """Make a desk's command durable, once for its id; the source and position where it waits."""
        with self._transaction("command"):
            row = self._database.execute("SELECT source, position FROM inputs WHERE id = ?", (command_id,)).fetchone()
            if row is not None:
                return str(row[0]), int(row[1])
            if isinstance(command, ParkedRetried):
                return self._retry(command, command_id)
            target = RESOLVE
            if not isinstance(command, MatchDecided | ViewTrace | PublishHotspots):
                target = person_source(command.person, person_partitions)
            return target, self._append(target, command_id, command)

    def tick(self, at: datetime, person_partitions: int) -> None:
        """Tell every partition that has deadlines that it is now at least this time."""
        with self._transaction("tick"):
            for partition in range(person_partitions):
                self._append(f"person.{partition}", None, TimePassed(at))

    def _places(
        self, agency: str, received: Sequence[tuple[Submission, bytes]], partitions: int
    ) -> dict[bytes, tuple[str, int, datetime]]:
        """Where each submission stands, by its digest; those not had before are appended, in order."""
        places = self._had(agency, [digest for _, digest in received])
        last: dict[str, tuple[int, int]] = {}
        rows, keys = [], []
        for submission, digest in received:
            if digest in places:
                continue
            source = intake_source(agency, _partition(submission, partitions))
            if source not in last:
                position, at = self._next("intake", source)
                last[source] = (position - 1, at)
            position, at = last[source][0] + 1, last[source][1]
            last[source] = (position, at)
            places[digest] = (source, position, moment(at))
            rows.append((source, position, at, digest, submission.envelope))
            keys.append((source, position, submission.keys))
        self._database.executemany(
            "INSERT INTO intake (source, position, at, digest, envelope) VALUES (?, ?, ?, ?, ?)", rows
        )
        self._database.executemany("INSERT INTO intake_keys VALUES (?, ?, ?)", keys)
        return places

    def _had(self, agency: str, digests: Sequence[bytes]) -> dict[bytes, tuple[str, int, datetime]]:
        """Which of these this agency brought before, and where they stand."""
        marks = ",".join("?" * len(digests))
        rows = self._database.execute(
            f"SELECT digest, source, position, at FROM intake WHERE substr(digest, 1, 8) IN ({marks})",
            [digest[:8] for digest in digests],
        )
        prefix, asked = intake_source(agency, 0)[:-1], set(digests)
        return {
            digest: (source, position, moment(at))
            for digest, source, position, at in rows
            if digest in asked and _of(source, prefix)
        }

    def _retry(self, command: ParkedRetried, command_id: str) -> tuple[str, int]:
        """To the first partition, in the order of the hops, in which the key is parked; to hop 2 if it is in none."""
        rows = self._database.execute("SELECT DISTINCT source FROM parked WHERE key = ?", (command.key,)).fetchall()
        target = min((source for (source,) in rows), key=_hop, default=RESOLVE)
        if not target.startswith("intake."):
            return target, self._append(target, command_id, command)
        body = codec.encode(Input(command_id, command))
        digest = record_digest(body)
        had = self._database.execute(
            "SELECT position FROM intake WHERE substr(digest, 1, 8) = ? AND digest = ? AND source = ?",
            (digest[:8], digest, target),
        ).fetchone()
        if had is not None:
            return target, had[0]
        position, at = self._next("intake", target)
        self._database.execute(
            "INSERT INTO intake (source, position, at, digest, envelope, command) VALUES (?, ?, ?, ?, x'', ?)",
            (target, position, at, digest, body),
        )
        return target, position

    def _append(self, source: str, command_id: str | None, message: Command | TimePassed) -> int:
        position, at = self._next("inputs", source)
        body = codec.encode(Input(command_id or "", message))
        self._database.execute(
            "INSERT INTO inputs (source, position, at, id, body) VALUES (?, ?, ?, ?, ?)",
            (source, position, at, command_id, body),
        )
        return position

    def _next(self, table: str, source: str) -> tuple[int, int]:
        """The next position, and the append time, which never goes back within a partition."""
        row = self._database.execute(
            f"SELECT position, at FROM {table} WHERE source = ? ORDER BY position DESC LIMIT 1", (source,)
        ).fetchone()
        now = micros(self._clock())
        return (1, now) if row is None else (row[0] + 1, max(now, row[1]))

    def _promise(self, hub: str, digest: bytes, source: str, position: int, at: datetime) -> bytes:
        promise = Promise(hub, digest, source, position, at, at + INCLUSION_WITHIN)
        return sign_promise(promise, PROMISE_KEY_ID, self._promise_key)

    @contextmanager
    def _transaction(self, point: str) -> Iterator[None]:
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                reached(f"{point}.commit.before")
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
        except (*sqlite.CANNOT_WRITE, OSError) as error:
            raise CannotStore("the log cannot be written: free space on its disk and try again") from error
        reached(f"{point}.commit.after")


def _hop(source: str) -> tuple[int, str]:
    return (0 if source.startswith("intake.") else 1 if source == RESOLVE else 2), source


def _partition(submission: Submission, partitions: int) -> int:
    """By the case key that the bytes claim; what cannot be read goes to partition 0, where it will be refused."""
    if partitions == 1:
        return 0
    try:
        return intake_partition(read_value(open_envelope(submission.envelope)).header.case, partitions)
    except Refusal:
        return 0


def _of(source: str, prefix: str) -> bool:
    return source.startswith(prefix) and source[len(prefix) :].isdigit()
