"""Tile addressing, bundles and reading, against the text of C2SP tlog-tiles."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.ledger.errors import TileError
from streams.ledger.tiles import (
    ENTRIES,
    TileAddress,
    TileReader,
    decode_bundle,
    encode_bundle,
    parse_tile_path,
    split_hashes,
    tiles_of,
)
from tests.streams.ledger.support import OpenLog, naive_mth, numbered


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (TileAddress(0, 1234067), "tile/0/x001/x234/067"),
        (TileAddress(0, 0), "tile/0/000"),
        (TileAddress(1, 999, 17), "tile/1/999.p/17"),
        (TileAddress(63, 1000, 255), "tile/63/x001/000.p/255"),
        (TileAddress(ENTRIES, 1000000), "tile/entries/x001/x000/000"),
        (TileAddress(ENTRIES, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_paths_are_those_of_the_specification(address: TileAddress, path: str) -> None:
    assert address.path == path
    assert parse_tile_path(path) == address


@given(st.integers(ENTRIES, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_every_address_survives_its_path(level: int, index: int, width: int) -> None:
    address = TileAddress(level, index, width)
    assert parse_tile_path(address.path) == address


@pytest.mark.parametrize(
    "path",
    [
        "tile/00/000",
        "tile/64/000",
        "tile/0/0",
        "tile/0/1234",
        "tile/0/x000/067",
        "tile/0/x01/067",
        "tile/0/001/067",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/017",
        "tile/0/000.p/",
        "tile/data/000",
        "tile/-1/000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/0/../000",
    ],
)
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(TileError, match="not the path"):
        parse_tile_path(path)


def test_the_tiles_of_the_specification_s_example_of_70000_entries() -> None:
    tiles = tiles_of(70000)
    widths = {level: [tile.width for tile in tiles if tile.level == level] for level in range(ENTRIES, 4)}
    assert widths == {
        ENTRIES: [256] * 273 + [112],
        0: [256] * 273 + [112],
        1: [256, 17],
        2: [1],
        3: [],
    }


def test_256_entries_make_a_full_tile_and_a_partial_one_of_width_1() -> None:
    assert tiles_of(256) == [TileAddress(ENTRIES, 0), TileAddress(0, 0), TileAddress(1, 0, 1)]
    assert tiles_of(0) == []


def test_a_bundle_prefixes_each_entry_with_its_length() -> None:
    entries = numbered(0, 3)
    data = encode_bundle(entries)
    assert data == b"".join(b"\x00\x20" + entry for entry in entries)
    assert decode_bundle(data) == entries


@pytest.mark.parametrize(
    "data",
    [b"\x00", encode_bundle(numbered(0, 2))[:-1], encode_bundle(numbered(0, 2)) + b"\x00", b"\x00\x21" + bytes(32)],
)
def test_a_malformed_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(TileError, match="32 bytes"):
        decode_bundle(data)


def test_a_tile_of_odd_length_is_refused() -> None:
    with pytest.raises(TileError, match="33"):
        split_hashes(bytes(33))


def test_the_reader_gives_every_complete_subtree(open_log: OpenLog) -> None:
    log = open_log(700)
    log.sign_checkpoint(1)
    entries = numbered(0, 700)
    reader = TileReader(log.directory, 700)
    for height in range(10):
        for index in {0, (700 >> height) - 1} - {-1}:
            assert reader.node(height, index) == naive_mth(entries[index << height : (index + 1) << height])
    assert [reader.entry(n) for n in (0, 255, 256, 699)] == [entries[n] for n in (0, 255, 256, 699)]


@pytest.mark.parametrize(("height", "index"), [(0, 700), (2, 175), (8, 2), (9, 1), (10, 0)])
def test_the_reader_has_no_incomplete_subtree(open_log: OpenLog, height: int, index: int) -> None:
    log = open_log(700)
    log.sign_checkpoint(1)
    with pytest.raises(TileError):
        TileReader(log.directory, 700).node(height, index)


def test_a_reader_of_an_older_size_takes_the_full_tile_where_the_partial_is_gone(open_log: OpenLog) -> None:
    log = open_log(100)
    log.sign_checkpoint(1)
    log.extend(100, numbered(100, 300))
    assert not (log.directory / "tile/0/000.p").exists()
    assert TileReader(log.directory, 100).compact_range().root() == naive_mth(numbered(0, 100))


def test_a_missing_and_a_cut_tile_are_named(open_log: OpenLog) -> None:
    log = open_log(300)
    log.sign_checkpoint(1)
    tile: Path = log.directory / "tile/0/001.p/44"
    tile.write_bytes(tile.read_bytes()[:-32])
    with pytest.raises(TileError, match=r"`tile/0/001.p/44` has `1376` bytes where 1408 belong"):
        TileReader(log.directory, 300).node(0, 299)
    tile.unlink()
    with pytest.raises(TileError, match=r"`tile/0/001.p/44` is missing"):
        TileReader(log.directory, 300).node(0, 299)


def test_an_entry_that_does_not_hash_to_its_leaf_is_refused(open_log: OpenLog) -> None:
    log = open_log(3)
    log.sign_checkpoint(1)
    (log.directory / "tile/entries/000.p/3").write_bytes(encode_bundle(numbered(1, 4)))
    with pytest.raises(TileError, match="does not hash"):
        TileReader(log.directory, 3).entry(1)
    with pytest.raises(TileError, match="no entry"):
        TileReader(log.directory, 3).entry(3)
