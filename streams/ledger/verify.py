"""Check a whole log: recompute every tile from the entries and report each difference with its place.

Needs nothing of the hub but the directory and the log's verifier key; given the database's entries too, it also finds
where the two differ. Memory does not grow with the log: it goes through it 256 entries at a time.
"""

import enum
import os
from pathlib import Path

import msgspec

from streams.ledger.checkpoint import Checkpoint, open_checkpoint
from streams.ledger.errors import CheckpointError, NoteError, TileError
from streams.ledger.frontier import Frontier, TileFile
from streams.ledger.log import CHECKPOINT
from streams.ledger.note import VerifierKey
from streams.ledger.source import EntrySource
from streams.ledger.tiles import (
    ENTRIES,
    TILE_WIDTH,
    TileAddress,
    decode_bundle,
    parse_tile_path,
    partial_tiles_in,
    read_tile,
    split_hashes,
    tile_width,
)


class FindingKind(enum.StrEnum):
    """What is wrong."""

    CHECKPOINT_INVALID = "checkpoint-invalid"
    ROOT_DIFFERS = "root-differs"
    TILE_MISSING_OR_DAMAGED = "tile-missing-or-damaged"
    TILE_DIFFERS = "tile-differs"
    PARTIAL_TILE_DIFFERS = "partial-tile-differs"
    ENTRY_DIFFERS_FROM_DATABASE = "entry-differs-from-database"
    ENTRIES_LOST_IN_DATABASE = "entries-lost-in-database"
    DATABASE_BEHIND_CHECKPOINT = "database-behind-checkpoint"
    UNEXPECTED_FILE = "unexpected-file"
    ENTRIES_UNKNOWN = "entries-unknown"


class Finding(msgspec.Struct, frozen=True):
    """One difference: its kind, the place (a path in the log, or an entry's index), and a sentence."""

    kind: FindingKind
    place: str
    detail: str


class Report(msgspec.Struct, frozen=True):
    """What a check found: nothing is wrong with the log exactly when `findings` is empty.

    `root` is what the entries give (where a bundle is lost, its leaf hashes), or `None` where not even those are known;
    `checkpoint` is `None` where it is invalid.
    """

    checkpoint: Checkpoint | None
    root: bytes | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether the log is right in every part."""
        return not self.findings


def verify_log(
    directory: str | Path,
    verifier_key: str,
    origin: str | None = None,
    *,
    entries: EntrySource | None = None,
    entry_count: int = 0,
) -> Report:
    """Check the log in `directory` up to its checkpoint; with `entries`, against the database's first `entry_count`.

    May run while the hub goes on appending. `origin` defaults to the verifier key's name. Tiles beyond the checkpoint
    are not looked at: nobody has been promised them yet. Raises `NoteError` only where `verifier_key` itself is
    malformed.
    """
    key = VerifierKey.parse(verifier_key)
    folder = Path(directory)
    try:
        checkpoint = open_checkpoint((folder / CHECKPOINT).read_bytes(), key, origin)
    except (FileNotFoundError, NoteError, CheckpointError) as error:
        detail = "there is no checkpoint" if isinstance(error, FileNotFoundError) else str(error)
        return Report(None, None, (Finding(FindingKind.CHECKPOINT_INVALID, CHECKPOINT, detail),))
    check = _Check(folder, checkpoint, entries, entry_count)
    root = check.run()
    return Report(checkpoint, root, tuple(check.findings))


class _Check:
    """One pass over a log of known size."""

    def __init__(self, directory: Path, checkpoint: Checkpoint, entries: EntrySource | None, entry_count: int) -> None:
        self.directory = directory
        self.checkpoint = checkpoint
        self.findings: list[Finding] = []
        self._entries = entries
        self._entry_count = entry_count

    def run(self) -> bytes | None:
        """Compare everything; returns the root that the log gives, if enough of it is there."""
        if self._entries is not None and self._entry_count < self.checkpoint.size:
            detail = f"the database holds `{self._entry_count}` entries, the checkpoint covers `{self.checkpoint.size}`"
            self._report(FindingKind.DATABASE_BEHIND_CHECKPOINT, CHECKPOINT, detail)
        self._find_unexpected_files()
        frontier = Frontier()
        for index in range(-(-self.checkpoint.size // TILE_WIDTH)):
            completed = self._append(frontier, index)
            if completed is None:
                return None
            for file in completed:
                self._compare(*file)
        for file in frontier.partial_tiles():
            self._compare(*file)
        root = frontier.compact_range.root()
        if root != self.checkpoint.root:
            detail = f"the entries do not give the root that was signed for size `{self.checkpoint.size}`"
            self._report(FindingKind.ROOT_DIFFERS, CHECKPOINT, detail)
        return root

    def _append(self, frontier: Frontier, index: int) -> list[TileFile] | None:
        """Append one bundle's entries, or where they are lost its leaf hashes; `None` where those are lost as well."""
        entries = self._entries_of(index)
        if entries is not None:
            return frontier.append(entries)
        width = tile_width(ENTRIES, index, self.checkpoint.size)
        try:
            return frontier.append_leaves(split_hashes(read_tile(self.directory, TileAddress(0, index, width))))
        except TileError:
            detail = "bundle, tile and database all lack these entries; nothing after them can be checked"
            self._report(FindingKind.ENTRIES_UNKNOWN, TileAddress(ENTRIES, index, width).path, detail)
            return None

    def _entries_of(self, index: int) -> list[bytes] | None:
        """The entries of one bundle, from the bundle; from the database only where the bundle cannot be read."""
        width = tile_width(ENTRIES, index, self.checkpoint.size)
        start = index * TILE_WIDTH
        known = self._from_database(start, start + width)
        try:
            entries = decode_bundle(read_tile(self.directory, TileAddress(ENTRIES, index, width)))
        except TileError as error:
            self._report(FindingKind.TILE_MISSING_OR_DAMAGED, TileAddress(ENTRIES, index, width).path, str(error))
            return known if len(known) == width else None
        for offset, entry in enumerate(known):
            if entry != entries[offset]:
                detail = "the database holds another entry here than the log's entry bundle"
                self._report(FindingKind.ENTRY_DIFFERS_FROM_DATABASE, f"entry {start + offset}", detail)
        return entries

    def _from_database(self, start: int, stop: int) -> list[bytes]:
        """What the database holds from `start` to `stop`; nothing where some of it is lost: which, it does not tell."""
        stop = min(stop, self._entry_count)
        if self._entries is None or start >= stop:
            return []
        known = list(self._entries(start, stop))
        if len(known) == stop - start:
            return known
        detail = f"the database gives `{len(known)}` of these `{stop - start}` entries"
        self._report(FindingKind.ENTRIES_LOST_IN_DATABASE, f"entries {start} to {stop - 1}", detail)
        return []

    def _compare(self, address: TileAddress, expected: bytes) -> None:
        self._compare_partials(address, expected)
        try:
            found = read_tile(self.directory, address)
        except TileError as error:
            if address.level != ENTRIES:
                self._report(FindingKind.TILE_MISSING_OR_DAMAGED, address.path, str(error))
            return
        if found != expected:
            self._report(FindingKind.TILE_DIFFERS, address.path, _first_difference(found, expected, address))

    def _compare_partials(self, address: TileAddress, expected: bytes) -> None:
        """Compare the partial tiles of earlier checkpoints, which must be the beginning of this one."""
        for partial in partial_tiles_in(self.directory, address):
            if partial.width >= address.width:
                continue
            try:
                data = (self.directory / partial.path).read_bytes()
            except FileNotFoundError:
                continue  # a running hub has filled the tile meanwhile, and then the partial ones go
            if data != expected[: len(expected) // address.width * partial.width]:
                detail = "this partial tile is not the beginning of the later one"
                self._report(FindingKind.PARTIAL_TILE_DIFFERS, partial.path, detail)

    def _find_unexpected_files(self) -> None:
        for folder, _, names in os.walk(self.directory / "tile"):
            prefix = Path(folder).relative_to(self.directory).as_posix()
            for name in sorted(names):
                if not (name.startswith(".") and name.endswith(".tmp")):
                    self._check_name(f"{prefix}/{name}")

    def _check_name(self, path: str) -> None:
        try:
            parse_tile_path(path)
        except TileError as error:
            self._report(FindingKind.UNEXPECTED_FILE, path, str(error))

    def _report(self, kind: FindingKind, place: str, detail: str) -> None:
        self.findings.append(Finding(kind, place, detail))


def _first_difference(found: bytes, expected: bytes, address: TileAddress) -> str:
    step = len(expected) // address.width
    offset = next(
        n for n in range(address.width) if found[n * step : (n + 1) * step] != expected[n * step : (n + 1) * step]
    )
    return f"the hash at offset `{offset}` is not the one that the entries give"
