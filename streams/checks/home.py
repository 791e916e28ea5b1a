"""A local home as the checks read it: its bytes, read-only, as of one moment, trusting no column beside them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.inputs import Input, InputKind, TimePassed
from schemas.records.reference import HubDeclared, ReferenceRecord, SignedReference
from streams import sqlite
from streams.chain import record_digest
from streams.checks.records import Recorded
from streams.engines.local.database import open_reader
from streams.engines.local.home import Home

_CACHE: Final = "cache_size=-24576"
"""64 MiB: each table is read once in the order of its key, which is not that of its pages, and sorted where it must."""


class HomeUnreadable(Exception):
    """The home lacks what the check needs, or holds bytes that are no record; the text says where."""


@contextmanager
def reading(path: Path) -> Iterator[sqlite.Connection]:
    """A connection that cannot write and sees one moment, however long the check takes. Raises `HomeUnreadable`."""
    file = Home(path).database
    if not file.is_file():
        raise HomeUnreadable(f"no hub lives in `{path}`: name its folder with --home")
    database = open_reader(file)
    try:
        database.execute(f"PRAGMA {_CACHE}")
        database.execute("BEGIN")
        database.execute("SELECT max(number) FROM reference_log").fetchone()
        yield database
    finally:
        database.close()


def decision_rows(database: sqlite.Connection) -> Iterator[tuple[str, int, bytes, int]]:
    """Source, number, bytes and ledger index of every decision record, in the order in which they were committed."""
    yield from database.execute("SELECT source, number, body, ledger_index FROM decisions ORDER BY rowid")


def records_of(database: sqlite.Connection) -> Iterator[Recorded]:
    """Every decision, in the order in which they were committed. Raises `HomeUnreadable` for bytes that are none."""
    for source, number, body, _ in decision_rows(database):
        try:
            decision = codec.decode(body, Decision)
        except codec.CodecError as error:
            raise HomeUnreadable(f"record `{source}-{number}` is no decision record: {error}") from None
        yield Recorded(decision, record_digest(body), tick_of(database, decision))


def tick_of(database: sqlite.Connection, decision: Decision) -> datetime | None:
    """The time that a tick told; None for any other input. Raises `HomeUnreadable` for bytes that are none."""
    if decision.kind is not InputKind.TICK:
        return None
    row = database.execute(
        "SELECT body FROM inputs WHERE source = ? AND position = ?", (decision.source, decision.position)
    ).fetchone()
    try:
        message = codec.decode(row[0], Input).message if row is not None and row[0] is not None else None
    except codec.CodecError as error:
        place = f"{decision.source} position {decision.position}"
        raise HomeUnreadable(f"the input at `{place}` is none: {error}") from None
    return message.at if isinstance(message, TimePassed) else None


def hub_of(database: sqlite.Connection) -> HubDeclared:
    """What the first reference record declares. Raises `HomeUnreadable`."""
    row = database.execute("SELECT body FROM reference_log WHERE number = 1").fetchone()
    if row is None:
        raise HomeUnreadable("the reference log is empty: the hub was never declared")
    body = codec.decode(codec.decode(row[0], SignedReference).record, ReferenceRecord).body
    if not isinstance(body, HubDeclared):
        raise HomeUnreadable("the first reference record does not declare the hub")
    return body
