"""The history of a local home, for the checker: read-only, straight from the tables."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from schemas import codec
from schemas.records.reference import ReferenceRecord, SignedReference
from streams import sqlite
from streams.chain import forward_digest, record_digest
from streams.checks.chains import ChainRecord
from streams.checks.history import Commanded, History, NoticeSeen, OutcomeSeen, ReferenceRow, Submitted
from streams.checks.history_inputs import ForwardedFrom, LoggedInput
from streams.checks.home import decision_rows, reading
from streams.views.outcomes import OUTCOMES


@contextmanager
def history_of_home(
    path: Path, *, submitted: Sequence[Submitted] = (), commanded: Sequence[Commanded] = (), at_rest: bool = True
) -> Iterator[History]:
    """The history of a hub's folder as of one moment, with what its callers were promised and answered.

    Whatever the intake holds was promised a decision, and is checked without being named. Raises `HomeUnreadable`.
    """
    with reading(path) as database:
        (count,) = database.execute("SELECT count(*) FROM ledger_entries").fetchone()
        yield History(
            submitted=submitted,
            commanded=commanded,
            inputs=_inputs(database),
            reference=_reference(database),
            records=(ChainRecord(*row) for row in decision_rows(database)),
            entry=lambda index: _entry(database, index),
            entry_count=count,
            notices=(NoticeSeen(*row) for row in database.execute("SELECT notice, replaced_by FROM notice_view")),
            outcomes=(
                OutcomeSeen(*row)
                for row in database.execute(f"SELECT digest, source || '-' || number FROM ({OUTCOMES})")
            ),
            at_rest=at_rest,
        )


def _entry(database: sqlite.Connection, index: int) -> bytes | None:
    row = database.execute("SELECT entry FROM ledger_entries WHERE position = ?", (index,)).fetchone()
    return row[0] if row is not None else None


def _reference(database: sqlite.Connection) -> Iterator[ReferenceRow]:
    rows = database.execute("SELECT number, body, ledger_index FROM reference_log ORDER BY number")
    for number, body, index in rows:
        record = codec.decode(codec.decode(body, SignedReference).record, ReferenceRecord)
        yield ReferenceRow(number, body, record.previous, index)


def _inputs(database: sqlite.Connection) -> Iterator[LoggedInput]:
    for source, position, digest in database.execute(
        "SELECT source, position, digest FROM intake ORDER BY source, position"
    ):
        yield LoggedInput(source, position, digest, None)
    rows = database.execute(
        "SELECT i.source, i.position, i.body, i.from_source, i.from_number, i.forward, i.ordinals, d.body FROM inputs i"
        " LEFT JOIN decisions d ON d.source = i.from_source AND d.number = i.from_number ORDER BY i.source, i.position"
    )
    for source, position, body, from_source, from_number, forward, ordinals, record in rows:
        if None in (from_source, from_number, forward, ordinals):
            yield LoggedInput(source, position, record_digest(body or b""), None)
        else:
            digest = forward_digest(record_digest(record or b""), forward, tuple(ordinals))
            yield LoggedInput(source, position, digest, ForwardedFrom(from_source, from_number, forward))
