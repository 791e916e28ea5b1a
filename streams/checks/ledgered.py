"""Every ledgered record has one entry of its own, and every entry a record."""

from collections.abc import Callable, Iterator

from streams.checks.findings import Finding, FindingKind
from streams.ledger.entry import entry_of


class Ledgered:
    """`entry` gives the ledger's entry at an index; None where it has none. `beyond`: those that are not looked at."""

    def __init__(self, entry: Callable[[int], bytes | None], count: int, beyond: frozenset[int] = frozenset()) -> None:
        self._entry = entry
        self._claimed = bytearray(count)
        for index in beyond:
            self._claimed[index] = 1

    def take(self, place: str, index: int, body: bytes) -> Iterator[Finding]:
        """Compare a record with the entry that it is said to have."""
        entry = self._entry(index) if 0 <= index < len(self._claimed) else None
        if entry is None:
            yield Finding(FindingKind.LEDGER_ENTRY_MISSING, place, f"the ledger has no entry `{index}`")
            return
        if self._claimed[index]:
            yield Finding(FindingKind.LEDGER_ENTRY_SHARED, place, f"entry `{index}` is that of another record")
        self._claimed[index] = 1
        if entry != entry_of(body):
            yield Finding(FindingKind.LEDGER_ENTRY_DIFFERS, place, f"entry `{index}` is not that of its bytes")

    def unclaimed(self) -> Iterator[Finding]:
        """Entries that are no record's."""
        for index, claimed in enumerate(self._claimed):
            if not claimed:
                detail = "no record that is known has this entry"
                yield Finding(FindingKind.LEDGER_ENTRY_OF_NOTHING, f"entry {index}", detail)
