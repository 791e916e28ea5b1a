"""`replay --verify`: check a home's chains and signatures from the bytes, decide again, compare what stands with that.

Read-only. What cannot be repeated any more, because keys were destroyed or rolls replaced, is counted and taken from
the record.
"""

from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from schemas.records.decision import Decision
from schemas.records.reference import ReferenceRecord, RollVersioned, StaffNamed
from streams import sqlite
from streams.chain import blind_of, record_digest
from streams.checks.again_parked import DecidingAgain
from streams.checks.chains import ChainRecord, ChainWalk
from streams.checks.findings import Finding, FindingKind
from streams.checks.home import decision_rows, hub_of, reading
from streams.checks.ledgered import Ledgered
from streams.checks.reopened import VaultReader
from streams.checks.replay_reference import ReferenceAgain
from streams.checks.standing import OfHome, Standing, Stands
from streams.checks.tally import Tally
from streams.engines.collecting import collector_paused
from streams.engines.large_pages import LargePages
from streams.engines.line.ports import KeyReader
from streams.engines.local.database import open_database
from streams.engines.local.home import Home, Keys

_KEEP_EVERY: Final = 512
_COLLECT_EVERY: Final = 32 * _KEEP_EVERY
_SCRATCH: Final = ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536", "locking_mode=EXCLUSIVE")
"""Nobody reads the scratch database after a crash, nor anybody else meanwhile; 64 MiB of it stay in memory."""


Progress = Callable[[int, int], None]
"""Is told records done, and records in all."""


def _unheard(done: int, total: int) -> None:
    """Nobody listens."""


class Replayed(Struct, frozen=True):
    """What was found, and counts of what was verified and of what could no longer be."""

    findings: tuple[Finding, ...]
    counts: dict[str, int]

    @property
    def sound(self) -> bool:
        """Whether everything that can still be verified is as recorded."""
        return not self.findings


def verify_replay(path: Path, keys: Keys, *, progress: Progress = _unheard) -> Replayed:
    """Verify a local home and decide all of it again. `progress` is told records done and records in all.

    Writes nothing into the home; a scratch database holds the folded state meanwhile. Raises `HomeUnreadable`.
    """
    with reading(path) as database, closing(VaultReader(Home(path).vault, keys.key_encryption)) as vault:
        operator = keys.operator.public_key()
        stands = OfHome(database)
        return verify_log(database, vault, operator, keys.blinding, stands, progress=progress)


def verify_log(
    database: sqlite.Connection,
    vault: KeyReader,
    operator: Ed25519PublicKey,
    blinding: bytes,
    stands: Stands,
    *,
    beyond: frozenset[int] = frozenset(),
    progress: Progress = _unheard,
) -> Replayed:
    """As `verify_replay`, of a log with a home's tables. `beyond`: entries of the ledger whose records it lacks.

    `stands`: where its views stand, and its state, which are compared with what the records make.
    """
    with (
        TemporaryDirectory(prefix="firstbell-replay-") as folder,
        closing(_scratch(Path(folder) / "scratch.db")) as scratch,
        closing(_scratch(Path(folder) / "folded.db")) as folded,
    ):
        standing = Standing(stands, folded, hub_of(database).person_partitions)
        replay = _Replay(database, scratch, vault, operator, blinding, beyond, standing)
        (total,) = database.execute("SELECT count(*) FROM decisions").fetchone()
        rows = decision_rows(database)
        pages = LargePages()
        for begun in range(0, total, _COLLECT_EVERY):
            with collector_paused():  # what is kept from one to the next is looked through once, not each time
                for done in range(begun + _KEEP_EVERY, begun + _COLLECT_EVERY + 1, _KEEP_EVERY):
                    for row in islice(rows, _KEEP_EVERY):
                        replay.take(ChainRecord(*row))
                    replay.keep()
                    pages.look()
                    progress(min(done, total), total)
                    if done >= total:
                        break
        return replay.result()


def _scratch(path: Path) -> sqlite.Connection:
    database = open_database(path)
    for pragma in _SCRATCH:
        database.execute(f"PRAGMA {pragma}")
    return database


class _Replay:
    """Verifies what stands around each record, and has it decided again."""

    def __init__(
        self,
        database: sqlite.Connection,
        scratch: sqlite.Connection,
        vault: KeyReader,
        operator: Ed25519PublicKey,
        blinding: bytes,
        beyond: frozenset[int],
        standing: Standing,
    ) -> None:
        hub = hub_of(database)
        (entries,) = database.execute("SELECT count(*) FROM ledger_entries").fetchone()
        self._database = database
        self._standing = standing
        self._blinding_key = blinding
        self._tally = Tally()
        self._ledger = Ledgered(self._entry, entries, beyond)
        self._reference = ReferenceAgain(
            database, operator, blinding, self._ledger, self._tally, self._reference_applied
        )
        self._walk = ChainWalk(self._reference.digests, remember=False, named=self._advance)
        self._again = DecidingAgain(
            database, scratch, vault, hub.hub, hub.person_partitions, self._reference.now, self._tally
        )

    def take(self, record: ChainRecord) -> None:
        """Verify one record and decide its input again."""
        self._tally.counts["records"] += 1
        self._tally.findings += self._ledger.take(record.id, record.ledger_index, record.body)
        decision, findings = self._walk.take(record)
        self._tally.findings += findings
        self._stands(record, decision, counts=not findings)
        if decision is None:
            return
        self._beside(record, decision)
        if decision.blind != blind_of(self._blinding_key, record.id):
            detail = "its blind is not that of its id under the hub's key"
            self._tally.report(FindingKind.BLIND_DIFFERS, record.id, detail)
        if decision.reference != self._reference.now.number or findings:
            self._tally.counts["not_decided_again"] += 1
            self._again.fold(decision)
        else:
            self._again.take(decision, self._walk.digest(record.source))

    def keep(self) -> None:
        """Let go of what need not be held in memory."""
        self._again.keep()

    def result(self) -> Replayed:
        """Read the reference to its end, and say what was found."""
        self._reference.advance(None)
        self._again.rolls.finish()
        self._again.staff.finish()
        self._tally.findings += self._ledger.unclaimed()
        self._standing.finish(self._tally)
        return Replayed(tuple(self._tally.findings), dict(self._tally.counts))

    def _stands(self, record: ChainRecord, decision: Decision | None, *, counts: bool) -> None:
        if decision is None or not counts:
            self._standing.broken()
        else:
            self._standing.take(decision, self._walk.digest(record.source))

    def _beside(self, record: ChainRecord, decision: Decision) -> None:
        """The engine finds a record by its position, and numbers what it forwards under its digest, as columns say."""
        row = self._database.execute(
            "SELECT position, digest FROM decisions WHERE source = ? AND number = ?", (record.source, record.number)
        ).fetchone()
        if row != (decision.position, record_digest(record.body)):
            detail = "the position or digest that stands beside its bytes is another than theirs"
            self._tally.report(FindingKind.COLUMN_DIFFERS, record.id, detail)

    def _reference_applied(self, record: ReferenceRecord) -> None:
        if isinstance(record.body, RollVersioned):
            self._again.rolls.put(record.body)
        elif isinstance(record.body, StaffNamed):
            self._again.staff.put(record.body)

    def _advance(self, number: int) -> None:
        if self._reference.advance(number):
            self._again.reference_moved()

    def _entry(self, index: int) -> bytes | None:
        row = self._database.execute("SELECT entry FROM ledger_entries WHERE position = ?", (index,)).fetchone()
        return row[0] if row is not None else None
