"""What looks into a hub on a cluster, and what proves it: each says of a line that works what is said of a home."""

from pathlib import Path

import psycopg
import pytest

from tests.services.processes.conftest import Start
from tests.services.processes.test_asking import Asked
from tests.services.processes.test_worker import publish
from tests.support.furnishing import AREA
from tests.support.kafka_hub import KafkaHub
from tests.support.world import FIRST

pytestmark = pytest.mark.slow


@pytest.fixture
def told(variables: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """What every process and command is told; a ticker goes on all the time."""
    (tmp_path / "ledger").mkdir()
    return variables | {"FIRSTBELL_LEDGER_FOLDER": str(tmp_path / "ledger"), "FIRSTBELL_TICKER_SECONDS": "0.2"}


def listed(document: dict[str, object], name: str) -> list[dict[str, object]]:
    """The rows under a name of a document."""
    found = document[name]
    assert isinstance(found, list)
    return found


def test_a_line_that_works_is_looked_into_and_proven(hub: KafkaHub, told: dict[str, str], start: Start) -> None:
    line = [start(command, told) for command in ("worker", "ledger-writer", "views", "ticker")]
    publish(hub, "ref-1")
    views = line[2]
    views.until(lambda: views.metric("firstbell_notices_unopened{") == 1)
    views.until(lambda: views.metric("firstbell_checkpoint_entries") > hub.referred + 2)
    for source, value in (("resolve", b"foreign"), ("person.0", None), ("person.0", b"")):
        hub.append(hub.topics.inputs_of(source), value)  # each is recorded as what cannot be read
    line[0].until(lambda: line[0].metric('firstbell_worker_counts_total{what="unreadable"}') == 3)

    inbox = Asked(told, "inbox", FIRST, "--cluster", "--json").document
    (notice,) = listed(inbox, "notices")
    assert (notice["state"], notice["role"]) == ("waiting", "dsl")
    assert Asked(told, "inbox", "100000", "--cluster").code == 4
    desk = Asked(told, "desk", "--area", AREA, "--cluster", "--json").document
    assert desk == {"areas": [AREA], "items": []}

    traced = Asked(told, "trace", "ref-1", "--cluster", "--json").document
    steps = listed(traced, "steps")
    stages = [str(step["record"]).rsplit("-", 1)[0].split(".")[0] for step in steps]
    assert stages[:3] == ["intake", "resolve", "person"]
    assert set(stages[3:]) <= {"person"}, "a reminder falls due at a time of the day, whenever this runs"
    assert all(step["proven"] for step in steps)
    assert Asked(told, "trace", "ref-2", "--cluster").code == 6
    unplaced = {name: value for name, value in told.items() if name != "FIRSTBELL_LEDGER_FOLDER"}
    lacking = Asked(unplaced, "trace", "ref-1", "--cluster")
    assert (lacking.code, "`FIRSTBELL_LEDGER_FOLDER` is not set" in lacking.err) == (8, True)

    conserved = Asked(told, "conserve", "--cluster", "--json")
    assert conserved.code == 0, conserved.out
    counts = conserved.document["counts"]
    assert isinstance(counts, dict)
    assert (counts["events"], counts["notices_now"]) == (1, 1)

    folded = Asked(told, "replay", "--until", "2100-01-01", "--cluster", "--json").document
    assert [one["notice"] for one in listed(folded, "notices")] == [notice["notice"]]
    again = Asked(told, "replay", "--verify", "--cluster", "--json")
    assert again.code == 0, again.out + again.err
    counts = again.document["counts"]
    assert isinstance(counts, dict)
    assert counts["decided_again"] == counts["records"] >= 3
    assert counts["rolls_verified"] >= 1
    assert (counts["tables_compared"], counts.get("tables_not_compared", 0)) == (19, 0)

    verified = Asked(told, "ledger", "verify", "--cluster", "--json")
    assert (verified.code, verified.document["sound"]) == (0, True), verified.out
    index = steps[0]["ledger_index"]
    proof = Asked(told, "ledger", "proof", str(index), "--cluster", "--json")
    assert (proof.code, proof.document["index"]) == (0, index), proof.err
    key = Asked(told, "ledger", "key", "--cluster", "--json").document["key"]
    copy = str(Path(told["FIRSTBELL_LEDGER_FOLDER"]).parent / "copy")
    exported = Asked(told, "ledger", "export", copy, "--cluster", "--json")
    assert (exported.code, exported.document["key"]) == (0, key), exported.err
    for process in line:
        assert process.end() == 0, process.said


def as_login(info: psycopg.ConnectionInfo, login: str) -> str:
    """The address of the same database for another login, without a password."""
    return f"postgresql://{login}@127.0.0.1:{info.port}/{info.dbname}"


def test_what_was_changed_behind_the_line_is_found(hub: KafkaHub, told: dict[str, str], start: Start) -> None:
    line = [start(command, told) for command in ("worker", "ledger-writer", "views")]
    publish(hub, "ref-1")
    views = line[2]
    views.until(lambda: views.metric("firstbell_checkpoint_entries") > hub.referred + 2)
    with psycopg.connect(told["FIRSTBELL_VIEWS_DATABASE_URL"]) as owner:
        bodies = owner.execute("SELECT source, number, body FROM decisions WHERE source = 'resolve'").fetchall()
        first = owner.execute("SELECT number, digest, body FROM reference_log WHERE number = 1").fetchone()
        assert first is not None
        owner.execute("DELETE FROM notice_view")
        owner.execute("UPDATE intake SET envelope = envelope || '\\x00'::bytea")
        owner.execute("UPDATE ledger_entries SET entry = sha256(entry) WHERE position = 0")
        owner.execute("UPDATE trace_view SET number = number + 1 WHERE source = 'person.0'")
        owner.execute("INSERT INTO parked VALUES ('resolve', 1, 'made-up', 'nothing')")
        owner.execute("UPDATE decisions SET body = body || '\\x00'::bytea WHERE source = 'resolve'")
        owner.execute("DELETE FROM reference_log WHERE number = 1")
    conserved = Asked(told, "conserve", "--cluster")
    assert (conserved.code, "view" in conserved.out) == (1, True), conserved.out
    again = Asked(told, "replay", "--verify", "--cluster", "--json")
    assert (again.code, again.document["sound"]) == (1, False), again.out
    told_of = {str(one["place"]): str(one["detail"]) for one in listed(again.document, "findings")}
    wanted = {
        "notice_view": "1 lacking; the first is of `person.0-1-1`",
        "trace_view": "2 rows differ from the records: 1 lacking, 1 that no record makes",
        "parked": "1 that no record makes",
        "decisions": "1 changed; the first is of `resolve-1`",
        "reference_log": "1 lacking; the first is of `reference-1`",
    }
    assert {place: text in told_of.get(place, "") for place, text in wanted.items()} == dict.fromkeys(wanted, True)
    assert not {"event_view", "outcome_view", "access_view", "disclosure_view"} & told_of.keys()
    with psycopg.connect(told["FIRSTBELL_VIEWS_DATABASE_URL"]) as owner, owner.cursor() as cursor:
        cursor.executemany(
            "UPDATE decisions SET body = %s WHERE source = %s AND number = %s",
            [(body, source, number) for source, number, body in bodies],
        )
        cursor.execute("INSERT INTO reference_log VALUES (%s, %s, %s)", first)
    verified = Asked(told, "ledger", "verify", "--cluster")
    assert (verified.code, "the brokers have another" in verified.out) == (1, True), verified.out
    owner_alone = {"FIRSTBELL_VIEWS_DATABASE_URL": told["FIRSTBELL_VIEWS_DATABASE_URL"]}
    rebuilt = Asked(owner_alone, "views", "--rebuild")
    assert (rebuilt.code, "from 3 records" in rebuilt.out) == (0, True), rebuilt.err
    inbox = Asked(told, "inbox", FIRST, "--cluster", "--json").document
    assert len(listed(inbox, "notices")) == 1
    with psycopg.connect(told["FIRSTBELL_VIEWS_DATABASE_URL"], autocommit=True) as server:
        server.execute("CREATE ROLE rebuilds_in_vain LOGIN IN ROLE firstbell_writer")
        no_owner = {"FIRSTBELL_VIEWS_DATABASE_URL": as_login(server.info, "rebuilds_in_vain")}
        refused = Asked(no_owner, "views", "--rebuild")
        server.execute("DROP ROLE rebuilds_in_vain")
    assert (refused.code, "may not lock the log" in refused.err) == (8, True), refused.err


def test_a_cluster_that_declares_no_hub_is_said(told: dict[str, str]) -> None:
    asked = Asked(told | {"FIRSTBELL_KAFKA_PREFIX": "nobody."}, "conserve", "--cluster")
    assert asked.code in (3, 5), asked.err
    assert "internal" not in asked.err
    assert asked.err.startswith("error: ")
