"""The view writer on real servers: the rows of the local engine, each once, whatever ends and begins again."""

import threading
from functools import partial

import pytest

from ops.cluster.postgres import PostgresServer
from schemas.records.decision import Decision
from streams.engines.observing import Unobserved
from streams.engines.postgres.database import connect
from streams.engines.postgres.revisions import WrongSchema
from tests.streams.engines.kafka_sinks.recorded import Recorded, forged, running
from tests.streams.views.copying import local_rows
from tests.support.kafka_hub import until


class Seen(Unobserved):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.written_records: list[tuple[str, int]] = []
        self.counted = 0
        self.passed_over: list[str] = []
        self.standing: dict[str, bool] = {}
        self.lag: dict[str, int] = {}
        self.turns = 0

    def written(self, sink: object, records: int, decisions: object) -> None:
        """Which records."""
        assert isinstance(decisions, list | tuple)
        self.counted += records
        self.written_records += [(one.source, one.number) for one in decisions if isinstance(one, Decision)]

    def not_counted(self, source: str) -> None:
        """Of which source."""
        self.passed_over.append(source)

    def stands(self, condition: str, holds: bool) -> None:
        """Which condition."""
        self.standing[condition] = holds

    def turned(self) -> None:
        """Once more."""
        self.turns += 1

    def turned_since(self, turns: int) -> bool:
        """Whether it has turned more often than so."""
        return self.turns > turns

    def waits(self, source: str, inputs: int) -> None:
        """How many."""
        self.lag[source] = inputs


def test_every_record_becomes_its_rows_and_its_copy(recorded: Recorded) -> None:
    seen = Seen()
    recorded.append()
    with running(recorded.views(seen)):
        recorded.until_copied()
        until(lambda: set(seen.lag.values()) == {0})
    assert recorded.rows() == local_rows(recorded.hub.world)
    assert recorded.count("reference_log") == recorded.hub.referred
    assert len(seen.written_records) == len(set(seen.written_records)) == len(recorded.records)
    assert set(seen.lag) == set(recorded.hub.sources)
    assert seen.standing["views"]


def test_only_records_that_extend_their_chain_count(recorded: Recorded) -> None:
    seen = Seen()
    source, first = recorded.records[0]
    recorded.append([(source, b"no record"), (source, forged(first)[:-1])])
    recorded.append(recorded.records[:5])
    recorded.append([(source, first), (source, forged(first)), *recorded.records[5:], (source, first)])
    with running(recorded.views(seen)):
        recorded.until_copied()
        until(lambda: len(seen.passed_over) == 5)
    assert seen.passed_over == [source] * 5
    assert recorded.rows() == local_rows(recorded.hub.world)


def test_a_restart_goes_on_where_it_was(recorded: Recorded) -> None:
    for start in range(0, len(recorded.records), 11):
        recorded.append(recorded.records[start : start + 11])
        with running(recorded.views(batch=4)):
            recorded.until_copied(min(start + 11, len(recorded.records)))
    assert recorded.rows() == local_rows(recorded.hub.world)


def test_a_lost_server_is_waited_for(recorded: Recorded, postgres: PostgresServer) -> None:
    seen = Seen()
    half = len(recorded.records) // 2
    recorded.append(recorded.records[:half])
    with running(recorded.views(seen)):
        recorded.until_copied(half)
        postgres.stop()
        recorded.append(recorded.records[half:])
        until(lambda: not seen.standing["views"])
        postgres.start()
        recorded.until_copied()
        postgres.restart()
    assert recorded.rows() == local_rows(recorded.hub.world)


def test_a_server_killed_again_and_again_costs_nothing(recorded: Recorded, postgres: PostgresServer) -> None:
    with running(recorded.views(batch=1)):
        for start in range(0, len(recorded.records), 10):
            before = recorded.count("decisions")
            recorded.append(recorded.records[start : start + 10])
            until(partial(_more_than, recorded, before))
            postgres.kill()
            postgres.start()
        recorded.until_copied()
    assert recorded.rows() == local_rows(recorded.hub.world)


def test_two_writers_at_once_write_each_row_once(recorded: Recorded) -> None:
    with running(recorded.views(batch=2), recorded.views(batch=3)):
        recorded.append()
        recorded.until_copied()
    assert recorded.rows() == local_rows(recorded.hub.world)


def test_a_database_that_was_not_migrated_is_refused(recorded: Recorded) -> None:
    with connect(recorded.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'old'")
    with pytest.raises(WrongSchema, match="`old`"):
        recorded.views().run(threading.Event())


def _more_than(recorded: Recorded, before: int) -> bool:
    return recorded.count("decisions") > before
