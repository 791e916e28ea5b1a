"""What several ledger tests share: a fixed key, numbered entries, and the definitions of RFC 9162, written naively."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from streams.ledger.log import TileLog
from streams.ledger.note import Signer

ORIGIN = "hub.example/ledger"
SIGNER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
VKEY = str(SIGNER.verifier_key)

OpenLog = Callable[[int], TileLog]


def numbered(start: int, stop: int) -> list[bytes]:
    """The entries of a database whose entry `n` is the digest of `n`."""
    return [sha256(n.to_bytes(8, "big")).digest() for n in range(start, stop)]


def other(start: int, stop: int) -> list[bytes]:
    """The entries of quite another database."""
    return [sha256(b"other" + n.to_bytes(8, "big")).digest() for n in range(start, stop)]


def open_numbered(directory: Path, count: int) -> TileLog:
    return TileLog.open(directory, ORIGIN, SIGNER, entries=numbered, entry_count=count)


@contextmanager
def opener(directory: Path) -> Iterator[OpenLog]:
    opened: list[TileLog] = []

    def open_it(count: int) -> TileLog:
        for log in opened:
            log.close()
        opened.append(open_numbered(directory, count))
        return opened[-1]

    yield open_it
    for log in opened:
        log.close()


def files_of(directory: Path) -> dict[str, bytes]:
    """Every file of a log that readers see, by its path."""
    paths = (path for path in directory.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


def naive_mth(entries: Sequence[bytes]) -> bytes:
    """`MTH` as RFC 9162 section 2.1.1 defines it."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + naive_mth(entries[:k]) + naive_mth(entries[k:])).digest()


def naive_path(m: int, entries: Sequence[bytes]) -> list[bytes]:
    """`PATH` as RFC 9162 section 2.1.3.1 defines it."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*naive_path(m, entries[:k]), naive_mth(entries[k:])]
    return [*naive_path(m - k, entries[k:]), naive_mth(entries[:k])]


def naive_proof(m: int, entries: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """`PROOF` (and `SUBPROOF`) as RFC 9162 section 2.1.4.1 defines it, for 0 < m <= n."""
    if m == len(entries):
        return [] if whole else [naive_mth(entries)]
    k = split(len(entries))
    if m <= k:
        return [*naive_proof(m, entries[:k], whole), naive_mth(entries[k:])]
    return [*naive_proof(m - k, entries[k:], False), naive_mth(entries[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than `n`."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
