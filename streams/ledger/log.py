"""The live log: takes the entries that the database has committed, keeps the tiles on disk, signs checkpoints.

The database is the truth and the tiles are a pure function of it, so nothing here has to be undone after a crash: the
log opens at its last signed checkpoint and takes the entries after it from the database again, writing the same bytes.
"""

import logging
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from streams.durability import make_folder_durably, write_all_durably, write_durably
from streams.ledger.checkpoint import Checkpoint, check_origin, open_checkpoint, sign_checkpoint
from streams.ledger.entry import ENTRY_SIZE
from streams.ledger.errors import (
    CheckpointError,
    CheckpointRefused,
    DatabaseBehindCheckpoint,
    DatabaseForked,
    EntriesOutOfOrder,
    LedgerError,
    NoteError,
    ProofError,
    TileError,
)
from streams.ledger.frontier import Frontier, TileFile
from streams.ledger.held import hold
from streams.ledger.note import Signer
from streams.ledger.source import EntrySource, batches, take
from streams.ledger.tiles import ENTRIES, TILE_WIDTH, TileAddress, TileReader, level_count, partial_tiles_in, tile_width
from streams.ledger.tree import CompactRange, check_consistency, consistency_path, leaf_hash

CHECKPOINT = "checkpoint"

_logger = logging.getLogger(__name__)


class TileLog:
    """One log in one directory, open for writing by one process at a time. Not safe for use by several threads.

    Use `TileLog.open`, and `close` (or a `with` block) when done. After `OSError` from `extend` or `sign_checkpoint`
    (a full disk) the log is as it was before the call, and the same call can be repeated.
    """

    def __init__(self, directory: Path, origin: str, signer: Signer, lock: int) -> None:
        self.directory = directory
        self.origin = origin
        self.rebuilt = False
        self._signer = signer
        self._lock: int | None = lock
        self._frontier = Frontier()
        self._partials: dict[int, TileAddress] = {}
        self._last_signed: Checkpoint | None = None

    @classmethod
    def open(
        cls,
        directory: str | Path,
        origin: str,
        signer: Signer,
        *,
        entries: EntrySource,
        entry_count: int,
        rebuild: bool = False,
        remembered: bytes | None = None,
    ) -> "TileLog":
        """Open (or begin) the log and bring its tiles up to the `entry_count` entries that the database holds.

        Costs what lies after the last signed checkpoint, however long the log is; only if the tiles at its right edge
        are missing or damaged, or if `rebuild` asks for it, are all tiles written anew from `entries`, and `rebuilt` is
        true then. Damage elsewhere is found by `verify.verify_log`, and `rebuild` mends it. `remembered` is the
        checkpoint that was signed last, as it was kept elsewhere: it is put back where the directory has none or an
        older one, so that whatever is signed next extends it.

        Raises `DatabaseBehindCheckpoint` or `DatabaseForked` where the database is not the one that the
        checkpoint was signed over, `NoteError` or `CheckpointError` where the checkpoint is not this log's,
        `LogInUse`, `OSError`.
        """
        check_origin(origin)
        folder = Path(directory)
        make_folder_durably(folder, "ledger.open")
        log = cls(folder, origin, signer, hold(folder))
        try:
            log._put_back(remembered)
            log._recover(entries, entry_count, rebuild)
        except BaseException:
            log.close()
            raise
        return log

    @property
    def size(self) -> int:
        """How many entries the log holds; the next entry gets this index."""
        return self._frontier.size

    @property
    def root(self) -> bytes:
        """The Merkle tree hash of all entries."""
        return self._frontier.compact_range.root()

    @property
    def signed(self) -> Checkpoint | None:
        """The last signed checkpoint, or `None` while there is none."""
        return self._last_signed

    def extend(self, first_index: int, entries: Sequence[bytes]) -> None:
        """Append entries that the database has committed, writing every tile that they complete, durably.

        Partial tiles are written when a checkpoint is signed, since nobody may ask for them before (tlog-tiles,
        section Partial Tiles). Raises `EntriesOutOfOrder` unless `first_index` is `size` and each entry has 32 bytes.
        """
        if first_index != self.size:
            raise EntriesOutOfOrder(
                f"entries from `{first_index}` were offered where `{self.size}` is next; go on there"
            )
        if any(len(entry) != ENTRY_SIZE for entry in entries):
            raise EntriesOutOfOrder(f"an entry is exactly {ENTRY_SIZE} bytes long; pass what `entry_of` returns")
        frontier = self._frontier.copy()
        completed = frontier.append(entries)
        self._write(completed, "ledger.tile")
        self._frontier = frontier
        self._remove_partials(completed)

    def sign_checkpoint(self, time: int) -> bytes:
        """Write the partial tiles, sign the tree as it is now, and return the checkpoint once it is durable.

        `time` is in seconds since the epoch and never goes back. **Before signing**, the last signed checkpoint is
        read from disk and the tiles on disk must prove that the new tree extends it; else `CheckpointRefused`.
        """
        self._write(self._new_partials(), "ledger.partial")
        self._check_extends_signed(time)
        checkpoint = Checkpoint(self.origin, self.size, self.root, time=time)
        note = sign_checkpoint(checkpoint, self._signer)
        write_durably(self.directory / CHECKPOINT, note, "ledger.checkpoint")
        self._last_signed = checkpoint
        return note

    def close(self) -> None:
        """Let go of the directory. Nothing is written: all that was promised is durable already."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> "TileLog":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _put_back(self, remembered: bytes | None) -> None:
        if remembered is None:
            return
        known, found = open_checkpoint(remembered, self._signer.verifier_key, self.origin), self._read_checkpoint()
        if found is None or found.size < known.size:
            _logger.warning("the ledger's checkpoint of `%s` entries was removed: it is put back", known.size)
            write_durably(self.directory / CHECKPOINT, remembered, "ledger.checkpoint")

    def _recover(self, entries: EntrySource, entry_count: int, rebuild: bool) -> None:
        self._last_signed = self._read_checkpoint()
        if self._last_signed is not None:
            if entry_count < self._last_signed.size:
                raise DatabaseBehindCheckpoint(
                    f"the database holds `{entry_count}` entries and the checkpoint that was signed last covers"
                    f" `{self._last_signed.size}`; restore the newer database, and do not delete the checkpoint"
                )
            if rebuild:
                self._rebuild(self._last_signed, entries)
            self._frontier = self._signed_frontier(self._last_signed, entries)
            self._restore_partials()
        for first_index, batch in batches(entries, self.size, entry_count):
            self.extend(first_index, batch)
        self._remove_what_lies_beyond()

    def _restore_partials(self) -> None:
        """Write the partial tiles of the signed checkpoint that are gone because their full tile had been written."""
        for address, data in self._frontier.partial_tiles():
            self._partials[address.level] = address
            if not (self.directory / address.path).exists():
                self._write([(address, data)], "ledger.partial")

    def _signed_frontier(self, signed: Checkpoint, entries: EntrySource) -> Frontier:
        """The frontier at the last signed checkpoint, from the tiles; from the database only where they are damaged."""
        try:
            frontier = self._frontier_on_disk(signed)
        except TileError as error:
            _logger.warning("the ledger's tiles are rebuilt from the database: %s", error)
            self._rebuild(signed, entries)
            return self._frontier_on_disk(signed)
        last = (signed.size - 1) // TILE_WIDTH * TILE_WIDTH
        if signed.size and self._leaves_on_disk(signed.size) != list(map(leaf_hash, take(entries, last, signed.size))):
            raise _forked(signed.size)
        return frontier

    def _rebuild(self, signed: Checkpoint, entries: EntrySource) -> None:
        """Write every tile of `signed` anew, but nothing at all where the entries do not give its root."""
        compact_range = CompactRange()
        for _, batch in batches(entries, 0, signed.size):
            compact_range.append([leaf_hash(entry) for entry in batch])
        if compact_range.root() != signed.root:
            raise _forked(signed.size)
        frontier = Frontier()
        for _, batch in batches(entries, 0, signed.size):
            self._write(frontier.append(batch), "ledger.tile")
        self._write(frontier.partial_tiles(), "ledger.partial")
        self.rebuilt = True

    def _frontier_on_disk(self, signed: Checkpoint) -> Frontier:
        frontier = Frontier.read(TileReader(self.directory, signed.size))
        if frontier.compact_range.root() != signed.root:
            raise TileError(f"the tiles at the right edge do not give the signed root of size `{signed.size}`")
        if list(map(leaf_hash, frontier.entries)) != (frontier.levels[0] if frontier.levels else []):
            raise TileError("the last entry bundle does not hash to the last level 0 tile")
        return frontier

    def _leaves_on_disk(self, size: int) -> list[bytes]:
        return TileReader(self.directory, size).tile(0, (size - 1) // TILE_WIDTH)

    def _read_checkpoint(self) -> Checkpoint | None:
        try:
            note = (self.directory / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None
        return open_checkpoint(note, self._signer.verifier_key, self.origin)

    def _check_extends_signed(self, time: int) -> None:
        try:
            last = self._read_checkpoint()
        except (NoteError, CheckpointError) as error:
            raise CheckpointRefused(f"the checkpoint on disk is not this log's own; not signing: {error}") from error
        if self._last_signed is not None and (last is None or last.size < self._last_signed.size):
            raise CheckpointRefused("the checkpoint on disk was removed or put back meanwhile; not signing")
        if last is None:
            last = Checkpoint(self.origin, 0, CompactRange().root())
        if last.size > self.size:
            raise CheckpointRefused(f"a checkpoint of size `{last.size}` was signed; not signing one of `{self.size}`")
        if last.time is not None and time < last.time:
            raise CheckpointRefused(f"the last checkpoint was signed at `{last.time}`; not signing one at `{time}`")
        self._prove_extends(last)

    def _prove_extends(self, last: Checkpoint) -> None:
        """Prove from the tiles on disk, not from memory, that they hold this tree and that it extends `last`."""
        reader = TileReader(self.directory, self.size)
        try:
            if reader.compact_range().root() != self.root:
                raise ProofError("the tiles on disk do not give the root of the entries; rebuild them")
            path = consistency_path(reader.node, last.size, self.size)
            check_consistency(last.size, last.root, self.size, self.root, path)
        except LedgerError as error:
            raise CheckpointRefused(f"the tree does not extend the one signed last; not signing: {error}") from error

    def _new_partials(self) -> list[TileFile]:
        return [file for file in self._frontier.partial_tiles() if self._partials.get(file[0].level) != file[0]]

    def _write(self, files: list[TileFile], point: str) -> None:
        write_all_durably([(self.directory / address.path, data) for address, data in files], point)
        for address, _ in files:
            if address.width != TILE_WIDTH:
                self._partials[address.level] = address

    def _remove_partials(self, completed: list[TileFile]) -> None:
        """Remove the partial tiles of tiles that are full now (tlog-tiles, section Partial Tiles, allows it)."""
        for address, _ in completed:
            _remove_folder(self.directory / f"{address.path}.p")

    def _remove_what_lies_beyond(self) -> None:
        """Remove tiles that this database has not filled so far: they are of one that was since rolled back."""
        level = ENTRIES
        while level <= 0 or level_count(level - 1, self.size):
            index = level_count(level, self.size) // TILE_WIDTH
            while self._remove_wider(TileAddress(level, index), tile_width(level, index, self.size)):
                index += 1
            level += 1

    def _remove_wider(self, full: TileAddress, width: int) -> bool:
        """Remove the full tile and the partial ones wider than `width`; whether there were any."""
        found = [full] if (self.directory / full.path).exists() else []
        found += [partial for partial in partial_tiles_in(self.directory, full) if partial.width > width]
        for address in found:
            (self.directory / address.path).unlink()
        return bool(found)


def _forked(size: int) -> DatabaseForked:
    return DatabaseForked(
        f"the database's entries do not give the root that was signed for size `{size}`; restore the database"
        " that the checkpoint was signed over, and do not delete the checkpoint"
    )


def _remove_folder(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)
