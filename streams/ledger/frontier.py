"""The right edge of the tree in memory: takes entries, gives the tiles that they complete. Pure; touches no disk."""

from collections.abc import Sequence

from streams.ledger.tiles import (
    ENTRIES,
    TILE_HEIGHT,
    TILE_WIDTH,
    TileAddress,
    TileReader,
    encode_bundle,
    level_count,
    tile_width,
)
from streams.ledger.tree import CompactRange, leaf_hash

TileFile = tuple[TileAddress, bytes]


class Frontier:
    """The compact range of the tree and the content of each level's open tile (with the open entry bundle)."""

    __slots__ = ("compact_range", "entries", "levels")

    def __init__(self) -> None:
        self.compact_range = CompactRange()
        self.entries: list[bytes] = []
        self.levels: list[list[bytes]] = []

    @classmethod
    def read(cls, reader: TileReader) -> "Frontier":
        """The frontier of the tree that `reader` reads, from the tiles at its right edge; raises `TileError`."""
        frontier = cls()
        frontier.compact_range = reader.compact_range()
        if reader.size % TILE_WIDTH:
            frontier.entries = list(reader.tile(ENTRIES, reader.size // TILE_WIDTH))
        level = 0
        while count := level_count(level, reader.size):
            index, width = divmod(count, TILE_WIDTH)
            frontier.levels.append(list(reader.tile(level, index)) if width else [])
            level += 1
        return frontier

    @property
    def size(self) -> int:
        """How many entries the tree holds."""
        return self.compact_range.size

    def copy(self) -> "Frontier":
        """An independent frontier of the same tree."""
        copied = Frontier()
        copied.compact_range = self.compact_range.copy()
        copied.entries = self.entries.copy()
        copied.levels = [level.copy() for level in self.levels]
        return copied

    def append(self, entries: Sequence[bytes]) -> list[TileFile]:
        """Append entries of 32 bytes; returns the entry bundles and tiles that are full now and were not before."""
        bundles = _take_full(ENTRIES, self.size, self.entries, entries)
        return bundles + self.append_leaves([leaf_hash(entry) for entry in entries])

    def append_leaves(self, leaves: Sequence[bytes]) -> list[TileFile]:
        """Append leaf hashes whose entries are kept elsewhere or lost; returns the tiles that are full now."""
        before = self.size
        nodes = self.compact_range.append(leaves)
        files: list[TileFile] = []
        for level, completed in enumerate(nodes[::TILE_HEIGHT]):
            if level == len(self.levels):
                self.levels.append([])
            files += _take_full(level, before, self.levels[level], completed)
        return files

    def partial_tiles(self) -> list[TileFile]:
        """The partial bundle and tiles of the tree as it is now, which a checkpoint of this size needs."""
        rows = [(ENTRIES, self.entries), *enumerate(self.levels)]
        return [(self._open_tile(level), _encode(level, items)) for level, items in rows if items]

    def _open_tile(self, level: int) -> TileAddress:
        index = level_count(level, self.size) // TILE_WIDTH
        return TileAddress(level, index, tile_width(level, index, self.size))


def _take_full(level: int, size_before: int, held: list[bytes], new: Sequence[bytes]) -> list[TileFile]:
    """Add `new` to the open tile's content `held`, and take the full tiles out of it."""
    index = level_count(level, size_before) // TILE_WIDTH
    held += new
    full = len(held) // TILE_WIDTH
    rows = [held[at : at + TILE_WIDTH] for at in range(0, full * TILE_WIDTH, TILE_WIDTH)]
    del held[: full * TILE_WIDTH]
    return [(TileAddress(level, index + n), _encode(level, row)) for n, row in enumerate(rows)]


def _encode(level: int, items: Sequence[bytes]) -> bytes:
    return encode_bundle(items) if level == ENTRIES else b"".join(items)
