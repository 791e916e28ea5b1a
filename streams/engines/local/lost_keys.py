"""Which keys of what a home must be able to open are not in its vault, and no tombstone says why."""

from collections.abc import Iterator
from typing import Final

from streams import sqlite
from streams.engines.local.rows import Rows
from streams.reference.facts import Reference
from streams.vault.names import event_owner, roll_owner, staff_owner
from streams.vault.store import VaultReader

WHAT_TO_DO: Final = (
    "put `hub.db` and `vault.db` of one moment back from the backup, erase again what was erased since, and find out"
    " who changed the vault: the hub destroys no key without a tombstone"
)


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
