"""Rolls and staff as of a reference number, as far as they still exist: whatever was replaced is destroyed.

Sealed rows must be those that the reference names by digest. Rows of a version that was replaced since are gone; those
of the version that still counts must be there.
"""

from hashlib import sha256

from cryptography.exceptions import InvalidTag

from schemas.records.reference import RollVersioned, StaffNamed
from streams.checks.findings import FindingKind
from streams.checks.tally import Tally
from streams.engines.line.indexes import Indexes, open_row, roll_entries
from streams.engines.line.ports import KeyReader, SealedRows
from streams.matching.people import RollEntry, StaffNames
from streams.vault.lost import KeysLost
from streams.vault.names import staff_owner


class RollsAsOf:
    """Each school's roll as it was put in place last."""

    def __init__(self, rows: SealedRows, vault: KeyReader, indexes: Indexes, tally: Tally) -> None:
        self._rows = rows
        self._vault = vault
        self._indexes = indexes
        self._tally = tally
        self.gone: set[str] = set()
        """Schools whose roll of that time cannot be searched now."""
        self._without_rows: dict[str, int] = {}
        self._without_keys: dict[str, str] = {}

    def put(self, roll: RollVersioned) -> None:
        """A roll was put in place."""
        rows = sorted(self._rows.roll(roll.urn, roll.version))
        right = sha256(b"".join(body for _, body in rows)).digest() == roll.digest and len(rows) == roll.pupils
        self._without_rows.pop(roll.urn, None)
        self._without_keys.pop(roll.urn, None)
        entries = []
        if right:
            self._tally.counts["rolls_verified"] += 1
            entries = self._open(roll)
        elif rows:
            detail = f"version `{roll.version}` has other rows than those that were named when it was put in place"
            self._tally.report(FindingKind.ROLL_DIFFERS, f"roll {roll.urn}", detail)
        else:
            self._without_rows[roll.urn] = roll.version
        self._indexes.rolls.put_roll(roll.urn, roll.version, roll.digest, entries)
        if len(entries) == roll.pupils:
            self.gone.discard(roll.urn)
        else:
            self.gone.add(roll.urn)

    def finish(self) -> None:
        """The log is at its end: what counts now must be there."""
        for urn, version in self._without_rows.items():
            detail = f"version `{version}` counts, and has no rows"
            self._tally.report(FindingKind.ROLL_DIFFERS, f"roll {urn}", detail)
        for urn, detail in self._without_keys.items():
            self._tally.report(FindingKind.KEY_DIFFERS, f"roll {urn}", detail)

    def _open(self, roll: RollVersioned) -> list[RollEntry]:
        """The keys of a version are destroyed once another replaces it; those of one that counts must be there."""
        try:
            return roll_entries(self._rows, self._vault, roll.urn, roll.version)
        except KeysLost as lost:
            self._without_keys[roll.urn] = f"{lost}, and no tombstone says why"
            return []
        except InvalidTag:
            detail = f"the vault holds other keys than those of version `{roll.version}`"
            self._without_keys[roll.urn] = detail
            return []


class StaffAsOf:
    """The staff directory, user by user."""

    def __init__(self, rows: SealedRows, vault: KeyReader, indexes: Indexes, tally: Tally) -> None:
        self._bodies = {(user, version): body for user, version, body in rows.staff()}
        self._vault = vault
        self._indexes = indexes
        self._tally = tally
        self._without_row: dict[str, int] = {}
        self.gone: set[str] = set()
        """Users who had names then that nobody can read now."""

    def put(self, named: StaffNamed) -> None:
        """A user was put into the directory, or got other names there."""
        body = self._bodies.get((named.user, named.version))
        self._without_row.pop(named.user, None)
        names = None
        if body is None:
            self._without_row[named.user] = named.version
        elif sha256(body).digest() != named.digest:
            detail = f"version `{named.version}` has another row than the one that was named"
            self._tally.report(FindingKind.STAFF_DIFFERS, f"staff {named.user}", detail)
        else:
            self._tally.counts["staff_verified"] += 1
            names = self._open(named, body)
        self._indexes.put_staff(named.user, names)
        (self.gone.discard if names is not None else self.gone.add)(named.user)

    def finish(self) -> None:
        """The log is at its end: what counts now must be there."""
        for user, version in self._without_row.items():
            detail = f"version `{version}` counts, and has no row"
            self._tally.report(FindingKind.STAFF_DIFFERS, f"staff {user}", detail)

    def _open(self, named: StaffNamed, body: bytes) -> StaffNames | None:
        """None where the key was destroyed, or is not the row's: that is told as a difference."""
        try:
            return open_row(self._vault, staff_owner(named.user, named.version), body, StaffNames)
        except (KeyError, InvalidTag):
            detail = f"the vault's key of version `{named.version}` is gone without a tombstone, or does not open it"
            self._tally.report(FindingKind.STAFF_DIFFERS, f"staff {named.user}", detail)
            return None
