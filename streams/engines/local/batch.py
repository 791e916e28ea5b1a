"""How the local engine writes a batch: records, forwarded inputs, ledger entries and views in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from schemas.records.decision import Decision, Output
from schemas.records.inputs import Forwarded
from streams import sqlite
from streams.engines.line.batch import Batch, forwarded_input
from streams.engines.line.chains import Chain
from streams.engines.line.inputs import Received, Waiting
from streams.engines.line.times import micros
from streams.engines.local.view_writing import write_views
from streams.faultpoints import reached
from streams.ledger.entry import entry_of
from streams.reference.facts import Reference
from streams.views.projecting import Row


class LocalBatch(Batch):
    """A batch of the local engine. `write` puts it into the database; the caller commits."""

    def __init__(
        self,
        database: sqlite.Connection,
        reference: Reference,
        hub: str,
        blinding_key: bytes,
        ledger_size: int,
        met: list[str],
    ) -> None:
        super().__init__(reference, hub, blinding_key, met)
        self._database = database
        self.taken: dict[str, Sequence[Received]] = {}  # what was taken of each intake partition
        self._ledger_size = ledger_size
        self._inputs: list[Row] = []
        self._next_position: dict[str, int] = {}

    def forward(
        self, chain: Chain, target: str, decision: Decision, outputs: Sequence[tuple[int, Output]], at: datetime
    ) -> Waiting:
        """Append an input to a partition of the next hop; it can be decided in the same batch."""
        waiting = forwarded_input(chain, target, self._next(target), decision, outputs, at)
        message = waiting.message
        assert isinstance(message, Forwarded)
        row = (target, waiting.position, micros(at), chain.source, decision.number, message.number)
        self._inputs.append((*row, bytes(message.ordinals)))
        return waiting

    def write(self) -> None:
        """Put everything into the database, within the caller's transaction."""
        execute = self._database.executemany
        reached("batch.records.before")
        execute(
            "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)",
            [
                (made.source, made.number, made.position, digest, body, index)
                for index, (made, digest, body) in enumerate(self.made, self._ledger_size)
            ],
        )
        execute(
            "INSERT INTO inputs (source, position, at, from_source, from_number, forward, ordinals)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            self._inputs,
        )
        execute(
            "INSERT INTO ledger_entries VALUES (?, ?)",
            [(index, entry_of(body)) for index, (_, _, body) in enumerate(self.made, self._ledger_size)],
        )
        reached("batch.views.before")
        write_views(self._database, [made for made, _, _ in self.made])
        reached("batch.views.after")

    def _next(self, target: str) -> int:
        position = self._next_position.get(target)
        if position is None:
            row = self._database.execute("SELECT max(position) FROM inputs WHERE source = ?", (target,)).fetchone()
            position = (row[0] or 0) + 1
        self._next_position[target] = position + 1
        return position
