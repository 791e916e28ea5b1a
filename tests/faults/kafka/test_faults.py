"""Whatever breaks while events flow: nothing is lost or double, and a local engine comes to the same.

`make faults` sends 20,000 events through each; the short form some hundreds. FAULT_SEED names the moments.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.cluster.brokers import KafkaCluster
from ops.cluster.postgres import PostgresServer
from tests.faults.kafka.breaking import FAULTS, poison_everywhere
from tests.faults.kafka.mixed import SHARES
from tests.faults.kafka.stage import Stage, staged
from tests.faults.kafka.verdict import judge, tick
from tests.support.kafka_hub import Template

EVENTS = int(os.environ.get("FAULT_EVENTS", "240"))
SEED = int(os.environ.get("FAULT_SEED", "1"))
PATIENCE = 240 + EVENTS / 10
"""Seconds in which everything must be promised, and then decided."""
TYPES = frozenset(SHARES)
ANSWERS = {"NoticeOpened", "NoticeAcknowledged", "NoticeToldByTelephone", "MatchAnswered"} | {
    "ContactTriaged",
    "StepRecorded",
    "ActionSet",
}

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_nothing_is_lost_or_double(
    fault: Callable[[Stage], None], brokers: KafkaCluster, server: PostgresServer, copies: Template, tmp_path: Path
) -> None:
    began = time.monotonic()
    with staged(tmp_path, brokers, server, copies, EVENTS, SEED) as stage:
        stage.flow()
        fault(stage)
        stage.wait(PATIENCE)
        stage.settle(PATIENCE)
        passed = tick(stage)
        stage.settle(PATIENCE)
        verdict = judge(stage, tmp_path, passed)
    print(f"\n{verdict.events} events, {time.monotonic() - began:.0f} s: {verdict}")
    assert verdict.faults == ()
    assert verdict.events == EVENTS
    assert stage.moved
    assert verdict.compared > EVENTS
    if fault is not poison_everywhere:
        assert verdict.answered >= ANSWERS
    assert verdict.types >= TYPES
