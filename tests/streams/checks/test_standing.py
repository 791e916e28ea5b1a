"""Views and state that were changed behind the hub's back differ from the records, table by table."""

from contextlib import closing
from pathlib import Path

import pytest

from streams import sqlite
from streams.checks.findings import Finding, FindingKind
from streams.checks.replay import verify_replay
from streams.engines.local.database import open_database
from streams.engines.local.engine import LocalEngine
from streams.engines.local.folded import STATE_TABLES, VIEW_TABLES, rebuild
from streams.engines.local.home import Home, Keys
from tests.streams.checks.forging import altered, kinds, read
from tests.support.world import SECOND, World

ONE_NOTICE = "notice = (SELECT max(notice) FROM notice_view WHERE state = 'waiting')"
TAMPERED = {
    "a notice moved to another school": (
        "notice_view",
        f"UPDATE notice_view SET value = '{SECOND}0' WHERE {ONE_NOTICE}",
    ),
    "a notice said to be opened": ("notice_view", f"UPDATE notice_view SET state = 'opened' WHERE {ONE_NOTICE}"),
    "a notice taken out": ("notice_view", f"DELETE FROM notice_view WHERE {ONE_NOTICE}"),
    "a desk item taken out": ("desk_view", "DELETE FROM desk_view"),
    "a desk item closed": ("desk_view", "UPDATE desk_view SET closed_at = 1, outcome = 'decided', closed_by = 'u-x'"),
    "an outcome made up": (
        "outcome_view",
        "INSERT INTO outcome_view VALUES (x'00', 'p', 'rejected', 'conflict', '', NULL, 'resolve', 1, 1)",
    ),
    "who read what, taken out": ("access_view", "DELETE FROM access_view"),
    "who read what, made up": (
        "access_view",
        "INSERT INTO access_view VALUES (1, 'u-x', 'dsl', 'person.0-1-0', 1, '')",
    ),
    "a decision of the front door made up": (
        "triage_view",
        "INSERT INTO triage_view VALUES ('t', 1, '822', x'00', 'p', x'00', 1, 'advice', '', '', 'u-x', 'ifd', '',"
        " 1, '', NULL)",
    ),
    "an action said to be done": (
        "action_view",
        "INSERT INTO action_view VALUES ('a', 1, '822', 'spoc', x'00', 'p', x'00', 1, 'n', 'ifd', 'area', '822', '', 1,"
        " 'u-x', 'spoc_coordinator', 0, 'done', 'completed', 1, 'u-x', 1,"
        " NULL, '', '', '', '', NULL, '', 0, NULL)",
    ),
    "a step of an interview made up": (
        "step_view",
        "INSERT INTO step_view VALUES ('s', 1, x'00', 'p', x'00', 1, 'n', 'return_interview_provider', 'area', '822',"
        " 'held', '', '', 1, 1, 'u-x', 'return_interview_provider', '')",
    ),
    "a priority made up": (
        "priority_view",
        "INSERT INTO priority_view VALUES ('p', 1, '822', x'00', 'p', x'00', 1, 'high', 'risk_is_higher', 'u-x', 'm')",
    ),
    "a message said to be sent": (
        "delivery_view",
        "INSERT INTO delivery_view VALUES (1, 'person.0-1-0', 'person.0-1-0', 'mail', 'u-x', 'sent', '', 1)",
    ),
    "a trace taken out": ("trace_view", "DELETE FROM trace_view WHERE source LIKE 'person%'"),
    "a restriction made up": (
        "restriction_view",
        "INSERT INTO restriction_view SELECT 'resolve-1-0', 1, 0, cased, event FROM event_view LIMIT 1",
    ),
    "an alarm made up": ("alarm_view", "INSERT INTO alarm_view VALUES ('p', 'i', 'f', 1)"),
    "an event taken out": ("event_view", "DELETE FROM event_view WHERE rowid = (SELECT max(rowid) FROM event_view)"),
    "something of another kind": ("event_view", "UPDATE event_view SET event = 'no bytes' WHERE rowid = 1"),
    "a decision under an instrument": (
        "disclosure_view",
        "UPDATE disclosure_view SET under = replace(under, '/1/', '/2/') WHERE rowid = 1",
    ),
    "state taken out": ("state", "DELETE FROM state WHERE source = 'person.0'"),
    "state that never falls due": ("state", "UPDATE state SET due = NULL"),
    "state that is none": ("state", "UPDATE state SET body = x'c1' WHERE source = 'resolve'"),
    "a head that went back": ("chains", "DELETE FROM chains WHERE source = 'resolve'"),
    "an input held back": ("parked", "INSERT INTO parked VALUES ('resolve', 1, 'case:00', 'error')"),
}


def tampered(home: Path, statement: str) -> None:
    with closing(sqlite.connect(home / "hub.db")) as database:
        database.execute(statement)
        assert database.changes() > 0, statement


def differing(home: Path, keys: Keys) -> tuple[Finding, ...]:
    found = verify_replay(home, keys)
    assert found.counts["tables_compared"] == 19
    return found.findings


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_tampered_with_is_told_with_its_table(home: Path, keys: Keys, what: str) -> None:
    table, statement = TAMPERED[what]
    tampered(home, statement)
    state = FindingKind.STATE_DIFFERS if table in STATE_TABLES else FindingKind.VIEW_DIFFERS
    assert {(one.kind, one.place) for one in differing(home, keys)} == {(state, table)}


def test_rows_are_counted_and_the_first_of_them_is_named(home: Path, keys: Keys) -> None:
    notices = sorted(notice.decode() for (notice,) in read(home, "SELECT CAST(notice AS BLOB) FROM notice_view"))
    count = len(notices)
    tampered(home, "DELETE FROM notice_view")
    (found,) = differing(home, keys)
    assert found.detail == f"{count} rows differ from the records: {count} lacking; the first is of `{notices[0]}`"


def test_every_table_of_views_and_state_is_compared(told: World) -> None:
    with closing(sqlite.connect(Home(told.home.folder).database)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {*VIEW_TABLES, *STATE_TABLES} == {table for table in tables if table.endswith("_view")} | {*STATE_TABLES}
    assert {*STATE_TABLES} <= tables


def test_a_chain_that_is_broken_leaves_nothing_to_compare_with(home: Path, keys: Keys) -> None:
    altered(home, ("DELETE FROM decisions WHERE source = ? AND number = 2", ("resolve",)))
    found = verify_replay(home, keys)
    assert FindingKind.VIEW_DIFFERS not in kinds(found)
    assert found.counts["tables_not_compared"] == 19


def test_what_was_tampered_with_is_folded_again_from_the_records(home: Path, keys: Keys) -> None:
    for table in (*VIEW_TABLES, *STATE_TABLES):
        with closing(sqlite.connect(home / "hub.db")) as database:
            database.execute(f"DELETE FROM {table}")
    assert not verify_replay(home, keys).sound
    with closing(open_database(home / "hub.db")) as database:
        (records,) = database.execute("SELECT count(*) FROM decisions").fetchone()
        assert rebuild(database, 1) == records
    assert differing(home, keys) == ()
    with closing(LocalEngine(Home(home), keys)) as engine:
        assert engine.run() == 0
