"""Reading a home from outside, while the hub runs or stands: nothing here writes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from msgspec import Struct

from schemas import codec
from schemas.envelope import open_envelope, read_value
from schemas.events.header import SealedSection
from schemas.records.decision import Decision
from schemas.records.inputs import Input, TimePassed
from schemas.records.reference import HubDeclared, InstrumentSuspended
from services.operator.resting import rests_on
from streams import sqlite
from streams.deciders.places import split_output_id
from streams.engines.contract import TraceStep
from streams.engines.line.times import moment
from streams.engines.local.database import closed_on_error, open_reader
from streams.engines.local.home import Home, HomeError, Keys
from streams.engines.local.queries import LocalViews
from streams.ledger.checkpoint import open_checkpoint
from streams.ledger.entry import entry_of
from streams.ledger.note import VerifierKey
from streams.reference.facts import Reference
from streams.reference.log import ReferenceForged, apply_signed
from streams.views.rows import EventRow

_HEXADECIMAL: Final = frozenset("0123456789abcdef")


class Waiting(Struct, frozen=True):
    """How much of one partition's log is not decided yet."""

    source: str
    inputs: int
    decided: int

    @property
    def lag(self) -> int:
        """Inputs that wait."""
        return self.inputs - self.decided


class ParkedInput(Struct, frozen=True):
    """An input that could not be decided, or waits behind one. `reason` is a kind of fault; `reference` may be ''."""

    source: str
    key: str
    position: int
    reason: str
    since: datetime
    reference: str


class HomeReader:
    """One home, read-only. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        self.keys: Keys = self.home.read_keys()
        if not self.home.database.exists():
            raise HomeError(f"the home `{folder}` has keys and no log: restore `hub.db` from the backup")
        try:
            self._database = open_reader(self.home.database)
            self.suspended: tuple[str, ...] = ()
            with closed_on_error(self._database):
                self.reference = self._read_reference()
        except (sqlite.Error, ReferenceForged, codec.CodecError) as error:
            raise HomeError(f"the log of the home `{folder}` cannot be read ({error}): restore it") from error
        self.views = LocalViews(self.home, lambda: self.reference)

    def __enter__(self) -> Self:
        """This reader."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the database."""
        self.views.close()
        self._database.close()

    @property
    def hub(self) -> HubDeclared:
        """The hub as it was declared. HomeError where it never was."""
        if self.reference.hub is None:
            raise HomeError(f"the hub in `{self.home.folder}` was never declared: run `firstbell init` elsewhere")
        return self.reference.hub

    @property
    def ledger(self) -> Path:
        """The folder of the ledger's tiles and of its checkpoint."""
        return self.home.ledger

    @property
    def ledger_key(self) -> VerifierKey:
        """The key by which anyone verifies this hub's checkpoints."""
        return VerifierKey(self.hub.ledger_origin, self.hub.ledger_key)

    @property
    def areas(self) -> tuple[str, ...]:
        """The council areas that the hub serves."""
        return tuple(sorted(self.reference.areas))

    def checkpoint(self) -> bytes | None:
        """The last signed checkpoint."""
        path = self.home.ledger / "checkpoint"
        return path.read_bytes() if path.exists() else None

    def entry_count(self) -> int:
        """How many entries the database has committed for the ledger."""
        row = self._database.execute("SELECT max(position) FROM ledger_entries").fetchone()
        return 0 if row[0] is None else int(row[0]) + 1

    def entries(self, start: int, stop: int) -> list[bytes]:
        """Ledger entries as the database has them."""
        rows = self._database.execute(
            "SELECT entry FROM ledger_entries WHERE position >= ? AND position < ? ORDER BY position", (start, stop)
        )
        return [entry for (entry,) in rows]

    def entry_of_step(self, step: TraceStep) -> bytes:
        """The ledger entry of a decision, computed anew from its record's bytes."""
        source, number, _ = split_output_id(f"{step.record}-0")
        row = self._database.execute(
            "SELECT body FROM decisions WHERE source = ? AND number = ?", (source, number)
        ).fetchone()
        return entry_of(row[0])

    def waiting(self) -> list[Waiting]:
        """Every partition with its inputs and how many of them are decided."""
        rows = self._database.execute(
            "SELECT l.source, max(l.position),"
            " coalesce((SELECT max(position) FROM decisions d WHERE d.source = l.source), 0)"
            " FROM (SELECT source, position FROM intake UNION ALL SELECT source, position FROM inputs) l"
            " GROUP BY l.source ORDER BY l.source"
        )
        return [Waiting(source, inputs, decided) for source, inputs, decided in rows]

    def counts(self) -> dict[str, int]:
        """How many there are: events, decisions, reference records, parked inputs."""
        tables = {"events": "event_view", "decisions": "decisions", "reference": "reference_log", "parked": "parked"}
        return {name: self._count(table) for name, table in tables.items()}

    def parked(self) -> list[ParkedInput]:
        """Every input that is held back, by key, in the order in which a retry decides them."""
        rows = self._database.execute(
            "SELECT p.source, p.key, p.position, p.reason, coalesce(i.at, n.at) FROM parked p"
            " LEFT JOIN intake i ON i.source = p.source AND i.position = p.position"
            " LEFT JOIN inputs n ON n.source = p.source AND n.position = p.position"
            " ORDER BY p.key, p.source, p.position"
        )
        return [
            ParkedInput(source, key, position, reason, moment(at), self._reference_of(key))
            for source, key, position, reason, at in rows
        ]

    def sections(self, event: EventRow) -> tuple[int, ...]:
        """The numbers of an event's sealed sections."""
        return tuple(section.number for section in self.sealed(event))

    def sealed(self, event: EventRow) -> tuple[SealedSection, ...]:
        """An event's sections as they are sealed."""
        row = self._database.execute(
            "SELECT envelope FROM intake WHERE source = ? AND position = ?", (event.source, event.position)
        ).fetchone()
        return read_value(open_envelope(row[0])).sections

    def notices_under(self, instrument: str) -> int:
        """How many notices that schools can still open show items which this instrument gave."""
        return sum(rests_on(self._decision, row, instrument) for row in self.views.notices())

    def _reference_of(self, key: str) -> str:
        """The publisher's reference of a case, once an event of it was accepted; else empty."""
        if len(key) != 32 or not set(key) <= _HEXADECIMAL:
            return ""
        row = self._database.execute(
            "SELECT reference FROM event_view WHERE cased = ? LIMIT 1", (bytes.fromhex(key),)
        ).fetchone()
        return "" if row is None else str(row[0])

    def _decision(self, source: str, number: int) -> Decision | None:
        row = self._database.execute(
            "SELECT body FROM decisions WHERE source = ? AND number = ?", (source, number)
        ).fetchone()
        return codec.decode(row[0], Decision) if row is not None else None

    def last_recorded(self) -> datetime:
        """The latest time that stands anywhere in the log: of an input, a tick or a reference record."""
        row = self._database.execute(
            "SELECT max(at) FROM (SELECT max(at) AS at FROM intake UNION ALL SELECT max(at) FROM inputs)"
        ).fetchone()
        inputs, tick = moment(row[0]) if row[0] is not None else None, self._last_tick()
        return max(at for at in (inputs, tick, self._declared_at) if at is not None)

    def last_signed(self) -> datetime | None:
        """When the last checkpoint was signed; None where there is none, or it does not say. Raises a `LedgerError`."""
        note = self.checkpoint()
        signed = open_checkpoint(note, self.ledger_key, self.hub.ledger_origin).time if note is not None else None
        return datetime.fromtimestamp(signed, UTC) if signed is not None else None

    def find_event(self, name: str) -> EventRow | None:
        """The event of an id in hexadecimal, or of a publisher's reference: its latest revision, or `@` another."""
        return self.views.event_called(name)

    def _count(self, table: str) -> int:
        row = self._database.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(row[0])

    def _last_tick(self) -> datetime | None:
        rows = self._database.execute(
            "SELECT body FROM inputs WHERE body IS NOT NULL AND id IS NULL ORDER BY at DESC, position DESC LIMIT 1"
        )
        for (body,) in rows:
            message = codec.decode(body, Input).message
            if isinstance(message, TimePassed):
                return message.at
        return None

    def _read_reference(self) -> Reference:
        reference, operator = Reference(), self.keys.operator.public_key()
        self._declared_at = moment(0)
        standing: dict[str, bool] = {}
        for (body,) in self._database.execute("SELECT body FROM reference_log ORDER BY number"):
            record = apply_signed(reference, body, operator)
            self._declared_at = max(self._declared_at, record.at)
            if isinstance(record.body, InstrumentSuspended):
                standing[record.body.id] = record.body.suspended
        self.suspended = tuple(sorted(id for id, suspended in standing.items() if suspended))
        return reference
