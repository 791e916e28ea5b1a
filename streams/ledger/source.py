"""The database's entries, as the ledger sees them."""

from collections.abc import Callable, Iterator, Sequence

from streams.ledger.errors import EntriesOutOfOrder

EntrySource = Callable[[int, int], Sequence[bytes]]
"""Gives the entries from `start` up to before `stop`, in order; exactly `stop - start` of them."""

_BATCH = 8192


def take(source: EntrySource, start: int, stop: int) -> Sequence[bytes]:
    """The entries from `start` to `stop`; raises `EntriesOutOfOrder` where the source gives another number of them."""
    taken = source(start, stop)
    if len(taken) != stop - start:
        raise EntriesOutOfOrder(f"the database gave `{len(taken)}` entries for the range from `{start}` to `{stop}`")
    return taken


def batches(source: EntrySource, start: int, stop: int) -> Iterator[tuple[int, Sequence[bytes]]]:
    """All entries from `start` to `stop` in batches of bounded size, each with the index of its first entry."""
    for at in range(start, stop, _BATCH):
        yield at, take(source, at, min(at + _BATCH, stop))
