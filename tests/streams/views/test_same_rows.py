"""The rows in PostgreSQL are those that the local engine has, however the records were batched and interleaved."""

from collections.abc import Sequence

import psycopg
import pytest
from msgspec.structs import replace

from ops.cluster.postgres import PostgresServer
from schemas import codec
from schemas.records.accept import EventAccepted, EventRejected, EventRepeated
from schemas.records.decision import Decision, Output, Parked, Unparked
from streams.engines.kafka.reading import Counted
from streams.engines.postgres.database import connect, open_engine
from streams.engines.postgres.log_copies import write_decisions
from streams.engines.postgres.queries import PostgresViews
from streams.engines.postgres.rebuilding import rebuild_views
from streams.engines.postgres.view_writing import write_views
from tests.streams.views.copying import interleaved, local_rows, recorded, rows_of, write
from tests.support.postgres import fresh
from tests.support.world import World


def test_every_row_is_the_same(night: World, copied: str) -> None:
    rows = rows_of(copied)
    assert all(rows.values()), "the night leaves no view empty"
    assert rows == local_rows(night)


def test_neither_interleaving_nor_batching_changes_a_row(night: World, postgres: PostgresServer) -> None:
    expected = local_rows(night)
    for seed, batch in ((1, 1), (2, 3), (3, 10_000)):
        address = fresh(postgres, "hub")
        write(interleaved(recorded(night), seed), address, batch)
        assert rows_of(address) == expected


@pytest.mark.parametrize("refused", [False, True])
def test_the_earliest_outcome_of_the_same_bytes_stays(night: World, postgres: PostgresServer, refused: bool) -> None:
    """Two partitions of one agency may hold the same bytes: a client wrote them to the wrong one too."""
    first = next(r.decision for r in recorded(night) if r.decision.source.startswith("intake."))
    first = replace(first, outputs=_only_outcome(first.outputs, "wrong_partition" if refused else ""))
    again = replace(first, source=first.source[:-1] + "9", outputs=_only_outcome(first.outputs, "repeated"))
    for decisions in ([first, again], [again, first]):
        for together in (True, False):
            address = fresh(postgres, "hub")
            with connect(address) as connection, connection.cursor() as cursor:
                for some in [decisions] if together else [[one] for one in decisions]:
                    write_decisions(cursor, [Counted(one, bytes(32), codec.encode(one)) for one in some])
                    write_views(cursor, some)
                places = [(one.source, one.position, one.input) for one in decisions]
                cursor.executemany("INSERT INTO intake VALUES (%s, %s, 1, %s, '')", places)
            engine = open_engine(address)
            views = PostgresViews(engine, lambda: night.engine.reference)
            (told,) = views.outcomes()
            assert (told.source, told.outcome) == (first.source, "rejected" if refused else "accepted")
            assert views.outcome(first.input) == told
            assert views.outcome_of(first.input, told.publisher) == told
            engine.dispose()


def test_an_acceptance_by_another_record_than_its_submissions_own_is_found(
    night: World, postgres: PostgresServer
) -> None:
    """One that was parked: an operator's command had it tried again."""
    accepted = next(r.decision for r in recorded(night) if r.decision.source.startswith("intake."))
    (output,) = _only_outcome(accepted.outputs, "")
    assert isinstance(output, EventAccepted)
    held = replace(accepted, outputs=(Parked("k", accepted.position, "why"),))
    freed = Unparked("k", accepted.position)
    retried = replace(accepted, number=2, position=2, input=bytes(32), outputs=(freed, output))
    address = fresh(postgres, "hub")
    with connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO intake VALUES (%s, %s, 1, %s, '')", (held.source, held.position, held.input))
        write_decisions(cursor, [Counted(one, bytes(32), codec.encode(one)) for one in (held, retried)])
        write_views(cursor, [held, retried])
    engine = open_engine(address)
    views = PostgresViews(engine, lambda: night.engine.reference)
    (told,) = views.outcomes()
    assert (told.outcome, told.source, told.number) == ("accepted", retried.source, 2)
    assert views.outcome_of(held.input, output.publisher) == views.outcome(held.input) == told
    engine.dispose()


def test_what_is_parked_stands_there_until_it_is_decided(night: World, postgres: PostgresServer) -> None:
    address = fresh(postgres, "hub")
    decision = recorded(night)[0].decision
    held = [replace(decision, outputs=(Parked(f"k{n % 2}", n, "why"),)) for n in range(4)]
    freed = replace(decision, outputs=(Unparked("k0", 0), Unparked("k0", 2)))
    with connect(address) as connection, connection.cursor() as cursor:
        write_views(cursor, held[:3])
        write_views(cursor, [held[3], freed])
        found = cursor.execute('SELECT position, "key", reason FROM parked ORDER BY position').fetchall()
    assert found == [(1, "k1", "why"), (3, "k1", "why")]


def _only_outcome(outputs: tuple[Output, ...], otherwise: str) -> tuple[Output, ...]:
    """The acceptance; or, of the same bytes, a repetition or the rejection for a reason."""
    accepted = next((output for output in outputs if isinstance(output, EventAccepted)), None)
    rejected = next((output for output in outputs if isinstance(output, EventRejected)), None)
    if accepted is None:
        assert rejected is not None
        return (EventRepeated(bytes(16), rejected.digest),)
    if otherwise == "repeated":
        return (EventRepeated(accepted.event, accepted.digest),)
    if otherwise:
        return (EventRejected(accepted.digest, otherwise, "", accepted.publisher),)
    return (accepted,)


def test_views_are_projected_again_from_the_copy_of_the_records(night: World, copied: str) -> None:
    expected = local_rows(night)
    with connect(copied) as connection:
        connection.execute("UPDATE notice_view SET state = 'opened'")
        connection.execute("DELETE FROM desk_view")
        connection.execute("INSERT INTO parked VALUES ('s', 1, 'k', 'r')")
    assert rebuild_views(copied) == len(recorded(night))
    assert rows_of(copied) == expected
    with connect(copied) as connection:
        assert connection.execute("SELECT count(*) FROM parked").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM command_answers").fetchone() != (0,)


def test_readers_see_the_old_rows_until_the_new_ones_are_there(
    night: World, copied: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[tuple[object, ...]]] = []
    with connect(copied, autocommit=True) as reader:
        before = reader.execute("SELECT * FROM notice_view ORDER BY notice").fetchall()

        def look(cursor: psycopg.Cursor, records: Sequence[Decision]) -> None:
            reader.execute("SET lock_timeout = '2s'")
            seen.append(reader.execute("SELECT * FROM notice_view ORDER BY notice").fetchall())
            write_views(cursor, records)

        monkeypatch.setattr("streams.engines.postgres.rebuilding.write_views", look)
        rebuild_views(copied)
    assert before
    assert seen == [before]


def test_what_waits_parked_is_told_as_held_to_its_own_agency(night: World, postgres: PostgresServer) -> None:
    address = fresh(postgres, "hub")
    decision = recorded(night)[0].decision
    agency = decision.source.removeprefix("intake.").rpartition(".")[0]
    held = replace(decision, number=9, position=7, outputs=(Parked("k", 7, "why"),))
    engine = open_engine(address)
    views = PostgresViews(engine, lambda: night.engine.reference)
    with connect(address) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO intake VALUES (%s, 7, 1, %s, 'envelope')", (held.source, held.input))
        write_decisions(cursor, [Counted(held, bytes(32), codec.encode(held))])
    row = views.held(held.input, agency)
    assert row is not None
    assert (row.outcome, row.source, row.number) == ("held", held.source, 9)
    assert views.held(held.input, "another-police") is None
    assert views.held(bytes(32), agency) is None
    engine.dispose()
