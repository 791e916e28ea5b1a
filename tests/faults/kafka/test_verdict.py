"""The verdict is itself judged: what is planted in a recorded run of a cluster is found, and nothing without it.

Planted as a worker would have done it that lost, doubled or swapped something: the records beside it count as before.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from msgspec import Struct

from ops.cluster.brokers import KafkaCluster
from ops.cluster.postgres import PostgresServer
from schemas.records.accept import EventAccepted
from schemas.records.inputs import TimePassed
from schemas.records.notify import NoticeIssued
from schemas.records.watch import NoticeOpened
from streams.checks.cluster_log import ClusterLog
from streams.engines.kafka.reading import Counted
from tests.faults.kafka import verdict
from tests.faults.kafka.stage import Stage, staged
from tests.faults.kafka.verdict import judge_log, tick
from tests.streams.engines.kafka.publishing import outputs
from tests.support.kafka_hub import Template

EVENTS: Final = 64
PATIENCE: Final = 240.0

pytestmark = pytest.mark.slow

Planting = Callable[[Sequence[Counted]], Sequence[Counted]]


class Recorded(Struct, frozen=True):
    """A run in which nothing broke, at rest."""

    stage: Stage
    passed: TimePassed


class Planted(ClusterLog):
    """The log of a run in which one chain is not what was recorded."""

    source = ""
    _planting: Planting

    def plant(self, source: str, planting: Planting) -> None:
        """From now on, this is what stands in the chain."""
        self.source, self._planting = source, planting

    def counted(self, source: str) -> Iterator[Counted]:
        """The records of a chain."""
        records = list(super().counted(source))
        yield from self._planting(records) if source == self.source else records


@pytest.fixture(scope="module")
def recorded(
    brokers: KafkaCluster, server: PostgresServer, copies: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Recorded]:
    """Some events, decided, seen and ledgered."""
    with staged(tmp_path_factory.mktemp("recorded"), brokers, server, copies, EVENTS, 1) as stage:
        stage.flow()
        stage.wait(PATIENCE)
        stage.settle(PATIENCE)
        stage.move_reference()
        passed = tick(stage)
        stage.settle(PATIENCE)
        yield Recorded(stage, passed)


def first(records: Sequence[Counted], kind: type[object]) -> int:
    """Where the first record stands that holds such an output."""
    return next(n for n, one in enumerate(records) if any(isinstance(o, kind) for o in one.decision.outputs))


def lost(records: Sequence[Counted], kind: type[object]) -> Sequence[Counted]:
    """One record is not there."""
    place = first(records, kind)
    return [*records[:place], *records[place + 1 :]]


def double(records: Sequence[Counted], kind: type[object]) -> Sequence[Counted]:
    """One record stands there twice."""
    place = first(records, kind)
    return [*records[: place + 1], *records[place:]]


def swapped(records: Sequence[Counted], kind: type[object]) -> Sequence[Counted]:
    """One record stands after the one that followed it."""
    place = min(first(records, kind), len(records) - 2)
    return [*records[:place], records[place + 1], records[place], *records[place + 2 :]]


def faults(recorded: Recorded, folder: Path, source: str = "", planting: Planting = lambda records: records) -> str:
    """What the verdict says is wrong."""
    stage = recorded.stage
    with Planted(stage.hub.connection, stage.world.keys.operator.public_key(), stage.hub.topics) as log:
        log.plant(source, planting)
        return "\n".join(judge_log(stage, log, folder, recorded.passed).faults)


def test_a_run_in_which_nothing_broke_has_no_fault(recorded: Recorded, tmp_path: Path) -> None:
    assert faults(recorded, tmp_path) == ""


@pytest.mark.parametrize(("how", "answers"), [(lost, 0), (double, 2)])
def test_what_a_desk_asked_has_one_answer(
    recorded: Recorded,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: Callable[[Sequence[Counted], type[object]], Sequence[Counted]],
    answers: int,
) -> None:
    monkeypatch.setattr(verdict, "SINKS_WITHIN", 0.0)
    source = next(one for one in recorded.stage.hub.sources if outputs(recorded.stage.hub, one, NoticeOpened))
    found = faults(recorded, tmp_path, source, lambda records: how(records, NoticeOpened))
    assert f"was asked, and has {answers} answers" in found


@pytest.mark.parametrize("how", [lost, double, swapped])
@pytest.mark.parametrize("hop", ["intake", "person"])
def test_what_is_planted_is_found(
    recorded: Recorded,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hop: str,
    how: Callable[[Sequence[Counted], type[object]], Sequence[Counted]],
) -> None:
    monkeypatch.setattr(verdict, "SINKS_WITHIN", 0.0)  # they have come as far as they will
    kind = EventAccepted if hop == "intake" else NoticeIssued
    hub = recorded.stage.hub
    source = next(
        one
        for one in hub.sources
        if one.startswith(f"{hop}.") and any(isinstance(o, kind) for d in hub.decisions(one) for o in d.outputs)
    )
    found = faults(recorded, tmp_path, source, lambda records: how(records, kind))
    assert "history:" in found
    assert source in found
