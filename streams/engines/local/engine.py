"""The local engine's line: take what waits, decide it hop by hop, make it durable, extend the ledger."""

import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Final

from schemas.records.reference import HubDeclared, RollVersioned, StaffNamed
from streams import sqlite
from streams.deciders.places import RESOLVE
from streams.engines.collecting import collector_paused
from streams.engines.large_pages import LargePages
from streams.engines.line.chains import Chain
from streams.engines.line.hops import Hops
from streams.engines.line.indexes import Indexes
from streams.engines.line.inputs import Received, Waiting
from streams.engines.line.opening import Openings
from streams.engines.line.parking import OF_THE_MACHINE, Faults
from streams.engines.line.preloading import preload
from streams.engines.local.batch import LocalBatch
from streams.engines.local.database import empty_log, open_database
from streams.engines.local.home import Home, HomeError, Keys
from streams.engines.local.lost_keys import loss_told
from streams.engines.local.of_one_home import check_keys, check_log, check_vault
from streams.engines.local.people_met import everyone_met, first_met_in
from streams.engines.local.reading import INTAKE_SOURCES, Records
from streams.engines.local.rows import Rows
from streams.engines.local.telling import tell
from streams.engines.local.turns import Turns
from streams.engines.observing import Observer, Unobserved
from streams.engines.state_cache import SqliteStateCache
from streams.faultpoints import reached
from streams.ledger.log import TileLog
from streams.reference.facts import Reference
from streams.reference.log import apply_signed
from streams.vault.names import roll_prefix, staff_owner
from streams.vault.store import Vault

NOT_OF_THE_INPUT: Final[Faults] = (sqlite.Error, *OF_THE_MACHINE)
"""What the database and the machine can fail with: the batch is tried again, and nothing is parked for it."""

BATCH: Final = 1024
"""Inputs of one source that a batch takes at most, unless told otherwise."""


class LocalEngine:
    """The one process that decides. Not for several threads at once."""

    def __init__(self, home: Home, keys: Keys) -> None:
        self.home = home
        self.batch_size = BATCH
        self.observer: Observer = Unobserved()
        self.keys = keys
        self.database = open_database(home.database)
        self.vault = Vault(home.vault, keys.key_encryption)
        self.log = Records(self.database)
        self.rows = Rows(self.database)
        self.reference = Reference()
        self.indexes = Indexes()
        self.openings = Openings(self.log, self.vault)
        self.writing = Turns()
        self._pages = LargePages()
        self._cache = SqliteStateCache(self.database)
        self._chains: dict[str, Chain] = {}
        with ExitStack() as opened:
            opened.callback(self.database.close)
            opened.callback(self.vault.close)
            with loss_told(home.folder, self.database, self.vault, self.reference):
                self.hub = self._read_hub()
                self.ledger = self._open_ledger()
                opened.callback(self.ledger.close)
                self._hops = self._new_hops()
                self.destroy_replaced()
                empty_log(self.database)
                for person, sought in everyone_met(self.log, self.openings, self.reference):
                    self.indexes.known.add(person, sought)
            opened.pop_all()

    def _read_hub(self) -> HubDeclared:
        check_vault(self.vault)
        self.read_reference()
        hub = self.reference.hub
        if hub is None:
            folder = self.home.folder
            raise HomeError(f"the hub in `{folder}` was never declared: run `firstbell init` in an empty folder")
        check_keys(self.keys, hub, self.reference)
        sources = (*self._intake_sources(), RESOLVE, *(f"person.{n}" for n in range(hub.person_partitions)))
        check_log(self.database, self._cache, sources, self.reference, self.keys.blinding)
        return hub

    def _open_ledger(self) -> TileLog:
        """Open the ledger first of all that is changed: it is what holds the home against a second process."""
        remembered = self.database.execute("SELECT note FROM signed_checkpoint").fetchone()
        return TileLog.open(
            self.home.ledger,
            self.hub.ledger_origin,
            self.keys.ledger_signer(self.hub.ledger_origin),
            entries=self._entries,
            entry_count=self.entry_count(),
            remembered=remembered[0] if remembered is not None else None,
        )

    def close(self) -> None:
        """Let go of every file."""
        self.ledger.close()
        self.vault.close()
        self.database.close()

    def read_reference(self) -> None:
        """Apply the reference log to its end, and put in place the rolls and staff that it names."""
        rows = self.database.execute(
            "SELECT body FROM reference_log WHERE number > ? ORDER BY number", (self.reference.number,)
        ).fetchall()
        rolls: dict[str, RollVersioned] = {}
        staff = False
        for (body,) in rows:
            record = apply_signed(self.reference, body, self.keys.operator.public_key())
            if isinstance(record.body, RollVersioned):
                rolls[record.body.urn] = record.body
            staff = staff or isinstance(record.body, StaffNamed)
        for roll in rolls.values():
            self.indexes.load_roll(self.rows, self.vault, roll.urn, roll.version, roll.digest)
        if staff:
            self.indexes.load_staff(self.rows, self.vault, self.reference.staff)

    def reread_reference(self) -> None:
        """Read the reference log anew, where something was applied that did not become durable."""
        self.reference = Reference()
        self.read_reference()

    def destroy_replaced(self) -> None:
        """Destroy the keys of every version of a roll or of a member of staff that a later one has replaced."""
        for urn, roll in self.reference.rolls.items():
            self.vault.drop(roll_prefix(urn, 0), roll_prefix(urn, roll.version))
        for user, named in self.reference.staff.items():
            if named.version > 1:
                self.vault.drop(staff_owner(user, 0), staff_owner(user, named.version))

    def forget_event(self, event: bytes) -> bool:
        """After an erasure: nothing of the event stays in memory, nor its key header in the log's files.

        False where the log's files still hold it, for another process reads them.
        """
        self.openings.forget(event)
        opened = self.openings.get(event)
        for person, section in first_met_in(self.database, event):
            if opened.person(section) is None:
                self.indexes.known.forget(person)
        with self.writing:
            return empty_log(self.database)

    def run(self) -> int:
        """Decide until nothing waits; how many records that made."""
        total = 0
        while (made := self.step()) > 0:
            total += made
        return total

    def step(self) -> int:
        """Decide one batch, durably: vault first, then records, views and ledger entries together; then the tiles."""
        with collector_paused():
            made = self._step()
        self._pages.look()
        return made

    def _step(self) -> int:
        met: list[str] = []
        began = time.perf_counter()
        try:
            self.database.execute("BEGIN")
            self.read_reference()
            batch = LocalBatch(self.database, self.reference, self.hub.hub, self.keys.blinding, self.entry_count(), met)
            touched = self._decide(batch)
            self.database.execute("ROLLBACK")
            if not batch.decided:
                return 0
            if batch.keys:
                self.vault.put(batch.keys)
                self.vault.commit()
            with self.writing:
                self._write(batch, touched)
        except BaseException:
            self._drop_unwritten(met)
            raise
        reached("log.commit.after")
        self.openings.settle()
        tell(self.observer, batch, time.perf_counter() - began)
        self.extend_ledger()
        return batch.decided

    def _write(self, batch: LocalBatch, touched: Sequence[Chain]) -> None:
        """What was decided, in one transaction. Since it was read nobody wrote but the intake, behind what was taken:
        whoever else writes must hold the engine still."""
        self.database.execute("BEGIN IMMEDIATE")
        batch.write()
        reached("log.state.before")
        for chain in touched:
            chain.keep()
        reached("log.state.after")
        for source, taken in batch.taken.items():
            self._forget_key_headers(self._chain(source), taken)
        reached("log.commit.before")
        self.database.execute("COMMIT")

    def extend_ledger(self) -> None:
        """Bring the tiles up to the entries that are committed."""
        size = self.ledger.size
        count = self.entry_count()
        if count > size:
            self.ledger.extend(size, self._entries(size, count))

    def sign_checkpoint(self, at: datetime) -> bytes:
        """Sign and keep a checkpoint over all entries; it is never smaller than the last, nor of another tree.

        Its time is the last one's where that is later: a clock that was put right must not end the line.
        """
        self.extend_ledger()
        signed = self.ledger.signed
        last = signed.time if signed is not None else None
        note = self.ledger.sign_checkpoint(max(int(at.timestamp()), last or 0))
        self.database.execute("REPLACE INTO signed_checkpoint VALUES (1, ?)", (note,))
        return note

    def _decide(self, batch: LocalBatch) -> list[Chain]:
        touched: dict[str, Chain] = {}
        resolve = self._waiting(RESOLVE)
        persons = {f"person.{n}": self._waiting(f"person.{n}") for n in range(self.hub.person_partitions)}
        full = {source for source, inputs in [(RESOLVE, resolve), *persons.items()] if len(inputs) == self.batch_size}
        sources = self._intake_sources()
        for source in sources:
            chain = self._chain(source)
            agency = source.removeprefix("intake.").rsplit(".", 1)[0]
            rows = self.log.received(source, chain.position, max(1, self.batch_size // len(sources)))
            self._hops.examine_ahead(batch, chain, agency, rows)
            for row in rows:
                forwarded_on = self._hops.accept(batch, chain, agency, row)
                if RESOLVE not in full:
                    resolve += forwarded_on
            if rows:
                touched[source] = chain
                batch.taken[source] = rows
        self._hops.compare_ahead(batch, resolve)
        preload(self._chain(RESOLVE), [waiting.message for waiting in resolve], batch)
        if resolve:
            chain = touched[RESOLVE] = self._chain(RESOLVE)
            for waiting in resolve:
                chain.in_order(waiting.message)
                for forwarded in self._hops.resolve(batch, chain, waiting):
                    if forwarded.source not in full:
                        persons[forwarded.source].append(forwarded)
        for source, inputs in persons.items():
            chain = self._chain(source)
            preload(chain, [waiting.message for waiting in inputs], batch)
            if inputs:
                touched[source] = chain
            for waiting in inputs:
                chain.in_order(waiting.message)
                self._hops.person(batch, chain, waiting)
        return list(touched.values())

    def _waiting(self, source: str) -> list[Waiting]:
        return self.log.waiting(source, self._chain(source).position, self.batch_size)

    def _intake_sources(self) -> Sequence[str]:
        return [source for (source,) in self.database.execute(INTAKE_SOURCES)]

    def _forget_key_headers(self, chain: Chain, rows: Sequence[Received]) -> None:
        """The wrapped section keys stay in no log beyond intake: once decided, they are in the vault or nowhere."""
        parked = [position for positions in chain.parked.values() for position in positions]
        retried = any(row.command is not None for row in rows)
        first = 1 if retried else rows[0].position
        self.database.execute(
            "DELETE FROM intake_keys WHERE source = ? AND position BETWEEN ? AND ?"
            " AND position NOT IN (SELECT value FROM json_each(?))",
            (chain.source, first, rows[-1].position, json.dumps(parked)),
        )

    def _chain(self, source: str) -> Chain:
        chain = self._chains.get(source)
        if chain is None:
            chain = self._chains[source] = Chain(self._cache, source)
        return chain

    def _drop_unwritten(self, met: Sequence[str]) -> None:
        """After a failed batch nothing in memory counts: everything is read again from what is durable."""
        for person in met:
            self.indexes.known.forget(person)
        if self.database.in_transaction:
            self.database.execute("ROLLBACK")
        self.vault.rollback()
        self._chains.clear()
        self._cache.forget()
        self.openings.forget()

    def _new_hops(self) -> Hops:
        return Hops(self.openings, self.indexes, self.log, self.keys.hub, self.hub.person_partitions, NOT_OF_THE_INPUT)

    def entry_count(self) -> int:
        """How many entries of the ledger are in the database."""
        row = self.database.execute("SELECT max(position) FROM ledger_entries").fetchone()
        return 0 if row[0] is None else int(row[0]) + 1

    def _entries(self, start: int, stop: int) -> list[bytes]:
        rows = self.database.execute(
            "SELECT entry FROM ledger_entries WHERE position >= ? AND position < ? ORDER BY position", (start, stop)
        )
        return [entry for (entry,) in rows]
