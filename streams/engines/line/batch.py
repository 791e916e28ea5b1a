"""What one batch adds: records, forwarded inputs, ledger entries, view rows; written together, or not at all."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from msgspec import Struct

from schemas.records.decision import Decision, Output
from schemas.records.evidence import Evidence
from schemas.records.inputs import Command, Forwarded, ForwardedOutput, InputKind, TimePassed
from streams.chain import Basis, Head, forward_digest, next_record, record_digest
from streams.deciders.accept.examine import Examined, Refused
from streams.deciders.match.compare import Folded
from streams.engines.line.chains import Chain
from streams.engines.local.database import micros
from streams.faultpoints import reached
from streams.ledger.entry import entry_of
from streams.reference.facts import Reference
from streams.views.projecting import Row, project
from streams.views.statements import INSERTS, UPDATES


class Waiting(Struct, frozen=True):
    """An input of hop 2 or 3 that waits to be decided."""

    source: str
    position: int
    at: datetime
    digest: bytes
    message: Forwarded | TimePassed | Command
    id: str


class Batch:
    """Collects what a transaction will write. `write` puts it into the database; the caller commits."""

    def __init__(
        self,
        database: sqlite3.Connection,
        reference: Reference,
        hub: str,
        blinding_key: bytes,
        ledger_size: int,
        met: list[str],
    ) -> None:
        self.reference = reference
        self.ledger_size = ledger_size
        self.decided = 0
        self.met = met
        self.folded: dict[bytes, Folded] = {}
        self.evidence: dict[bytes, dict[int, Evidence]] = {}
        self.examined: dict[int, Examined | Refused] = {}  # by position, of the partition that is being decided
        self.keys: list[tuple[bytes, Sequence[bytes]]] = []
        self._hub = hub
        self._basis: dict[str, Basis] = {}
        self._blinding_key = blinding_key
        self._database = database
        self._records: list[Row] = []
        self._inputs: list[Row] = []
        self._bodies: list[tuple[int, bytes]] = []
        self._decisions: list[Decision] = []
        self._next_position: dict[str, int] = {}

    def record(
        self,
        chain: Chain,
        decider: str,
        position: int,
        input_digest: bytes,
        kind: InputKind,
        at: datetime,
        outputs: tuple[Output, ...],
    ) -> Decision:
        """Extend a chain with the record of one input."""
        if self.reference.number < chain.reference:
            raise RuntimeError(f"the reference is behind what `{chain.source}` was decided under: read it again")
        head = Head(chain.number, chain.digest)
        basis = self._basis.get(decider)
        if basis is None:
            basis = Basis(self._hub, self.reference.number, self.reference.digest, decider)
            self._basis[decider] = basis
        decision, body = next_record(
            head, basis, chain.source, position, input_digest, kind, at, outputs, self._blinding_key
        )
        chain.number, chain.digest, chain.position = decision.number, record_digest(body), position
        chain.reference = self.reference.number
        self._records.append((chain.source, decision.number, position, chain.digest, body, self.ledger_size))
        self._bodies.append((self.ledger_size, body))
        self._decisions.append(decision)
        self.ledger_size += 1
        self.decided += 1
        return decision

    def forward(
        self, chain: Chain, target: str, decision: Decision, outputs: Sequence[tuple[int, Output]], at: datetime
    ) -> Waiting:
        """Send outputs of a decision on to a partition of the next hop, under the next number between the two.

        `at` is when the input that they follow from was accepted: the record's own time, or that of a parked input.
        """
        number = chain.forwarded[target] = chain.forwarded.get(target, 0) + 1
        position = self._next(target)
        ordinals = tuple([ordinal for ordinal, _ in outputs])
        row = (target, position, micros(at), chain.source, decision.number, number, bytes(ordinals))
        self._inputs.append(row)
        sent = cast(tuple[ForwardedOutput, ...], tuple([output for _, output in outputs]))
        message = Forwarded(chain.source, decision.number, number, at, ordinals, sent)
        return Waiting(target, position, at, forward_digest(chain.digest, number, ordinals), message, "")

    def seal(self, owner: bytes, keys: Sequence[bytes]) -> None:
        """Section keys of an accepted event, for the vault before anything of this batch is durable."""
        self.keys.append((owner, keys))

    def write(self) -> None:
        """Put everything into the database, within the caller's transaction."""
        execute = self._database.executemany
        reached("batch.records.before")
        execute("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)", self._records)
        execute(
            "INSERT INTO inputs (source, position, at, from_source, from_number, forward, ordinals)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            self._inputs,
        )
        execute("INSERT INTO ledger_entries VALUES (?, ?)", [(at, entry_of(body)) for at, body in self._bodies])
        reached("batch.views.before")
        self._write_views()
        reached("batch.views.after")

    def _write_views(self) -> None:
        inserts: dict[str, list[Row]] = {name: [] for name in INSERTS}
        updates: list[tuple[str, Row]] = []
        for decision in self._decisions:
            for name, row in project(decision):
                if name in inserts:
                    inserts[name].append(row)
                else:
                    updates.append((name, row))
        for name, rows in inserts.items():
            if rows:
                self._database.executemany(INSERTS[name], rows)
        for name, row in updates:
            self._database.execute(UPDATES[name], row)

    def _next(self, target: str) -> int:
        position = self._next_position.get(target)
        if position is None:
            row = self._database.execute("SELECT max(position) FROM inputs WHERE source = ?", (target,)).fetchone()
            position = (row[0] or 0) + 1
        self._next_position[target] = position + 1
        return position
