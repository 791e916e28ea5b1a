"""Tiles and entry bundles as C2SP tlog-tiles lays them out: their names, their bytes, and reading them from a folder.

A tile holds up to 256 consecutive hashes of one level; level `l` is the tree at height `8 * l`. Entry bundles share
the numbering of level 0 and hold the entries themselves.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from streams.ledger.entry import ENTRY_SIZE
from streams.ledger.errors import TileError
from streams.ledger.tree import HASH_SIZE, CompactRange, leaf_hash, peaks_of, tree_hash

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_LEVEL = 63
ENTRIES = -1
"""The level that stands for entry bundles, which tlog-tiles names `entries`."""

_LENGTH_PREFIX = ENTRY_SIZE.to_bytes(2, "big")
_TILE_PATH = re.compile(
    r"tile/(?P<level>entries|0|[1-9][0-9]?)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


class TileAddress(msgspec.Struct, frozen=True):
    """A tile's place: `level` 0 to 63 (or `ENTRIES`), `index` in the level, `width` 1 to 256 (256 is full)."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The path below the log's prefix, such as `tile/0/x001/x234/067` or `tile/entries/000.p/12`."""
        suffix = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{'entries' if self.level == ENTRIES else self.level}/{_index_path(self.index)}{suffix}"

    @property
    def full(self) -> "TileAddress":
        """The full tile in the same place."""
        return TileAddress(self.level, self.index)


def _index_path(index: int) -> str:
    path = f"{index % 1000:03d}"
    while index := index // 1000:
        path = f"x{index % 1000:03d}/{path}"
    return path


def parse_tile_path(path: str) -> TileAddress:
    """The address that a path names; raises `TileError` unless it is exactly the path of that tile in tlog-tiles."""
    match = _TILE_PATH.fullmatch(path)
    if match is None:
        raise TileError(f"`{path}` is not the path of a tile or entry bundle")
    level = ENTRIES if match["level"] == "entries" else int(match["level"])
    index = int(match["index"].replace("x", "").replace("/", ""))
    address = TileAddress(level, index, int(match["width"] or TILE_WIDTH))
    if level > MAX_LEVEL or address.width > TILE_WIDTH or address.path != path:
        raise TileError(f"`{path}` is not the path of a tile or entry bundle; did you mean `{address.path}`?")
    return address


def tile_width(level: int, index: int, size: int) -> int:
    """How many hashes (or entries) the tile holds in a tree of `size`: 0 where it does not exist."""
    return max(0, min(TILE_WIDTH, level_count(level, size) - index * TILE_WIDTH))


def level_count(level: int, size: int) -> int:
    """How many hashes (or entries) a level holds in a tree of `size`: `floor(size / 256**level)`."""
    return size >> TILE_HEIGHT * max(level, 0)


def tiles_of(size: int) -> list[TileAddress]:
    """Every tile and entry bundle that a tree of `size` consists of, bundles first, then level by level."""
    addresses: list[TileAddress] = []
    for level in range(ENTRIES, MAX_LEVEL + 1):
        count = level_count(level, size)
        tiles = -(-count // TILE_WIDTH)
        addresses += [TileAddress(level, index, tile_width(level, index, size)) for index in range(tiles)]
        if count == 0:
            break
    return addresses


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: each entry after its length as a big-endian uint16."""
    return _LENGTH_PREFIX + _LENGTH_PREFIX.join(entries) if entries else b""


def decode_bundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; raises `TileError` unless each is exactly 32 bytes long and nothing follows."""
    step = len(_LENGTH_PREFIX) + ENTRY_SIZE
    if len(data) % step:
        raise TileError(f"an entry bundle of `{len(data)}` bytes does not consist of entries of {ENTRY_SIZE} bytes")
    if any(data[at : at + 2] != _LENGTH_PREFIX for at in range(0, len(data), step)):
        raise TileError(f"an entry bundle holds an entry that is not {ENTRY_SIZE} bytes long")
    return [data[at + 2 : at + step] for at in range(0, len(data), step)]


def split_hashes(data: bytes) -> list[bytes]:
    """The hashes of a tile; raises `TileError` where its length is not a multiple of 32 bytes."""
    if len(data) % HASH_SIZE:
        raise TileError(f"a tile of `{len(data)}` bytes does not consist of hashes of {HASH_SIZE} bytes")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


class TileReader:
    """Reads the tiles of a tree of `size` from a folder; keeps what it has read, so it is meant to be short-lived.

    Where a partial tile is gone, its full tile is read instead, as tlog-tiles tells clients to do. Raises `TileError`
    naming the path where neither is there or the content has the wrong length.
    """

    def __init__(self, directory: str | Path, size: int) -> None:
        self.directory = Path(directory)
        self.size = size
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def tile(self, level: int, index: int) -> list[bytes]:
        """The hashes (or, at level `ENTRIES`, the entries) of one tile, cut to what a tree of this size holds."""
        known = self._tiles.get((level, index))
        if known is None:
            known = self._tiles[level, index] = self._read(level, index)
        return known

    def node(self, height: int, index: int) -> bytes:
        """The hash of the complete subtree (height, index); a `NodeSource`."""
        level, rise = divmod(height, TILE_HEIGHT)
        tile, offset = divmod(index << rise, TILE_WIDTH)
        hashes = self.tile(level, tile)[offset : offset + (1 << rise)]
        if len(hashes) != 1 << rise:
            raise TileError(f"a tree of size `{self.size}` has no complete subtree `{index}` of height `{height}`")
        return hashes[0] if rise == 0 else tree_hash(hashes)

    def entry(self, index: int) -> bytes:
        """The entry at `index`; raises `TileError` also where it does not hash to what the level 0 tile holds."""
        bundle, offset = divmod(index, TILE_WIDTH)
        if not 0 <= index < self.size:
            raise TileError(f"a tree of size `{self.size}` has no entry `{index}`")
        entry = self.tile(ENTRIES, bundle)[offset]
        if leaf_hash(entry) != self.tile(0, bundle)[offset]:
            raise TileError(f"entry `{index}` in `{TileAddress(ENTRIES, bundle).path}` does not hash to its leaf")
        return entry

    def compact_range(self) -> CompactRange:
        """The compact range of the tree, read from the tiles at its right edge alone."""
        return peaks_of(self.node, self.size)

    def _read(self, level: int, index: int) -> list[bytes]:
        address = TileAddress(level, index, tile_width(level, index, self.size))
        data = read_tile(self.directory, address)
        return decode_bundle(data) if level == ENTRIES else split_hashes(data)


def partial_tiles_in(directory: Path, address: TileAddress) -> list[TileAddress]:
    """The partial tiles that stand in a folder for this tile's place, of whatever width."""
    widths = {str(width): width for width in range(1, TILE_WIDTH)}
    for _, _, names in os.walk(directory / f"{address.full.path}.p"):
        return [TileAddress(address.level, address.index, widths[name]) for name in sorted(names) if name in widths]
    return []


def read_tile(directory: Path, address: TileAddress) -> bytes:
    """The bytes of a tile or bundle, taken from the start of the full one where the partial one is gone.

    Raises `TileError` where neither is there or the content has the wrong length.
    """
    if address.width == 0:
        raise TileError(f"`{address.full.path}` lies beyond the tree")
    item = HASH_SIZE if address.level != ENTRIES else len(_LENGTH_PREFIX) + ENTRY_SIZE
    for candidate in dict.fromkeys((address, address.full)):
        try:
            data = (directory / candidate.path).read_bytes()
        except FileNotFoundError:
            continue
        if len(data) != candidate.width * item:
            raise TileError(f"`{candidate.path}` has `{len(data)}` bytes where {candidate.width * item} belong")
        return data[: address.width * item]
    raise TileError(f"`{address.path}` is missing; rebuild the tiles from the entries in the database")
