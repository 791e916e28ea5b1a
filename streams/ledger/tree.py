"""The Merkle tree of RFC 9162 section 2.1 (the same tree as RFC 6962 section 2.1), with SHA-256.

Nodes are named by (height, index): the node stands for `MTH(D[index * 2**height : (index + 1) * 2**height])`, so
height 0 holds the leaf hashes. Only complete subtrees have such a name.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

from streams.ledger.errors import ProofError

HASH_SIZE = 32
EMPTY_ROOT = sha256().digest()

_LEAF = sha256(b"\x00")
_NODE = sha256(b"\x01")
"""Begun once: to copy a digest is cheaper than to ask for a new one."""

NodeSource = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree (height, index)."""


def leaf_hash(entry: bytes) -> bytes:
    """`MTH({d(0)}) = HASH(0x00 || d(0))`, RFC 9162 section 2.1.1."""
    taken = _LEAF.copy()
    taken.update(entry)
    return taken.digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """`HASH(0x01 || left || right)`, RFC 9162 section 2.1.1."""
    taken = _NODE.copy()
    taken.update(left + right)
    return taken.digest()


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes (or over any run of nodes of one height), RFC 9162 section 2.1.1."""
    compact = CompactRange()
    compact.append(leaves)
    return compact.root()


class CompactRange:
    """The roots of the complete subtrees that a tree of `size` leaves is made of: all that is needed to append.

    The lists in `peaks` are indexed by height; a height holds a node exactly where `size` has that bit set.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes | None] = ()) -> None:
        self.size = size
        self.peaks: list[bytes | None] = list(peaks)

    def copy(self) -> "CompactRange":
        """An independent range with the same leaves."""
        return CompactRange(self.size, self.peaks)

    def append(self, leaves: Sequence[bytes]) -> list[list[bytes]]:
        """Append leaf hashes; returns, by height, the nodes that this has completed, in order of their index.

        Works a whole height at a time, because one comprehension per height costs a third of a loop per leaf.
        """
        self.size += len(leaves)
        completed: list[list[bytes]] = []
        nodes = list(leaves)
        while nodes:
            completed.append(nodes)
            nodes = self._carry(len(completed) - 1, nodes)
        return completed

    def _carry(self, height: int, nodes: list[bytes]) -> list[bytes]:
        """Join the peak of this height and the new nodes in pairs, keep the odd one as peak, return the parents."""
        if height == len(self.peaks):
            self.peaks.append(None)
        peak = self.peaks[height]
        row = nodes if peak is None else [peak, *nodes]
        self.peaks[height] = row[-1] if len(row) % 2 else None
        return [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves appended so far."""
        root: bytes | None = None
        for peak in self.peaks:
            if peak is not None:
                root = peak if root is None else node_hash(peak, root)
        return EMPTY_ROOT if root is None else root


def peaks_of(source: NodeSource, size: int) -> CompactRange:
    """The compact range of the first `size` leaves, from a source that knows their complete subtrees."""
    heights = range(size.bit_length())
    return CompactRange(size, [source(h, (size >> h) - 1) if size >> h & 1 else None for h in heights])


def inclusion_path(source: NodeSource, index: int, size: int) -> list[bytes]:
    """`PATH(index, D[size])`, RFC 9162 section 2.1.3.1: the siblings from the leaf up to below the root.

    Raises `ProofError` where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ProofError(f"no leaf `{index}` in a tree of size `{size}`; ask for an index from 0 to size minus 1")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(source, middle, end))
            end = middle
        else:
            path.append(_range_hash(source, start, middle))
            start = middle
    return path[::-1]


def consistency_path(source: NodeSource, old_size: int, new_size: int) -> list[bytes]:
    """`PROOF(old_size, D[new_size])`, RFC 9162 section 2.1.4.1; empty when the sizes are equal or the old one is 0.

    Raises `ProofError` where the old size is the greater one.
    """
    if not 0 <= old_size <= new_size:
        raise ProofError(f"no proof leads from size `{old_size}` to size `{new_size}`; name the smaller tree first")
    if old_size in (0, new_size):
        return []
    path: list[bytes] = []
    start, end = 0, new_size
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append(_range_hash(source, middle, end))
            end = middle
        else:
            path.append(_range_hash(source, start, middle))
            start = middle
    if start > 0:
        path.append(_range_hash(source, start, end))
    return path[::-1]


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 section 2.1.3.2; raises `ProofError` unless `path` shows leaf hash `leaf` at `index` under `root`."""
    if not 0 <= index < size:
        raise ProofError(f"the proof names leaf `{index}`, which a tree of size `{size}` does not have")
    fn, sn, computed = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            raise ProofError("the inclusion proof is longer than the tree is high")
        if fn & 1 or fn == sn:
            computed = node_hash(sibling, computed)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            computed = node_hash(computed, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise ProofError("the inclusion proof is shorter than the tree is high")
    if computed != root:
        raise ProofError("the inclusion proof leads to another root; the entry, proof or checkpoint is not right")


def check_consistency(old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]) -> None:
    """RFC 9162 section 2.1.4.2, with equal and empty trees too; raises `ProofError` unless `path` shows consistency."""
    if not 0 <= old_size <= new_size:
        raise ProofError(f"a tree of size `{new_size}` cannot extend one of size `{old_size}`")
    if old_size in (0, new_size):
        _check_trivial_consistency(old_size, old_root, new_size, new_root, path)
        return
    if not path:
        raise ProofError("the consistency proof is empty")
    nodes = list(path) if old_size & (old_size - 1) else [old_root, *path]
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if sn == 0:
            raise ProofError("the consistency proof is longer than the tree is high")
        if fn & 1 or fn == sn:
            old, new = node_hash(node, old), node_hash(node, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, node)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise ProofError("the consistency proof is shorter than the tree is high")
    if old != old_root:
        raise ProofError("the consistency proof does not lead to the older root; the newer tree does not extend it")
    if new != new_root:
        raise ProofError("the consistency proof does not lead to the newer root; the newer tree is another")


def _check_trivial_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, path: Sequence[bytes]
) -> None:
    if path:
        raise ProofError("a consistency proof between these sizes must be empty")
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise ProofError("a tree of size `0` must have the root of the empty tree")
    if old_size == new_size and old_root != new_root:
        raise ProofError(f"two different roots for size `{new_size}`")


def _split(size: int) -> int:
    """The largest power of two smaller than `size`, for sizes of 2 and more."""
    return 1 << (size - 1).bit_length() - 1


def _range_hash(source: NodeSource, start: int, end: int) -> bytes:
    """`MTH(D[start:end])`, where `start` is a multiple of the smallest power of two that is not below `end - start`."""
    right: bytes | None = None
    while start < end:
        height = _lowest_bit(end - start)
        node = source(height, (end >> height) - 1)
        right = node if right is None else node_hash(node, right)
        end -= 1 << height
    if right is None:
        raise ProofError("no leaves in this range")
    return right


def _lowest_bit(number: int) -> int:
    return (number & -number).bit_length() - 1
