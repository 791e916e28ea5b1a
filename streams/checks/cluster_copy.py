"""A cluster's log as a local home has it: for what reads one database, and decides again from it.

Records stand in an order in which nothing comes before that from which it follows, and no reference number after a
greater one. Sealed bytes, digests and pseudonymous records alone are copied; the keys stay in the vault.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

from schemas.records.inputs import Forwarded
from streams import sqlite
from streams.chain import record_digest
from streams.checks.cluster_log import ClusterLog, Entered, Heads
from streams.checks.history_cluster import LEDGERED_WITHIN
from streams.engines.kafka.reading import Counted
from streams.engines.kafka.records import Unreadable
from streams.engines.line.times import micros
from streams.engines.local.database import open_database

_ROWS: Final = 500
_SCRATCH: Final = ("journal_mode=OFF", "synchronous=OFF")
_ONCE: Final = ("intake_digest", "input_id")
"""What a home takes in once: brokers may hold the same submission or command again, which changes nothing."""


def copy_of_cluster(log: ClusterLog, hub: psycopg.Connection, path: Path) -> tuple[sqlite.Connection, frozenset[int]]:
    """A database at a path that is not there yet, and the ledger's entries beyond what it holds.

    Submissions come from the hub's database, for the intake's topics keep them for a short time. Raises `NotLedgered`.
    """
    heads = log.fix()
    entered = log.ledgered(heads, LEDGERED_WITHIN)
    copy = open_database(path)
    for pragma in _SCRATCH:
        copy.execute(f"PRAGMA {pragma}")
    for index in _ONCE:
        copy.execute(f"DROP INDEX {index}")
    copy.execute("BEGIN")
    _copy_log(copy, log, entered, heads)
    _copy_rows(copy, hub, heads)
    copy.execute("COMMIT")
    return copy, entered.beyond


def _copy_log(copy: sqlite.Connection, log: ClusterLog, entered: Entered, heads: Heads) -> None:
    copy.executemany("INSERT INTO ledger_entries VALUES (?, ?)", enumerate(entered.entries))
    copy.executemany(
        "INSERT INTO reference_log VALUES (?, ?, ?, ?)",
        (
            (row.number, record_digest(row.body), row.body, row.ledger_index)
            for row in log.reference_rows(entered.indexes)
        ),
    )
    copy.executemany(
        "INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)",
        (
            (one.decision.source, one.decision.number, one.decision.position, one.digest, one.body, index)
            for one in in_order([log.counted(source) for source in log.sources()])
            for index in (entered.indexes.get((one.decision.source, one.decision.number), -1),)
        ),
    )
    copy.executemany(
        "INSERT INTO inputs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (row for source in log.sources() if not source.startswith("intake.") for row in _inputs(log, source)),
    )


def in_order(chains: list[Iterator[Counted]]) -> Iterator[Counted]:
    """The records of chains that are given in the order of the hops, by reference number, and then by hop.

    A hop reads the reference to its end after it has fetched what a hop before it sent on, and never decides below what
    it recorded: so whatever a record follows from has no greater number, and stands in an earlier hop.
    """
    waiting = [(next(one, None), one) for one in chains]
    while any(first is not None for first, _ in waiting):
        number = min(first.decision.reference for first, _ in waiting if first is not None)
        for place, (first, rest) in enumerate(waiting):
            while first is not None and first.decision.reference <= number:
                yield first
                first = next(rest, None)
            waiting[place] = (first, rest)


def _inputs(log: ClusterLog, source: str) -> Iterator[tuple[object, ...]]:
    for one, body in log.waiting(source):
        message = None if isinstance(one, Unreadable) else one.message
        if isinstance(message, Forwarded):
            way = message.source, message.decision, message.number, bytes(message.ordinals)
            yield (source, one.position, micros(one.at), *way, None, None)
        else:
            command_id = None if isinstance(one, Unreadable) else one.id or None
            yield (source, one.position, micros(one.at), None, None, None, None, command_id, body)


def _copy_rows(copy: sqlite.Connection, hub: psycopg.Connection, heads: Heads) -> None:
    """What stands sealed in the hub's database."""
    sources = [source for source in heads if source.startswith("intake.")]
    with hub.cursor("intake") as rows:
        rows.itersize = _ROWS
        rows.execute("SELECT source, position, at, digest, envelope FROM intake WHERE source = ANY(%s)", (sources,))
        copy.executemany("INSERT INTO intake VALUES (?, ?, ?, ?, ?, NULL)", rows)
    with hub.cursor() as rows:
        rolls = rows.execute("SELECT urn, version, pupil, body FROM rolls").fetchall()
        staff = rows.execute('SELECT "user", version, body FROM staff').fetchall()
    copy.executemany("INSERT INTO rolls VALUES (?, ?, ?, ?)", rolls)
    copy.executemany("INSERT INTO staff VALUES (?, ?, ?)", staff)
