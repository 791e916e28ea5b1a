"""Planting faults in a home: rows altered, records forged, and the kinds of finding that come of it."""

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from schemas import codec
from schemas.records.decision import Decision, Output
from streams import sqlite
from streams.chain import record_digest
from streams.checks.findings import FindingKind
from streams.checks.replay import Replayed
from streams.ledger.entry import entry_of


def kinds(found: Replayed) -> set[FindingKind]:
    """What sorts of finding there are."""
    return {finding.kind for finding in found.findings}


def altered(home: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Change a home's database as somebody with a database client would."""
    database = sqlite.connect(home / "hub.db")
    for statement, values in statements:
        database.execute(statement, values)
        assert database.changes() == 1, statement
    database.close()


def read(home: Path, query: str, *values: object) -> list[tuple[bytes, ...]]:
    """What a home's database answers."""
    database = sqlite.connect(home / "hub.db")
    rows = database.execute(query, values).fetchall()
    database.close()
    return rows


def forged(home: Path, source: str, change: Callable[[tuple[Output, ...]], tuple[Output, ...]]) -> None:
    """Rewrite the last record of a chain with other outputs, its digest and its ledger entry too."""
    query = "SELECT number, body, ledger_index FROM decisions WHERE source = ? ORDER BY number DESC"
    number, body, index = read(home, query, source)[0]
    decision = codec.decode(body, Decision)
    new = codec.encode(replace(decision, outputs=change(decision.outputs)))
    altered(
        home,
        (
            "UPDATE decisions SET body = ?, digest = ? WHERE source = ? AND number = ?",
            (new, record_digest(new), source, number),
        ),
        ("UPDATE ledger_entries SET entry = ? WHERE position = ?", (entry_of(new), index)),
    )
