"""A real line with marked people is measured: the numbers are right, and no metric or log line holds a marked value."""

import json
import logging
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops.setup.promtool import provide
from schemas import codec
from schemas.records.accept import EventAccepted, EventRejected
from schemas.records.decision import Decision, Parked
from schemas.records.inputs import InputKind
from schemas.records.notify import DeskItemRaised, NoticeIssued
from services.health.standing import Health
from services.logs.lines import JsonLines, TextLines
from services.metrics import catalogue
from services.metrics.catalogue import OF_LINE, OF_SINKS, OF_WORKERS, Metric
from services.metrics.labels import OTHER
from services.metrics.measuring import Measuring
from services.metrics.meters import Meters
from streams.engines.local.database import open_database
from streams.engines.observing import Stage
from tests.services.metrics.test_labels import series
from tests.streams.engines.local.test_no_leak import MARKERS, Marked, live
from tests.support.clock import Clock
from tests.support.facts import a_reference
from tests.support.force import POLICE
from tests.support.searching import leaks

STAGES: dict[str, Stage] = {"intake": "accept", "resolve": "resolve", "person": "person"}


class Measured:
    """A marked hub that has lived, every decision of it measured, and what was logged meanwhile."""

    def __init__(self, marked: Marked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
        self.meters = Meters(OF_LINE, OF_SINKS)
        self.meters.known.follow(marked.hub.reference)
        self.measuring = Measuring(self.meters, Health((), 60.0), marked.world.clock)
        with caplog.at_level(logging.DEBUG):
            live(marked, monkeypatch)
            self.decisions = list(recorded(marked.world.home.database))
            for decision in self.decisions:
                self.measuring.decided(STAGES[decision.source.split(".")[0]], [decision], 0.01)
            self.measuring.written("views", len(self.decisions), self.decisions)
        self.logged = list(caplog.records)

    def outputs(self, kind: type) -> int:
        """How many outputs of a kind there are."""
        return sum(isinstance(output, kind) for decision in self.decisions for output in decision.outputs)

    def value(self, metric: Metric, suffix: str = "", **labels: str) -> float:
        """The sum of a metric's series that have these labels."""
        return sum(
            value
            for name, given, value in series(self.meters)
            if name == metric.exposed + suffix and labels.items() <= given.items()
        )


def recorded(path: Path) -> Iterator[Decision]:
    """Every decision of a home."""
    database = open_database(path)
    try:
        for (body,) in database.execute("SELECT body FROM decisions ORDER BY rowid").fetchall():
            yield codec.decode(body, Decision)
    finally:
        database.close()


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[Measured]:
    """A life that was measured."""
    marked = Marked(tmp_path / "hub")
    yield Measured(marked, monkeypatch, caplog)
    marked.hub.close()


def test_counts_are_those_of_the_records(measured: Measured) -> None:
    assert measured.value(catalogue.EVENTS, outcome="accepted", agency=POLICE) == measured.outputs(EventAccepted) > 2
    assert measured.value(catalogue.EVENTS, outcome="rejected") == measured.outputs(EventRejected) > 1
    assert measured.value(catalogue.REFUSALS, refused="event") == measured.outputs(EventRejected)
    assert measured.value(catalogue.NOTICES) == measured.outputs(NoticeIssued) > 0
    assert measured.value(catalogue.DESK_RAISED) == measured.outputs(DeskItemRaised) > 0
    assert measured.value(catalogue.PARKED_INPUTS, stage="person") == measured.outputs(Parked) > 0
    kinds = Counter(type(output).__name__ for decision in measured.decisions for output in decision.outputs)
    assert {name: measured.value(catalogue.OUTPUTS, output=name) for name in kinds} == dict(kinds)
    assert measured.value(catalogue.DECISIONS) == len(measured.decisions)
    assert measured.value(catalogue.BATCH_INPUTS, "_count") == len(measured.decisions)


def test_latencies_are_of_what_was_published(measured: Measured) -> None:
    forwarded = [d for d in measured.decisions if d.source.startswith("person") and d.kind == "forwarded"]
    assert measured.value(catalogue.STAGE_SECONDS, "_count", stage="person") == len(forwarded) > 0
    shown = [d for d in forwarded if any(isinstance(o, NoticeIssued | DeskItemRaised) for o in d.outputs)]
    assert measured.value(catalogue.VISIBLE_SECONDS, "_count") == len(shown) > 0
    assert measured.value(catalogue.STAGE_SECONDS, "_sum") >= 0


def test_every_label_of_a_whole_life_is_known(measured: Measured) -> None:
    strange = [labels for _, labels, _ in series(measured.meters) if OTHER in labels.values()]
    assert all(labels.get("agency") == OTHER for labels in strange), "only the sender that nobody registered is strange"
    assert {value for labels in strange for name, value in labels.items() if name != "agency"} == {"rejected", ""}


def test_no_metric_holds_a_marked_value(measured: Measured) -> None:
    text = measured.meters.text()
    assert POLICE.encode() in text
    assert leaks([("metrics", text)], MARKERS) == []


def test_no_line_of_the_log_holds_a_marked_value(measured: Measured) -> None:
    written = [formatter.format(r) for formatter in (JsonLines("w", "1"), TextLines("w", "1")) for r in measured.logged]
    parked = [json.loads(line) for line in written if line.startswith("{") and "is parked" in line]
    assert {line["reason"] for line in parked} == {"LookupError", "waits_behind_parked"}
    assert {line.get("stage") for line in parked} == {None, "person"}
    decided = [json.loads(line) for line in written if line.startswith("{") and '"EventAccepted"' in line]
    assert len({line["event"] for line in decided}) == measured.outputs(EventAccepted)
    assert {line["stage"] for line in decided} == {"accept"}
    assert leaks([("log", "\n".join(written).encode())], MARKERS) == []


def test_what_waits_is_told_by_hop_and_agency_until_it_is_let_go(measured: Measured) -> None:
    for source, inputs in ((f"intake.{POLICE}.0", 3), (f"intake.{POLICE}.1", 4), ("person.0", 5)):
        measured.measuring.waits(source, inputs)
    assert measured.value(catalogue.WAITING, chain="intake", agency=POLICE) == 7
    assert measured.value(catalogue.WAITING, chain="person", agency="") == 5
    measured.measuring.let_go("person.0")
    assert [
        labels for name, labels, _ in series(measured.meters) if labels.get("chain") == "person" and "wait" in name
    ] == []
    measured.measuring.not_counted("person.3")
    assert measured.value(catalogue.NOT_COUNTED, chain="person") == 1


def decided_of(source: str) -> Decision:
    """A decision on a tick of a partition."""
    at, none = datetime(2026, 11, 9, 8, 0, tzinfo=UTC), bytes(32)
    return Decision("hub", source, 1, none, 1, none, InputKind.TICK, at, 0, none, "person/1", (), None, none)


def test_one_partition_that_stands_still_beside_others_that_move_is_told_with_its_time() -> None:
    reference = a_reference(person_partitions=3)
    moves, stands, idle = "person.0", "person.1", "person.2"
    clock, meters = Clock(datetime(2026, 11, 9, 8, 0, tzinfo=UTC)), Meters(OF_WORKERS)
    meters.known.follow(lambda: reference)
    measuring = Measuring(meters, Health((), 60.0), clock)

    def told() -> dict[str, float]:
        return {labels["source"]: value for name, labels, value in series(meters) if "stands_still" in name}

    for source, inputs in ((moves, 5), (stands, 5), (idle, 0)):
        measuring.waits(source, inputs)
    assert told() == {moves: 0.0, stands: 0.0, idle: 0.0}
    clock.forward(timedelta(seconds=100))
    measuring.decided("person", [decided_of(moves)], 0.01)
    clock.forward(timedelta(seconds=50))
    for source, inputs in ((moves, 5), (stands, 9), (idle, 1)):
        measuring.waits(source, inputs)
    assert told() == {moves: 50.0, stands: 150.0, idle: 0.0}
    measuring.waits(stands, 0)
    assert told()[stands] == 0.0
    measuring.let_go(stands)
    assert stands not in told()


def test_promtool_finds_no_fault_with_what_is_exposed(measured: Measured) -> None:
    ran = subprocess.run([provide(), "check", "metrics"], input=measured.meters.text(), capture_output=True)
    assert (ran.returncode, ran.stderr) == (0, b"")
