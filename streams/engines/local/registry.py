"""What the operator puts in place: reference records, rolls, the staff directory."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from hmac import digest as hmac_digest

from schemas.records.reference import Body, HubDeclared, HubKeyAdded, RollVersioned, StaffNamed
from schemas.sealing import new_key
from schemas.words import new_words_key
from streams.engines.line.indexes import seal_row
from streams.engines.local.database import open_database
from streams.engines.local.engine import LocalEngine
from streams.engines.local.home import HUB_KEY_ID, OPERATOR_KEY_ID, CopiesLeft, Home, Keys, PublicHalves
from streams.faultpoints import reached
from streams.ledger.entry import entry_of
from streams.matching.people import RollEntry, StaffNames
from streams.reference.facts import Reference
from streams.reference.log import apply_signed, sign_next
from streams.vault.names import event_owner, roll_owner, staff_owner


def declare_hub(home: Home, hub: str, title: str, at: datetime, *, person_partitions: int = 1) -> None:
    """Make a home with fresh keys and declare its hub as the first reference record: all of it, or nothing."""
    with home.making() as made:
        declare_in(made, hub, title, at, person_partitions=person_partitions)


def declare_in(
    made: Home, hub: str, title: str, at: datetime, *, intake_partitions: int = 1, person_partitions: int = 1
) -> None:
    """Declare the hub of a home that is being made."""
    keys = made.read_keys()
    database = open_database(made.database)
    reference = Reference()
    try:
        database.execute("BEGIN IMMEDIATE")
        counts = {"intake_partitions": intake_partitions, "person_partitions": person_partitions}
        for place, body in enumerate(declaration(keys.public, hub, title, at, **counts)):
            signed = _signed(reference, hub, body, at, keys)
            apply_signed(reference, signed, keys.operator.public_key())
            database.execute(
                "INSERT INTO reference_log VALUES (?, ?, ?, ?)", (reference.number, reference.digest, signed, place)
            )
            database.execute("INSERT INTO ledger_entries VALUES (?, ?)", (place, entry_of(signed)))
        database.execute("COMMIT")
    finally:
        database.close()


def declaration(
    keys: PublicHalves, hub: str, title: str, at: datetime, *, intake_partitions: int = 1, person_partitions: int = 1
) -> tuple[Body, ...]:
    """The first records of a hub: what it is, and the key under which agencies seal for it."""
    declared = HubDeclared(
        hub=hub,
        title=title,
        promise_key=keys.promise,
        ledger_origin=f"{hub}/ledger",
        ledger_key=keys.ledger,
        operator_key=keys.operator,
        intake_partitions=intake_partitions,
        person_partitions=person_partitions,
    )
    return declared, HubKeyAdded(HUB_KEY_ID, keys.hub, at, None)


class Registry:
    """Appends to the reference log of an engine that stands still: call between steps, from the same thread."""

    def __init__(self, engine: LocalEngine) -> None:
        self._engine = engine

    def refer(self, bodies: Iterable[Body], at: datetime) -> int:
        """Append reference records, signed and ledgered, durably; the number of the last."""
        engine = self._engine
        with self._transaction("reference"):
            engine.read_reference()
            self._append(bodies, at)
        engine.extend_ledger()
        return engine.reference.number

    def put_roll(
        self, urn: str, entries: Sequence[RollEntry], taken_at: datetime, stale_after: datetime, at: datetime
    ) -> int:
        """Put a school's roll in place, sealed pupil by pupil; the version. Every version before is destroyed.

        ValueError for a pupil who stands on it twice.
        """
        if len({entry.pupil for entry in entries}) != len(entries):
            raise ValueError(f"a pupil stands twice on the roll of `{urn}`: give each pupil once")
        engine = self._engine
        before = engine.reference.rolls.get(urn)
        version = 1 if before is None else before.version + 1
        rows = [(entry, roll_owner(urn, version, entry.pupil), new_key()) for entry in sorted(entries, key=_by_pupil)]
        engine.vault.renew([(owner, (key,)) for _, owner, key in rows])
        sealed = [(entry.pupil, seal_row(entry, key, owner)) for entry, owner, key in rows]
        digest = sha256(b"".join(body for _, body in sealed)).digest()
        with self._transaction("roll"):
            engine.database.executemany(
                "INSERT INTO rolls VALUES (?, ?, ?, ?)", [(urn, version, pupil, body) for pupil, body in sealed]
            )
            engine.database.execute("DELETE FROM rolls WHERE urn = ? AND version < ?", (urn, version))
            self._append([RollVersioned(urn, version, digest, len(sealed), taken_at, stale_after)], at)
        engine.indexes.load_roll(engine.rows, engine.vault, urn, version, digest)
        engine.destroy_replaced()
        engine.extend_ledger()
        return version

    def put_staff(self, staff: Iterable[tuple[str, StaffNames]], at: datetime) -> int:
        """Put members of staff into the sealed directory, or their new names in place of the old; how many changed.

        Each version is sealed under a key of its own, and the reference names it; the version before is destroyed.
        """
        engine = self._engine
        changed = {user: names for user, names in dict(staff).items() if engine.indexes.staff.get(user) != names}
        if not changed:
            return 0
        held = engine.reference.staff
        rows = []
        for user, names in sorted(changed.items()):
            version = held[user].version + 1 if user in held else 1
            rows.append((user, version, names, staff_owner(user, version), new_key()))
        engine.vault.renew([(owner, (key,)) for *_, owner, key in rows])
        sealed = [(user, version, seal_row(names, key, owner)) for user, version, names, owner, key in rows]
        with self._transaction("staff"):
            engine.database.executemany("INSERT INTO staff VALUES (?, ?, ?)", sealed)
            engine.database.executemany(
                "DELETE FROM staff WHERE user = ? AND version < ?", [(user, version) for user, version, _ in sealed]
            )
            self._append([StaffNamed(user, version, sha256(body).digest()) for user, version, body in sealed], at)
        engine.indexes.load_staff(engine.rows, engine.vault, engine.reference.staff)
        engine.destroy_replaced()
        engine.extend_ledger()
        return len(changed)

    def erase(
        self,
        event: bytes,
        at: datetime,
        reason: str,
        sections: Collection[int] | None = None,
        revisions: Collection[bytes] = (),
    ) -> int:
        """Destroy the keys of an event, or of some of its sections, for good; how many. Durable when it returns.

        `revisions` are the other revisions of its case: what meetings wrote down under any of them goes too.
        No copy of the wrapped keys stays in the log's files either: `CopiesLeft` where one does, for another process
        reads them. KeyError for an event that was never accepted.
        """
        engine = self._engine
        engine.vault.exchange({event_owner(one): new_words_key() for one in (event, *revisions)})
        gone = engine.vault.erase(event_owner(event), at, reason, sections)
        emptied = engine.forget_event(event)
        if not (emptied and engine.vault.log_emptied):
            raise CopiesLeft(
                "the keys are destroyed, but a copy of them stays in a `-wal` file of the home while another process"
                " reads it: let `conserve`, `replay` and the like end, and run this again"
            )
        return gone

    @contextmanager
    def _transaction(self, point: str) -> Iterator[None]:
        """One durable change of the database; after a failure the reference in memory is read again."""
        engine = self._engine
        with engine.writing:
            engine.database.execute("BEGIN IMMEDIATE")
            try:
                yield
                reached(f"{point}.commit.before")
                engine.database.execute("COMMIT")
            except BaseException:
                if engine.database.in_transaction:
                    engine.database.execute("ROLLBACK")
                engine.reread_reference()
                raise
        reached(f"{point}.commit.after")

    def _append(self, bodies: Iterable[Body], at: datetime) -> None:
        engine = self._engine
        size = engine.entry_count()
        for place, body in enumerate(bodies, start=size):
            signed = _signed(engine.reference, engine.hub.hub, body, at, engine.keys)
            apply_signed(engine.reference, signed, engine.keys.operator.public_key())
            row = (engine.reference.number, engine.reference.digest, signed, place)
            engine.database.execute("INSERT INTO reference_log VALUES (?, ?, ?, ?)", row)
            engine.database.execute("INSERT INTO ledger_entries VALUES (?, ?)", (place, entry_of(signed)))


def _by_pupil(entry: RollEntry) -> str:
    """The order in which a roll is sealed, kept and digested."""
    return entry.pupil


def pupil_token(key: bytes, upn: str) -> str:
    """The opaque id of a pupil: the same UPN gives the same id on every roll of this hub, and tells nothing."""
    return hmac_digest(key, b"firstbell/v1/pupil" + upn.encode(), "sha256").hex()[:32]


def _signed(reference: Reference, hub: str, body: Body, at: datetime, keys: Keys) -> bytes:
    return sign_next(reference, hub, body, at, "operator", OPERATOR_KEY_ID, keys.operator, keys.blinding)
