"""The tree against the definitions of RFC 9162 written naively, and against roots that others have published."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.ledger.errors import ProofError
from streams.ledger.tree import (
    EMPTY_ROOT,
    CompactRange,
    NodeSource,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    peaks_of,
    tree_hash,
)
from tests.streams.ledger.support import naive_mth, naive_path, naive_proof, numbered

SIZES = st.integers(0, 300)

CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def source_of(entries: Sequence[bytes]) -> NodeSource:
    def node(height: int, index: int) -> bytes:
        part = entries[index << height : (index + 1) << height]
        assert len(part) == 1 << height, "asked for a subtree that is not complete"
        return naive_mth(part)

    return node


@pytest.mark.parametrize("size", range(9))
def test_the_certificate_transparency_test_tree_has_the_published_roots(size: int) -> None:
    assert tree_hash([leaf_hash(leaf) for leaf in CT_LEAVES[:size]]).hex() == CT_ROOTS[size]


def test_a_published_inclusion_path_of_the_certificate_transparency_test_tree() -> None:
    path = inclusion_path(source_of(CT_LEAVES), 5, 8)
    assert [node.hex() for node in path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.lists(SIZES, max_size=6))
@settings(max_examples=60)
def test_appending_in_any_batches_gives_the_defined_root_and_nodes(batches: list[int]) -> None:
    compact = CompactRange()
    rows: dict[int, list[bytes]] = {}
    for size in batches:
        new = numbered(compact.size, compact.size + size)
        for height, nodes in enumerate(compact.append([leaf_hash(entry) for entry in new])):
            rows.setdefault(height, []).extend(nodes)
    entries = numbered(0, sum(batches))
    source = source_of(entries)
    assert compact.root() == naive_mth(entries)
    assert {h: [source(h, i) for i in range(len(entries) >> h)] for h in rows} == rows
    assert peaks_of(source, len(entries)).root() == compact.root()


@given(st.data())
@settings(max_examples=80)
def test_inclusion_paths_are_the_defined_ones_and_verify(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 130))
    index = data.draw(st.integers(0, size - 1))
    entries = numbered(0, size)
    path = inclusion_path(source_of(entries), index, size)
    assert path == naive_path(index, entries)
    check_inclusion(leaf_hash(entries[index]), index, size, path, naive_mth(entries))


@given(st.data())
@settings(max_examples=80)
def test_consistency_paths_are_the_defined_ones_and_verify(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, 130))
    old = data.draw(st.integers(1, new))
    entries = numbered(0, new)
    path = consistency_path(source_of(entries), old, new)
    assert path == naive_proof(old, entries)
    check_consistency(old, naive_mth(entries[:old]), new, naive_mth(entries), path)


@given(st.data())
@settings(max_examples=80)
def test_a_changed_inclusion_proof_is_refused(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 130))
    index = data.draw(st.integers(0, size - 1))
    entries = numbered(0, size)
    path, root, leaf = naive_path(index, entries), naive_mth(entries), leaf_hash(entries[index])
    at = data.draw(st.integers(0, len(path) - 1))
    wrong = {
        "flipped": (leaf, index, size, [*path[:at], flipped(path[at]), *path[at + 1 :]], root),
        "short": (leaf, index, size, path[:-1], root),
        "long": (leaf, index, size, [*path, bytes(32)], root),
        "other leaf": (flipped(leaf), index, size, path, root),
        "other index": (leaf, index ^ 1, size, path, root),
        "index beyond": (leaf, size, size, path, root),
        "other root": (leaf, index, size, path, flipped(root)),
        "a node passed off as a leaf": (naive_mth(entries), 0, 1, [], naive_mth(entries[:1])),
    }
    assert [name for name, arguments in wrong.items() if not refused(check_inclusion, *arguments)] == []


@given(st.data())
@settings(max_examples=80)
def test_a_changed_consistency_proof_is_refused(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 130))
    old = data.draw(st.integers(1, new - 1))
    entries = numbered(0, new)
    path, old_root, new_root = naive_proof(old, entries), naive_mth(entries[:old]), naive_mth(entries)
    at = data.draw(st.integers(0, len(path) - 1))
    wrong = {
        "flipped": (old, old_root, new, new_root, [*path[:at], flipped(path[at]), *path[at + 1 :]]),
        "empty": (old, old_root, new, new_root, []),
        "short": (old, old_root, new, new_root, path[:-1]),
        "long": (old, old_root, new, new_root, [*path, bytes(32)]),
        "other old root": (old, flipped(old_root), new, new_root, path),
        "other new root": (old, old_root, new, flipped(new_root), path),
        "backwards": (new, new_root, old, old_root, path),
    }
    assert [name for name, arguments in wrong.items() if not refused(check_consistency, *arguments)] == []


def test_a_node_passed_off_as_a_leaf_with_a_path_of_the_wrong_length_is_refused() -> None:
    entries = numbered(0, 8)
    root = naive_mth(entries)
    with pytest.raises(ProofError, match="shorter than the tree is high"):
        check_inclusion(root, 0, 8, [], root)
    with pytest.raises(ProofError, match="longer than the tree is high"):
        check_inclusion(leaf_hash(entries[0]), 0, 1, [leaf_hash(entries[1])], naive_mth(entries[:2]))


def test_a_consistency_path_of_the_wrong_length_is_refused_though_its_hashes_lead_to_the_roots() -> None:
    entries = numbered(0, 6)
    path, old, new, extra = naive_proof(3, entries), naive_mth(entries[:3]), naive_mth(entries), bytes(32)
    with pytest.raises(ProofError, match="longer than the tree is high"):
        check_consistency(3, node_hash(extra, old), 6, node_hash(extra, new), [*path, extra])
    with pytest.raises(ProofError, match="shorter than the tree is high"):
        check_consistency(3, old, 6, naive_mth(entries[:4]), path[:-1])


def test_trivial_consistency_needs_equal_or_empty_roots_and_an_empty_proof() -> None:
    root = naive_mth(numbered(0, 5))
    check_consistency(0, EMPTY_ROOT, 5, root, [])
    check_consistency(5, root, 5, root, [])
    for arguments in (
        (0, root, 5, root, []),
        (0, EMPTY_ROOT, 5, root, [root]),
        (5, root, 5, flipped(root), []),
        (5, root, 5, root, [root]),
    ):
        with pytest.raises(ProofError):
            check_consistency(*arguments)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5)])
def test_no_path_to_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ProofError, match="no leaf"):
        inclusion_path(source_of(numbered(0, size)), index, size)


def test_no_proof_from_a_greater_tree_to_a_smaller() -> None:
    with pytest.raises(ProofError, match="smaller tree first"):
        consistency_path(source_of(numbered(0, 4)), 4, 3)


def refused(check: Callable[..., None], *arguments: object) -> bool:
    try:
        check(*arguments)
    except ProofError:
        return True
    return False


def flipped(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]
