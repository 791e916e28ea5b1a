"""What a fault did to a hub: nothing, or it is said where. Held beside a local engine that was given the same."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

import psycopg
from msgspec import Struct

from schemas.records.accept import EventAccepted
from schemas.records.inputs import InputKind, TimePassed
from streams.checks.cluster_log import ClusterLog
from streams.checks.compare import Compared, Counts, compare
from streams.checks.compare_home import log_of_home
from streams.checks.compare_stories import Difference
from streams.checks.conservation import conserve
from streams.checks.history import check_history
from streams.checks.history_cluster import history_of_cluster
from streams.checks.texts_cluster import texts_of_cluster
from streams.engines.postgres.database import connect
from streams.ledger.verify import verify_log
from tests.faults.kafka.stage import PARTITIONS, Stage
from tests.faults.kafka.twin import ALL, twin_of
from tests.support.same_inputs import Brought, brought

NIGHTS: Final = timedelta(days=8)
SINKS_WITHIN: Final = 120.0


class Verdict(Struct, frozen=True):
    """What was looked at, and everything that is wrong."""

    faults: tuple[str, ...]
    events: int
    refused_at_first: int
    repeats: int
    not_counted: int
    compared: int
    asked: int
    answered: frozenset[str]
    types: frozenset[str]


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
    history = list(_history(stage, log))
    faults = [*history, *_conservation(stage, log), *_ledger(stage, log), *_desks(stage, log)]
    # A twin is given what stands in the records: where a chain is not whole, it would be given something else.
    compared = _compare(stage, log, brought(stage.hub), folder, passed) if not history else None
    if compared is not None:
        differing = [one for one in compared.differences if not _poisoned(one)]
        faults += [f"differs: {one.kind} {one.where}: local {one.left!r}, kafka {one.right!r}" for one in differing]
    counts = compared.right if compared is not None else Counts()
    return Verdict(
        tuple(faults),
        len(stage.traffic.promised),
        stage.traffic.refused,
        counts.repeats,
        log.not_counted.total(),
        counts.subjects,
        len(stage.desk.asked),
        _answered(log),
        _types(log),
    )


def _history(stage: Stage, log: ClusterLog) -> Iterator[str]:
    with connect(stage.hub.addresses[0]) as views:
        history = history_of_cluster(log, views, submitted=stage.traffic.promised)
        yield from (f"history: {one.kind} at {one.place}: {one.detail}" for one in check_history(history))


def _conservation(stage: Stage, log: ClusterLog) -> Iterator[str]:
    found = conserve(log.recorded(), person_partitions=PARTITIONS)
    with closing(stage.hub.stores()) as stores:
        texts = texts_of_cluster(log, stores.intake, stores.vault, found.behind)
    for one in (*found.findings, *texts.findings):
        yield f"conservation: {one.kind} at {one.place}: {one.detail}"


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
    local = twin_of(stage, log, given, folder / "local", passed)
    local.close()
    with log_of_home(local.home.folder) as home:
        return compare(home, log, most=ALL)


def _desks(stage: Stage, log: ClusterLog) -> Iterator[str]:
    """Each command that a broker acknowledged must have one answer, however often it stands in its topic."""
    answers = Counter(
        one.decision.input
        for source in log.sources()
        if not source.startswith("intake.")
        for one in log.counted(source)
        if one.decision.kind is InputKind.COMMAND
    )
    for digest, asked in stage.desk.asked.items():
        if answers[digest] != 1:
            yield f"desk: `{asked.id}` was asked, and has {answers[digest]} answers"


def _answered(log: ClusterLog) -> frozenset[str]:
    """What desks came to, by the names of outputs."""
    outputs = (
        (type(output).__name__, getattr(output, "answers", None))
        for source in log.sources()
        for one in log.counted(source)
        if one.decision.kind is InputKind.COMMAND
        for output in one.decision.outputs
    )
    return frozenset("MatchAnswered" if answers else kind for kind, answers in outputs)


def _types(log: ClusterLog) -> frozenset[str]:
    """The types of the events that were accepted."""
    intakes = (source for source in log.sources() if source.startswith("intake."))
    outputs = (output for source in intakes for one in log.counted(source) for output in one.decision.outputs)
    return frozenset(output.type for output in outputs if isinstance(output, EventAccepted))
