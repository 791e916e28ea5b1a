"""What a publisher remembers, in one SQLite file of the agency's own: counters, what was sent, promises, outcomes.

A counter is taken and the sealed bytes are durable in one transaction, before anything is sent: after a crash or a
lost answer the very same bytes go again, so that no number is burnt and none used twice.
"""

import hmac
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from schemas import codec
from schemas.envelope import PAYLOAD_TYPES, digest_of, digest_of_submission
from schemas.wire import Envelope, Submission
from services.directory.faults import Fault
from services.intake.documents import OutcomeGiven
from services.publisher.errors import StoreError, writing
from services.publisher.plans import REJECTED, Past, Plan, Step, plan
from services.publisher.seen import Alarm, SeenLedger
from services.publisher.stored import Entry, SentRow, Slot, Unsent, WaitingRow
from services.publisher.times import micros, moment
from streams import sqlite
from streams.faultpoints import reached
from streams.views.rows import HELD

NO_PREVIOUS: Final = bytes(32)
STANDING: Final = {
    "waits_for_mending": "SELECT count(*), min(since) FROM waiting",
    "waits_for_the_hub": "SELECT count(*), min(sealed_at) FROM submissions WHERE promise IS NULL",
    "rejected": (
        f"SELECT count(*), min(sealed_at) FROM submissions s WHERE outcome_name = '{REJECTED}' AND NOT EXISTS"
        f" (SELECT 1 FROM submissions l WHERE l.reference = s.reference AND l.id > s.id)"
    ),
}
"""A rejected submission that was followed by another of its reference stands no more: that one does."""


class PublisherStore:
    """One connection, one thread at a time. Several processes may share the file: each step reads it anew."""

    def __init__(self, database: sqlite.Connection, instance: str, secret: bytes) -> None:
        self._database = database
        self._secret = secret
        self.instance = instance
        self.seen = SeenLedger(database)

    @classmethod
    def open(cls, path: Path, agency: str, hub: str) -> "PublisherStore":
        """The store at `path`, made where there is none (readable by its owner alone). Raises `StoreError`."""
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            database = sqlite.connect(path)
        except (OSError, sqlite.Error) as error:
            raise _not_opened(path, error) from None
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                database.execute(f"PRAGMA {pragma}")
            meta = _read_meta(database) or _make(database, agency, hub)
            store = cls(database, meta["instance"].decode(), meta["secret"])
        except (OSError, sqlite.Error) as error:
            database.close()
            raise _not_opened(path, error) from None
        for key, wanted in (("agency", agency), ("hub", hub)):
            if meta[key] != wanted.encode():
                database.close()
                raise StoreError(f"the store `{path}` belongs to another {key} than `{wanted}`: use one store for each")
        return store

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def content_digest(self, canonical: bytes) -> bytes:
        """The keyed digest by which content is compared; it tells nothing without this store's secret."""
        return hmac.digest(self._secret, canonical, "sha256")

    def take(self, entry: Entry, seal: Callable[[Slot], Submission], at: datetime, *, reinstate: bool = False) -> Plan:
        """Plan the entry; where it is to be sent, take the next number of its lane and keep the sealed bytes durably.

        Whatever `seal` raises leaves everything as it was. Raises `StoreError`.
        """
        with self._transaction("publisher.take"):
            step = plan(self._past(entry.reference), entry.content, entry.exported, reinstate=reinstate)
            if step.step is Step.SEND:
                self._keep_sealed(entry, step.revision, seal, at)
            if step.step is Step.ALREADY_SENT and entry.exported is not None:
                self._database.execute(
                    "UPDATE submissions SET exported = max(coalesce(exported, 0), ?)"
                    " WHERE reference = ? AND revision = ?",
                    (entry.exported, entry.reference, step.revision),
                )
            if step.step in (Step.SEND, Step.ALREADY_SENT) and not entry.in_part:
                self._database.execute("DELETE FROM waiting WHERE reference = ?", (entry.reference,))
        return step

    def latest(self, reference: str) -> Past | None:
        """The latest submission of this reference that the hub did not reject."""
        standing = [past for past in self._past(reference) if past.outcome != REJECTED]
        return standing[-1] if standing else None

    def payload_type(self, reference: str) -> str | None:
        """What the latest submission of this reference that the hub did not reject is, by its envelope; None: none."""
        row = self._database.execute(
            "SELECT envelope FROM submissions WHERE reference = ? AND outcome_name <> ? ORDER BY id DESC LIMIT 1",
            (reference, REJECTED),
        ).fetchone()
        return codec.decode(row[0], Envelope).payload_type if row is not None else None

    def wait_for(self, reference: str, faults: Sequence[Fault], at: datetime) -> None:
        """Remember that an incident waits for its mended rows; the time of the first fault stays."""
        with self._transaction("publisher.wait"):
            self._database.execute(
                "INSERT INTO waiting VALUES (?, ?, ?) ON CONFLICT (reference) DO UPDATE SET faults = excluded.faults",
                (reference, micros(at), msgspec.msgpack.encode(faults)),
            )

    def unsent(self) -> list[Unsent]:
        """Submissions without a promise, in the order in which they were sealed."""
        rows = self._database.execute(
            "SELECT digest, envelope, keys FROM submissions WHERE promise IS NULL ORDER BY id"
        )
        return [Unsent(digest, Submission(envelope, keys)) for digest, envelope, keys in rows]

    def keep_promises(self, promises: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep verified promises: (digest of the submission, promise)."""
        with self._transaction("publisher.promises"):
            self._database.executemany(
                "UPDATE submissions SET promise = ? WHERE digest = ?",
                [(promise, digest) for digest, promise in promises],
            )

    def unsettled(self) -> list[tuple[bytes, bytes]]:
        """Digest and promise of promised submissions whose outcome, or the ledger's proof of it, is not known."""
        rows = self._database.execute(
            "SELECT digest, promise FROM submissions WHERE settled = 0 AND promise IS NOT NULL ORDER BY id"
        )
        return rows.fetchall()

    def submission(self, digest: bytes) -> tuple[bytes, bytes | None]:
        """The envelope of a submission, and its key header while no outcome is known. KeyError if there is none."""
        row = self._database.execute("SELECT envelope, keys FROM submissions WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise KeyError(digest.hex())
        return row[0], row[1]

    def keep_outcome(self, digest: bytes, outcome: OutcomeGiven) -> None:
        """Keep what the hub told, and drop the wrapped section keys, which nobody needs any more.

        Give only a proof that was found to hold: with it the submission is settled, unless the hub still holds it.
        """
        with self._transaction("publisher.outcome"):
            self._database.execute(
                "UPDATE submissions SET outcome = ?, outcome_name = ?, outcome_reason = ?, settled = ?, keys = NULL"
                " WHERE digest = ?",
                (
                    msgspec.msgpack.encode(outcome),
                    outcome.outcome,
                    outcome.reason,
                    outcome.proof is not None and outcome.outcome != HELD,
                    digest,
                ),
            )

    def take_back_promise(self, alarm: Alarm) -> bool:
        """Keep a broken promise as evidence, and let its submission wait to be sent, as the very same bytes, again.

        Both or neither. Whether it was done: not where an outcome has come meanwhile. Raises `StoreError`.
        """
        with self._transaction("publisher.again"):
            self._database.execute(
                "UPDATE submissions SET promise = NULL"
                " WHERE digest = ? AND promise IS NOT NULL AND outcome IS NULL AND keys IS NOT NULL",
                (alarm.digest,),
            )
            taken_back = self._database.changes() == 1
            if taken_back:
                self.seen.raise_alarm(alarm)
        return taken_back

    def sent(self) -> list[SentRow]:
        """Every submission, oldest first."""
        rows = self._database.execute(
            "SELECT s.reference, s.revision, s.standing, s.in_part, s.event, s.digest, s.sealed_at, s.promise,"
            " s.outcome, a.at, s.envelope FROM submissions s LEFT JOIN asked a ON a.digest = s.digest ORDER BY s.id"
        )
        return [_sent_row(*row) for row in rows]

    def standing(self) -> dict[str, tuple[int, datetime | None]]:
        """How many incidents wait for mended rows, for the hub, or stand rejected, each with the oldest's time."""
        found = {state: self._database.execute(ask).fetchone() for state, ask in STANDING.items()}
        return {state: (count, moment(since) if count else None) for state, (count, since) in found.items()}

    def waiting(self) -> list[WaitingRow]:
        """Incidents that wait for mended rows, longest first."""
        rows = self._database.execute("SELECT reference, since, faults FROM waiting ORDER BY since, reference")
        return [
            WaitingRow(reference, moment(since), msgspec.msgpack.decode(faults, type=tuple[Fault, ...]))
            for reference, since, faults in rows
        ]

    def _past(self, reference: str) -> list[Past]:
        rows = self._database.execute(
            "SELECT revision, exported, content, outcome_name, outcome_reason FROM submissions"
            " WHERE reference = ? ORDER BY id",
            (reference,),
        )
        return [Past(*row) for row in rows]

    def _keep_sealed(self, entry: Entry, revision: int, seal: Callable[[Slot], Submission], at: datetime) -> None:
        lane = self._database.execute("SELECT sequence, previous FROM lanes WHERE lane = ?", (entry.lane,)).fetchone()
        sequence, previous = (lane[0] + 1, lane[1]) if lane is not None else (1, NO_PREVIOUS)
        submission = seal(Slot(f"{self.instance}-{entry.lane}", sequence, previous, revision))
        self._database.execute(
            "INSERT INTO lanes VALUES (?, ?, ?)"
            " ON CONFLICT (lane) DO UPDATE SET sequence = excluded.sequence, previous = excluded.previous",
            (entry.lane, sequence, digest_of(submission.envelope)),
        )
        self._database.execute(
            "INSERT INTO submissions (reference, revision, exported, standing, in_part, content, lane, sequence,"
            " digest, event, envelope, keys, sealed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.reference, revision, entry.exported, entry.standing, entry.in_part, entry.content, entry.lane,
                sequence, digest_of_submission(submission), entry.event(revision), submission.envelope,
                submission.keys, micros(at),
            ),
        )  # fmt: skip

    @contextmanager
    def _transaction(self, point: str) -> Iterator[None]:
        with writing():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                reached(f"{point}.commit.before")
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
        reached(f"{point}.commit.after")


def _read_meta(database: sqlite.Connection) -> dict[str, bytes] | None:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        return None
    return dict(database.execute("SELECT key, value FROM meta").fetchall())


def _make(database: sqlite.Connection, agency: str, hub: str) -> dict[str, bytes]:
    database.execute("BEGIN IMMEDIATE")
    found = _read_meta(database)
    if found is None:
        for statement in files(__package__).joinpath("store.sql").read_text("utf-8").split(";"):
            database.execute(statement)
        found = {
            "agency": agency.encode(),
            "hub": hub.encode(),
            "instance": secrets.token_hex(8).encode(),
            "secret": secrets.token_bytes(32),
        }
        database.executemany("INSERT INTO meta VALUES (?, ?)", found.items())
    database.execute("COMMIT")
    return found


def _sent_row(
    reference: str,
    revision: int,
    standing: str,
    in_part: int,
    event: bytes,
    digest: bytes,
    sealed_at: int,
    promise: bytes | None,
    outcome: bytes | None,
    asked_at: int | None,
    envelope: bytes,
) -> SentRow:
    return SentRow(
        reference,
        revision,
        standing,
        bool(in_part),
        event,
        digest,
        moment(sealed_at),
        promise,
        _outcome(outcome) if outcome is not None else None,
        moment(asked_at) if asked_at is not None else None,
        PAYLOAD_TYPES[codec.decode(envelope, Envelope).payload_type],
    )


def _outcome(data: bytes) -> OutcomeGiven:
    return msgspec.msgpack.decode(data, type=OutcomeGiven)


def _not_opened(path: Path, error: Exception) -> StoreError:
    return StoreError(f"the store `{path}` cannot be opened ({type(error).__name__}): check the folder")
