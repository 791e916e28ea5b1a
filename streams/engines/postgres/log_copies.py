"""Copies of the log in PostgreSQL: decision records and reference records by place, and how far each sink has come."""

from collections.abc import Collection, Sequence
from typing import Final

import psycopg
from msgspec import Struct
from sqlalchemy import Engine

from schemas import codec
from schemas.records.decision import Decision, Output
from streams.deciders.places import split_output_id
from streams.engines.kafka.reading import Counted
from streams.engines.postgres import tables
from streams.engines.postgres.view_writing import Copying
from streams.heads import Head

_DECISIONS: Final = Copying(tables.DECISIONS)
_REFERENCE: Final = Copying(tables.REFERENCE_LOG)

_HEAD: Final = (
    "INSERT INTO sink_heads SELECT %b, * FROM unnest(%b::text[], %b::text[], %b::bigint[], %b::bigint[],"
    " %b::bigint[], %b::bytea[], %b::bigint[], %b::bigint[])"
    " ON CONFLICT (sink, source) DO UPDATE SET topic = excluded.topic, partition = excluded.partition,"
    " next_offset = excluded.next_offset, number = excluded.number, digest = excluded.digest,"
    " position = excluded.position, reference = excluded.reference"
    " WHERE sink_heads.next_offset < excluded.next_offset OR sink_heads.topic <> excluded.topic"
)


class SinkHead(Struct, frozen=True):
    """How far a sink has taken one chain: where the next record is read, and the head that it must extend.

    Of the reference log `head.number` and `head.digest` alone mean something.
    """

    source: str
    topic: str
    partition: int
    next_offset: int
    head: Head


def write_decisions(cursor: psycopg.Cursor, records: Sequence[Counted]) -> None:
    """Add copies of decision records."""
    _DECISIONS.write(
        cursor,
        [(r.decision.source, r.decision.number, r.decision.position, r.digest, r.body) for r in records],
    )


def write_reference(cursor: psycopg.Cursor, records: Sequence[tuple[int, bytes, bytes]]) -> None:
    """Add copies of reference records: number, digest, bytes."""
    _REFERENCE.write(cursor, records)


def keep_heads(cursor: psycopg.Cursor, sink: str, heads: Sequence[SinkHead]) -> None:
    """Say how far a sink has come with each chain, in the transaction of its effect."""
    if not heads:
        return
    chains = [kept.head for kept in heads]
    cursor.execute(
        _HEAD,
        (
            sink,
            [kept.source for kept in heads],
            [kept.topic for kept in heads],
            [kept.partition for kept in heads],
            [kept.next_offset for kept in heads],
            [head.number for head in chains],
            [head.digest for head in chains],
            [head.position for head in chains],
            [head.reference for head in chains],
        ),
    )


def heads_of(cursor: psycopg.Cursor, sink: str) -> list[SinkHead]:
    """How far a sink has come with each chain."""
    rows = cursor.execute(
        "SELECT source, topic, partition, next_offset, number, digest, position, reference FROM sink_heads"
        " WHERE sink = %s ORDER BY source",
        (sink,),
    ).fetchall()
    return [SinkHead(row[0], row[1], row[2], row[3], Head(*row[4:])) for row in rows]


class PostgresLog:
    """Recorded decisions by place (the part of `line.ports.Log` that showing needs), from the copies."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def decision(self, source: str, number: int) -> Decision | None:
        """One recorded decision of a chain."""
        return self._one("SELECT body FROM decisions WHERE source = %s AND number = %s", source, number)

    def decisions(self, source: str, numbers: Collection[int]) -> dict[int, Decision]:
        """Those of these decisions of a chain that there are, by their numbers."""
        with self._engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT number, body FROM decisions WHERE source = %s AND number = ANY(%s)", (source, list(numbers))
            ).fetchall()
        return {int(number): codec.decode(body, Decision) for number, body in rows}

    def answer_to(self, command: bytes) -> Decision | None:
        """The decision on a command, by the digest of its bytes."""
        return self._one(
            "SELECT d.body FROM command_answers a JOIN decisions d ON d.source = a.source AND d.number = a.number"
            " WHERE a.input = %s",
            command,
        )

    def record(self, source: str, number: int) -> tuple[bytes, int] | None:
        """The bytes of a record and its index in the ledger; None while the ledger does not hold it."""
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql(
                "SELECT d.body, l.position FROM decisions d JOIN ledger_entries l"
                " ON l.source = d.source AND l.number = d.number WHERE d.source = %s AND d.number = %s",
                (source, number),
            ).fetchone()
        return (row[0], int(row[1])) if row is not None else None

    def output(self, output_id: str) -> Output | None:
        """One recorded output by its id; None where there is none."""
        try:
            source, number, ordinal = split_output_id(output_id)
        except ValueError:
            return None
        decision = self.decision(source, number)
        if decision is None or not 0 <= ordinal < len(decision.outputs):
            return None
        return decision.outputs[ordinal]

    def _one(self, statement: str, *given: object) -> Decision | None:
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql(statement, given).fetchone()
        return codec.decode(row[0], Decision) if row is not None else None
