"""The history of a hub on Kafka, from the copies of its records in PostgreSQL: partition by partition, read in batches.

What one batch of records is about is fetched together, and let go of with the batch: memory stays flat.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from schemas import codec
from schemas.records.decision import Decision
from streams.agreements.document import Agreement
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.sealed import PostgresIntake
from streams.engines.postgres.vault import PostgresVault
from streams.simulation.flips import Flips
from streams.simulation.history import Disclosure, History
from streams.simulation.simulate import Line, Progress, count
from streams.vault.keyring import KeyRing
from streams.vault.names import event_owner
from streams.vault.tombstone import Tombstone

_TOGETHER: Final = 512
_PARTS: Final = (
    "SELECT source, max(number), count(*) FROM decisions WHERE starts_with(source, 'person.')"
    " GROUP BY source ORDER BY source"
)
_RECORDS: Final = (
    "SELECT number, body FROM decisions WHERE source = %s AND number > %s AND number <= %s ORDER BY number LIMIT %s"
)
_REFERENCE: Final = "SELECT body FROM reference_log WHERE number > %s ORDER BY number LIMIT %s"


class Part(Struct, frozen=True):
    """One partition of hop 3 up to its last record when it was looked at, and how many records stood before it."""

    source: str
    last: int
    before: int
    total: int


class ClusterHistory:
    """Read it as a context manager. Nothing is written."""

    def __init__(self, hub: str, vault: str, vault_keys: Path, operator: bytes) -> None:
        self._operator = Ed25519PublicKey.from_public_bytes(operator)
        self._engine = open_engine(hub, connections=2)
        self._vault = PostgresVault(vault, KeyRing(vault_keys))
        self._intake = PostgresIntake(self._engine)

    def __enter__(self) -> Self:
        """This history."""
        return self

    def __exit__(self, *_: object) -> None:
        """Disconnect."""
        self._vault.close()
        self._engine.dispose()

    def parts(self) -> list[Part]:
        """Every partition of hop 3."""
        rows = self._read(_PARTS)
        total = sum(int(number) for _, _, number in rows)
        found, before = [], 0
        for source, last, number in rows:
            found.append(Part(str(source), int(last), before, total))
            before += int(number)
        return found

    def count(
        self, part: Part, draft: Agreement, start: datetime, end: datetime, flips: Flips, progress: Progress
    ) -> int:
        """Count the flips of one partition; how many of its disclosures could not be asked again."""
        line = Line(self._reference(), self._operator, draft)
        rows = _Batches(self, part, progress)
        return count(History(rows, rows, line.reference).asked(start, end), line, flips)

    def records(self, part: Part, after: int) -> list[tuple[int, Decision]]:
        """The next records of a partition."""
        rows = self._read(_RECORDS, part.source, after, part.last, _TOGETHER)
        return [(int(number), codec.decode(bytes(body), Decision)) for number, body in rows]

    def sealed(self, events: Sequence[bytes]) -> tuple[dict[bytes, bytes], dict[bytes, list[bytes | Tombstone]]]:
        """The envelopes of events, and the keys of their sections by owner."""
        envelopes = dict(self._intake.envelopes(events))
        keys = self._vault.get_many([event_owner(event) for event in envelopes])
        return envelopes, {owner: list(held) for owner, held in keys.items()}

    def _reference(self) -> Iterator[bytes]:
        after = 0
        while rows := self._read(_REFERENCE, after, _TOGETHER):
            yield from (bytes(body) for (body,) in rows)
            after += len(rows)

    def _read(self, statement: str, *given: object) -> list[tuple[Any, ...]]:
        with self._engine.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement, given or None)]


class _Batches:
    """The records of one partition, with what each batch of them is about (`history.Rows`, `history.SectionKeys`)."""

    def __init__(self, history: ClusterHistory, part: Part, progress: Progress) -> None:
        self._history = history
        self._part = part
        self._progress = progress
        self._envelopes: dict[bytes, bytes] = {}
        self._keys: dict[bytes, list[bytes | Tombstone]] = {}

    def decisions(self) -> Iterator[Decision]:
        """The partition's records in their order."""
        after = done = 0
        while records := self._history.records(self._part, after):
            about = {o.event for _, one in records for o in one.outputs if isinstance(o, Disclosure)}
            self._envelopes, self._keys = self._history.sealed(sorted(about))
            for _, decision in records:
                yield decision
            after, done = records[-1][0], done + len(records)
            self._progress(self._part.before + done, self._part.total)

    def envelope(self, event: bytes) -> bytes | None:
        """An event of the batch as it was received."""
        return self._envelopes.get(event)

    def get(self, owner: bytes) -> list[bytes | Tombstone]:
        """The keys of an event of the batch. KeyError for an owner who never had any."""
        return self._keys[owner]
