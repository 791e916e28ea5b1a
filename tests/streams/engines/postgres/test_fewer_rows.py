"""Rows from before disclosures stood together are carried over; what an event's own row says is not kept twice."""

from collections.abc import Callable, Iterator
from importlib.resources import as_file, files

import psycopg
import pytest
from alembic import command

from ops.cluster.postgres import PostgresServer
from streams.engines import postgres as package
from streams.engines.postgres.database import connect, open_engine
from streams.engines.postgres.migrating import _config
from tests.support.postgres import empty

EVENT, OTHER = b"e" * 16, b"o" * 16
Upgrade = Callable[[str], None]


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[tuple[psycopg.Connection, Upgrade]]:
    """A database without tables, and how it is brought to a revision."""
    address = empty(postgres)
    engine = open_engine(address)

    def upgrade(revision: str) -> None:
        with as_file(files(package).joinpath("migrations")) as folder, engine.begin() as connection:
            command.upgrade(_config(folder, "hub", connection), revision)

    with connect(address, autocommit=True) as connection:
        yield connection, upgrade
    engine.dispose()


def test_what_instruments_led_to_comes_together_for_each_recipient(
    database: tuple[psycopg.Connection, Upgrade],
) -> None:
    connection, upgrade = database
    upgrade("0013")
    school = ("dsl", "urn", "109501")
    before = [
        (1, EVENT, "duty", 1, "permitted", "", *school),
        (1, EVENT, "agreement", 2, "permitted", "", *school),
        (1, EVENT, "duty", 1, "permitted", "", *school),  # of a second child
        (1, EVENT, "duty", 1, "refused", "connected", "dsl", "urn", "109502"),
        (2, OTHER, "duty", 1, "withheld", "not_in_force", *school),
    ]
    for row in before:
        connection.execute("INSERT INTO disclosure_view VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)", row)
    upgrade("head")
    after = connection.execute("SELECT * FROM disclosure_view ORDER BY at, value, length(under) DESC").fetchall()
    assert after == [
        (1, EVENT, *school, "agreement/2/permitted/ duty/1/permitted/"),
        (1, EVENT, *school, "duty/1/permitted/"),
        (1, EVENT, "dsl", "urn", "109502", "duty/1/refused/connected"),
        (2, OTHER, *school, "duty/1/withheld/not_in_force"),
    ]


def test_the_first_record_and_the_outcome_of_an_accepted_event_are_its_own_rows_alone(
    database: tuple[psycopg.Connection, Upgrade],
) -> None:
    connection, upgrade = database
    upgrade("0013")
    source, digest, parked = "intake.police.0", b"d" * 32, b"p" * 32
    put = connection.execute
    for event, number, position, bytes_of in ((EVENT, 1, 1, digest), (OTHER, 3, 2, parked)):
        put(
            "INSERT INTO event_view VALUES (%s, 'c', 'police', 't', 'r', 1, 'new', '', 1, 1, %s, %s, %s, %s, 1, '')",
            (event, bytes_of, source, position, number),
        )
        put("INSERT INTO intake VALUES (%s, %s, 1, %s, '')", (source, position, bytes_of))
        put("INSERT INTO decisions VALUES (%s, %s, %s, '', '')", (source, number, number))
        outcome = (bytes_of, event, source, number)
        put("INSERT INTO outcome_view VALUES (%s, 'police', 'accepted', '', '', %s, %s, %s, 1)", outcome)
        put("INSERT INTO trace_view VALUES (%s, %s, %s), (%s, 'resolve', 1)", (event, source, number, event))
    put("INSERT INTO outcome_view VALUES (%s, 'police', 'rejected', 'r', '', NULL, %s, 9, 1)", (bytes(32), source))
    upgrade("head")
    assert put("SELECT event, source FROM trace_view ORDER BY event").fetchall() == [
        (EVENT, "resolve"),
        (OTHER, "resolve"),
    ]
    left = put("SELECT digest, outcome FROM outcome_view ORDER BY digest").fetchall()
    assert left == [(bytes(32), "rejected"), (parked, "accepted")], "what was parked is found by its own row"
