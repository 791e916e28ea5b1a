"""Which keys of what a home must be able to open are not in its vault, and no tombstone says why."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag

from streams import sqlite
from streams.engines.local.home import HomeError
from streams.engines.local.rows import Rows
from streams.reference.facts import Reference
from streams.vault.lost import KeysLost
from streams.vault.names import event_owner, roll_owner, staff_owner
from streams.vault.store import VaultReader

WHAT_TO_DO: Final = (
    "put `hub.db` and `vault.db` of one moment back from the backup, erase again what was erased since, and find out"
    " who changed the vault: the hub destroys no key without a tombstone"
)


@contextmanager
def loss_told(folder: Path, database: sqlite.Connection, vault: VaultReader, reference: Reference) -> Iterator[None]:
    """A hub whose vault lacks keys does not start, and says all that is lost: it would decide as if there were no such
    pupils and no such readers. HomeError for that, and for a sealed row that its key does not open.
    """
    try:
        yield
    except KeysLost as error:
        lost = "; ".join(lost_keys(database, vault, reference)) or error.what
        raise HomeError(f"the vault in `{folder}` holds no keys of {lost}: {WHAT_TO_DO}") from None
    except InvalidTag:
        raise HomeError(
            f"a row of a roll or of the staff directory in `{folder}` is another than the one that was sealed:"
            f" `firstbell replay --verify` says where; {WHAT_TO_DO}"
        ) from None


def lost_keys(database: sqlite.Connection, vault: VaultReader, reference: Reference) -> Iterator[str]:
    """What lacks keys, one line each: rolls by school, the staff directory, accepted events. Nobody is named."""
    rows = Rows(database)
    for urn, roll in sorted(reference.rolls.items()):
        owners = [roll_owner(urn, roll.version, pupil) for pupil, _ in rows.roll(urn, roll.version)]
        lost = len(owners) - len(vault.wrapped(owners))
        if lost:
            yield f"{lost} of {len(owners)} entries of roll version {roll.version} of school {urn}"
    staff = {user: named.version for user, named in reference.staff.items()}
    owners = [staff_owner(user, version) for user, version, _ in rows.staff() if staff.get(user) == version]
    lost = len(owners) - len(vault.wrapped(owners))
    if lost:
        yield f"{lost} of {len(owners)} entries of the staff directory"
    count = lost = 0
    for (event,) in database.execute("SELECT event FROM event_view"):
        count += 1
        lost += not vault.wrapped((event_owner(event),))
    if lost:
        yield f"{lost} of {count} accepted events"
