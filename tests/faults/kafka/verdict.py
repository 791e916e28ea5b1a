"""What a fault did to a hub: nothing, or it is said where. Held beside a local engine that was given the same."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from unittest.mock import patch

import psycopg
from msgspec import Struct

from schemas.records.inputs import InputKind, TimePassed
from streams.checks.cluster_log import ClusterLog
from streams.checks.compare import Compared, compare
from streams.checks.compare_home import log_of_home
from streams.checks.compare_stories import Difference
from streams.checks.conservation import conserve
from streams.checks.history import check_history
from streams.checks.history_cluster import history_of_cluster
from streams.engines.kafka.line import UNREADABLE
from streams.engines.line.inputs import Received, Waiting
from streams.engines.postgres.database import connect
from streams.ledger.verify import verify_log
from tests.faults.kafka.stage import PARTITIONS, Stage
from tests.support.same_inputs import Brought, brought, hand_in
from tests.support.world import World

NIGHTS: Final = timedelta(days=8)
SINKS_WITHIN: Final = 120.0
ALL: Final = 10**9


class Verdict(Struct, frozen=True):
    """What was looked at, and everything that is wrong."""

    faults: tuple[str, ...]
    events: int
    refused_at_first: int
    repeats: int
    not_counted: int
    compared: int


def tick(stage: Stage) -> TimePassed:
    """More than a week passes for every partition that has deadlines."""
    now = max(one.at for one in brought(stage.hub))
    passed = TimePassed(now + NIGHTS)
    for number in range(PARTITIONS):
        stage.hub.input(f"person.{number}", passed)
    return passed


def judge(stage: Stage, folder: Path, passed: TimePassed) -> Verdict:
    """Check the whole hub, at rest."""
    with stage.log() as log:
        return judge_log(stage, log, folder, passed)


def judge_log(stage: Stage, log: ClusterLog, folder: Path, passed: TimePassed) -> Verdict:
    """As `judge`, by what this log says."""
    _wait_for_sinks(stage, log)
    faults = [*_history(stage, log), *_conservation(log), *_ledger(stage, log)]
    given = brought(stage.hub)
    compared = _compare(stage, log, given, folder, passed)
    differing = [one for one in compared.differences if not _poisoned(one)]
    faults += [f"differs: {one.kind} {one.where}: local {one.left!r}, kafka {one.right!r}" for one in differing]
    return Verdict(
        tuple(faults),
        len(stage.traffic.promised),
        stage.traffic.refused,
        compared.right.repeats,
        log.not_counted.total(),
        compared.right.subjects,
    )


def _history(stage: Stage, log: ClusterLog) -> Iterator[str]:
    with connect(stage.hub.addresses[0]) as views:
        history = history_of_cluster(log, views, submitted=stage.traffic.promised)
        yield from (f"history: {one.kind} at {one.place}: {one.detail}" for one in check_history(history))


def _conservation(log: ClusterLog) -> Iterator[str]:
    found = conserve(log.recorded(), person_partitions=PARTITIONS)
    yield from (f"conservation: {one.kind} at {one.place}: {one.detail}" for one in found.findings)


def _ledger(stage: Stage, log: ClusterLog) -> Iterator[str]:
    entries = [entry for _, entry, _, _ in log.entries()]
    hub = stage.world.engine.hub
    key = str(stage.world.keys.ledger_signer(hub.ledger_origin).verifier_key)
    report = verify_log(
        stage.ledger.ledger, key, entries=lambda start, stop: entries[start:stop], entry_count=len(entries)
    )
    yield from (f"ledger: {one.kind} at {one.place}: {one.detail}" for one in report.findings)
    if report.checkpoint is None or report.checkpoint.size != len(entries):
        yield f"ledger: the checkpoint covers not all of {len(entries)} entries"


def _wait_for_sinks(stage: Stage, log: ClusterLog) -> None:
    """Until ledger and views have what is decided; what they lack then is told as a fault, not waited for."""
    records = sum(1 for source in log.sources() for _ in log.counted(source))
    end = time.monotonic() + SINKS_WITHIN
    while time.monotonic() < end:
        with connect(stage.hub.addresses[0]) as views:
            (copied,) = _row(views, b"SELECT count(*) FROM decisions")
            (ledgered,) = _row(views, b"SELECT count(*) FROM ledger_entries")
        if copied == records and ledgered == records + stage.world.engine.reference.number == _covered(stage):
            return
        time.sleep(0.5)


def _covered(stage: Stage) -> int:
    """How many entries the ledger's checkpoint covers, as it says; `_ledger` holds it to its signature."""
    checkpoint = stage.ledger.ledger / "checkpoint"
    return int(checkpoint.read_text(encoding="utf-8").splitlines()[1]) if checkpoint.exists() else 0


def _row(views: psycopg.Connection, statement: bytes) -> tuple[int, ...]:
    row = views.execute(statement).fetchone()
    assert row is not None
    return tuple(row)


def _poisoned(one: Difference) -> bool:
    """What no local engine is ever given: a record of hop 2 or 3 that cannot be read is answered as that."""
    return one.where.startswith("command refused") and not one.left and not one.reference


def _compare(stage: Stage, log: ClusterLog, given: Sequence[Brought], folder: Path, passed: TimePassed) -> Compared:
    """Give a local engine the same, and have every hop come as far before each move of the reference as it had."""
    local = stage.before.twin(folder / "local")
    hand_in(local, given)
    for number, move in enumerate(stage.population.moves, stage.moved):
        _run_as_far(local, _decided_before(number, log))
        local.clock.now = stage.world.clock.now
        move(local)
    local.run()
    local.tick(passed.at)
    local.run()
    local.close()
    with log_of_home(local.home.folder) as home:
        return compare(home, log, most=ALL)


def _decided_before(number: int, log: ClusterLog) -> dict[str, int]:
    """How many inputs of each source were decided before a reference record was applied; each that came again once.

    A record of hop 2 that is none has a number, so that from there on people have other ids than in a local engine and
    stand in other partitions: there the reference must have moved while nothing was under way.
    """
    reached: dict[str, int] = {}
    poisoned = any(one.decision.decider == UNREADABLE for one in log.counted("resolve"))
    for source in log.sources():
        before = [one.decision for one in log.counted(source) if one.decision.reference < number]
        if source.startswith("intake."):
            reached[source] = len({decision.input for decision in before})
        elif poisoned:
            reached[source] = ALL
        else:
            reached[source] = sum(decision.kind is InputKind.FORWARDED for decision in before)
    return reached


def _run_as_far(local: World, reached: Mapping[str, int]) -> None:
    """Decide so many inputs of each source, hop by hop, and no more."""
    engine = local.engine
    waiting, received = engine._waiting, engine.log.received

    def only_waiting(source: str) -> list[Waiting]:
        return [one for one in waiting(source) if one.position <= reached[source]]

    def only_received(source: str, position: int, limit: int) -> list[Received]:
        return [one for one in received(source, position, limit) if one.position <= reached[source]]

    with (
        patch.object(engine, "_waiting", only_waiting),
        patch.object(engine.log, "received", only_received),
        patch.object(engine, "_follow", lambda *_: None),
    ):
        local.run()
