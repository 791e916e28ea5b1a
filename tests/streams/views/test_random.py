"""Whatever happens at a hub, both databases hold the same rows, in whichever order the sources were read."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from ops.cluster.postgres import PostgresServer
from streams.engines.postgres.database import connect
from tests.streams.views.copying import VIEWS, interleaved, local_rows, recorded, rows_of, write
from tests.support.happenings import HAPPENINGS, happen
from tests.support.postgres import fresh
from tests.support.world import a_world

Happenings = list[tuple[str, int, int]]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(postgres: PostgresServer) -> str:
    """One database, emptied for each history."""
    return fresh(postgres, "hub")


def empty(address: str) -> None:
    """Remove every row that a view writer writes."""
    names = [sql.Identifier(name) for name in (*VIEWS, "decisions", "parked", "command_answers")]
    with connect(address) as connection:
        connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(names)))


@settings(max_examples=25)
@given(st.lists(HAPPENINGS, min_size=4, max_size=24), st.integers(0, 99), st.sampled_from([1, 4, 1000]))
def test_every_history_has_the_same_rows(address: str, happenings: Happenings, seed: int, batch: int) -> None:
    with TemporaryDirectory() as folder, a_world(Path(folder) / "hub", person_partitions=3) as world:
        for happening in happenings:
            happen(world, happening)
        world.run()
        expected, records = local_rows(world), recorded(world)
    empty(address)
    write(interleaved(records, seed), address, batch)
    assert rows_of(address) == expected
