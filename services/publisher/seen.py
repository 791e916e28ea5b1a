"""What a publisher keeps of the hub's ledger: the checkpoint seen last, when it asked, and evidence of wrongs."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from importlib.resources import files
from typing import Final

import msgspec
from msgspec import Struct

from services.publisher.errors import writing
from services.publisher.times import micros, moment
from streams import sqlite

_TABLES: Final = files(__package__).joinpath("seen.sql").read_text("utf-8")


class AlarmKind(StrEnum):
    """What is held against the hub."""

    PROOF_WRONG = "proof_wrong"
    PROMISE_BROKEN = "promise_broken"
    LEDGER_CONTRADICTS_ITSELF = "ledger_contradicts_itself"


class Alarm(Struct, frozen=True):
    """Something that the hub signed or gave and that cannot be right. `files` are the bytes that show it, by name.

    `digest` is of the submission that it concerns; None where it concerns the ledger as a whole.
    """

    at: datetime
    kind: AlarmKind
    digest: bytes | None
    detail: str
    files: dict[str, bytes]


class SeenLedger:
    """Tables of the publisher's store. Each write is durable when it returns. Raises `StoreError`."""

    def __init__(self, database: sqlite.Connection) -> None:
        self._database = database
        for statement in _TABLES.split(";"):
            database.execute(statement)

    def checkpoint(self) -> bytes | None:
        """The newest checkpoint that was found to extend all before it."""
        row = self._database.execute("SELECT checkpoint FROM ledger_seen").fetchone()
        return row[0] if row is not None else None

    def advance(self, known: bytes | None, newer: bytes, size: int, at: datetime) -> bool:
        """Remember a checkpoint in place of the one that it was held against; whether that one stood there still.

        Another process may have gone on from it meanwhile: then nothing is changed.
        """
        if known is None:
            statement, values = "INSERT INTO ledger_seen VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING", (newer, size)
            return self._write(statement, *values, micros(at)) == 1
        statement = "UPDATE ledger_seen SET checkpoint = ?, size = ?, at = ? WHERE checkpoint = ?"
        return self._write(statement, newer, size, micros(at), known) == 1

    def note_asked(self, digest: bytes, at: datetime) -> None:
        """The hub answered at this time and did not show the submission in its ledger."""
        statement = "INSERT INTO asked VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET at = excluded.at"
        self._write(statement, digest, micros(at))

    def raise_alarm(self, alarm: Alarm) -> None:
        """Keep evidence; the same evidence once, with the time at which it was first seen."""
        found = sha256(msgspec.msgpack.encode([alarm.kind, alarm.digest, sorted(alarm.files.items())])).digest()
        statement = "INSERT INTO alarms VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        files = msgspec.msgpack.encode(alarm.files)
        self._write(statement, found, micros(alarm.at), alarm.kind, alarm.digest, alarm.detail, files)

    def alarms(self) -> list[Alarm]:
        """All evidence, oldest first."""
        rows = self._database.execute("SELECT at, kind, digest, detail, files FROM alarms ORDER BY at, id")
        return [
            Alarm(moment(at), AlarmKind(kind), digest, detail, msgspec.msgpack.decode(held, type=dict[str, bytes]))
            for at, kind, digest, detail, held in rows
        ]

    def _write(self, statement: str, *values: object) -> int:
        """Durable when it returns; how many rows it changed."""
        with writing():
            self._database.execute(statement, values)
            return self._database.changes()


def evidence(**named: bytes | None) -> dict[str, bytes]:
    """The files of an alarm, without those that there are none of."""
    return {name: data for name, data in named.items() if data is not None}
