"""The reference log read again: signatures, links, ledger entries and blinds verified as far as decisions name it."""

from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from schemas import codec
from schemas.records.reference import ReferenceRecord
from streams import sqlite
from streams.chain import blind_of
from streams.checks.findings import FindingKind
from streams.checks.ledgered import Ledgered
from streams.checks.tally import Tally
from streams.heads import NO_RECORD
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed


class ReferenceAgain:
    """The reference as of the number that was last asked for. `applied` is told each record that is taken in."""

    def __init__(
        self,
        database: sqlite.Connection,
        operator: Ed25519PublicKey,
        blinding_key: bytes,
        ledger: Ledgered,
        tally: Tally,
        applied: Callable[[ReferenceRecord], None],
    ) -> None:
        self.now = Reference()
        self.digests: dict[int, bytes] = {0: NO_RECORD}
        self.forged = False
        self._rows: Iterator[tuple[int, bytes, int, bytes]] = database.execute(
            "SELECT number, body, ledger_index, digest FROM reference_log ORDER BY number"
        )
        self._operator = operator
        self._blinding_key = blinding_key
        self._ledger = ledger
        self._tally = tally
        self._applied = applied

    def advance(self, number: int | None) -> bool:
        """Apply records up to a number, or to the end; whether any was applied. Stops for good at a forged one."""
        before = self.now.number
        while not self.forged and (number is None or self.now.number < number):
            row = next(self._rows, None)
            if row is None:
                break
            self._apply(*row)
        return self.now.number != before

    def _apply(self, number: int, signed: bytes, index: int, digest: bytes) -> None:
        place = f"reference-{number}"
        self._tally.findings += self._ledger.take(place, index, signed)
        try:
            record = apply_signed(self.now, signed, self._operator)
        except (ReferenceForged, codec.CodecError) as error:
            self.forged = True
            detail = f"{error}; nothing is decided again from here on"
            self._tally.report(FindingKind.REFERENCE_FORGED, place, detail)
            return
        if record.blind != blind_of(self._blinding_key, place):
            detail = "its blind is not that of its id under the hub's key"
            self._tally.report(FindingKind.BLIND_DIFFERS, place, detail)
        if digest != self.now.digest:
            detail = "the digest that stands beside its bytes is another than theirs"
            self._tally.report(FindingKind.COLUMN_DIFFERS, place, detail)
        self.digests[self.now.number] = self.now.digest
        self._tally.counts["reference_records"] += 1
        self._applied(record)
