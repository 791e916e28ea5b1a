"""Reading a hub on a cluster from outside, while it runs: nothing here writes, and no broker is asked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Engine

from schemas.records.reference import HubDeclared
from services.processes.connections import address_of
from services.settings.faults import SettingsRefused
from services.settings.processes import OperatorSettings
from streams.deciders.places import split_output_id
from streams.engines.contract import TraceStep
from streams.engines.kafka.keys import KeyFolder
from streams.engines.local.home import HomeError
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.log_copies import PostgresLog
from streams.engines.postgres.queries import PostgresViews
from streams.engines.postgres.revisions import check_schema
from streams.ledger.entry import entry_of
from streams.ledger.log import CHECKPOINT
from streams.ledger.note import VerifierKey
from streams.reference.facts import Reference
from streams.reference.log import apply_signed
from streams.views.rows import EventRow

NO_LEDGER: Final = (
    "`FIRSTBELL_LEDGER_FOLDER` is not set: give the folder of the ledger's tiles, as the ledger writer has it"
)


class ClusterReader:
    """`services.operator.looking.LookedInto` over the hub's PostgreSQL database. Use as a context manager.

    Every reference record of the copy is verified under the operator's key. Raises `ReferenceForged`, or as PostgreSQL
    does where it does not answer.
    """

    def __init__(self, settings: OperatorSettings) -> None:
        self._folder = settings.ledger.folder
        self._operator = KeyFolder(settings.keys.folder).operator()
        self._engine = open_engine(address_of(settings.views_database), connections=1)
        try:
            self._reference = self._read_reference(self._engine)
        except BaseException:
            self._engine.dispose()
            raise
        self._views = PostgresViews(self._engine, lambda: self._reference)
        self._log = PostgresLog(self._engine)

    def __enter__(self) -> Self:
        """This reader."""
        return self

    def __exit__(self, *_: object) -> None:
        """Disconnect."""
        self._engine.dispose()

    @property
    def views(self) -> PostgresViews:
        """What can be asked of it."""
        return self._views

    @property
    def reference(self) -> Reference:
        """The reference as the views have it."""
        return self._reference

    @property
    def hub(self) -> HubDeclared:
        """The hub as it was declared. HomeError where the views have not come so far."""
        if self._reference.hub is None:
            raise HomeError("the views know of no hub: is it declared, and does `firstbell views` run?")
        return self._reference.hub

    @property
    def areas(self) -> tuple[str, ...]:
        """The council areas that the hub serves."""
        return tuple(sorted(self._reference.areas))

    @property
    def ledger(self) -> Path:
        """The folder of the ledger's tiles. Raises `SettingsRefused` where it is not at hand."""
        if self._folder is None:
            raise SettingsRefused([NO_LEDGER])
        return self._folder

    @property
    def ledger_key(self) -> VerifierKey:
        """The key by which anyone verifies this hub's checkpoints."""
        return VerifierKey(self.hub.ledger_origin, self.hub.ledger_key)

    def checkpoint(self) -> bytes | None:
        """The last signed checkpoint."""
        path = self.ledger / CHECKPOINT
        return path.read_bytes() if path.exists() else None

    def entry_count(self) -> int:
        """How many entries the database has of the ledger."""
        ((count,),) = self._rows("SELECT coalesce(max(position) + 1, 0) FROM ledger_entries")
        return int(str(count))

    def entries(self, start: int, stop: int) -> list[bytes]:
        """Ledger entries as the database has them."""
        rows = self._rows(
            "SELECT entry FROM ledger_entries WHERE position >= %s AND position < %s ORDER BY position", start, stop
        )
        return [bytes(entry) for (entry,) in rows if isinstance(entry, bytes)]

    def entry_of_step(self, step: TraceStep) -> bytes:
        """The ledger entry of a decision, computed anew from its record's bytes."""
        source, number, _ = split_output_id(f"{step.record}-0")
        record = self._log.record(source, number)
        if record is None:
            raise HomeError(f"the database lacks the record `{step.record}` or its place in the ledger: compare both")
        return entry_of(record[0])

    def find_event(self, name: str) -> EventRow | None:
        """The event of an id in hexadecimal, or of a publisher's reference: its latest revision, or `@` another."""
        return self._views.event_called(name)

    def _read_reference(self, engine: Engine) -> Reference:
        with engine.connect() as connection:
            check_schema(connection, "hub")
            rows = connection.exec_driver_sql("SELECT body FROM reference_log ORDER BY number").fetchall()
        reference = Reference()
        for (body,) in rows:
            apply_signed(reference, body, self._operator)
        return reference

    def _rows(self, statement: str, *given: object) -> Sequence[Sequence[object]]:
        with self._engine.connect() as connection:
            return connection.exec_driver_sql(statement, given or None).fetchall()
