"""Events a second of hop 1, beside a bare loop that consumes, verifies and decides the same, and produces."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from ops.cluster.postgres import PostgresServer
from tests.bench.kafka.stage import TownOnKafka, running
from tests.bench.town import AGENCY, Town
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import template_of, until

EVENTS = 3000
ROUNDS = 5
LIMIT = 0.7


@pytest.fixture
def other(kafka: TestKafka, postgres: PostgresServer, tmp_path: Path) -> Iterator[TownOnKafka]:
    """Another town on the same broker, for the bare loop."""
    folder = tmp_path / "other"
    folder.mkdir()
    made = TownOnKafka(Town(folder), kafka.bootstrap, postgres, template_of(postgres))
    yield made
    made.close()
    made.town.hub.close()


def test_the_intake_hop_beside_a_bare_loop(town: TownOnKafka, other: TownOnKafka, tmp_path: Path) -> None:
    """What waits when each goes on is the same number of events; they take turns."""
    rates: dict[str, list[float]] = {"hop": [], "bare": []}
    with running(town, ["worker --stage accept"], tmp_path) as processes, bare(other, tmp_path) as loop:
        hop = next(iter(processes.values())).process
        for number in range(ROUNDS + 1):
            measured = rate(town, hop, number), rate(other, loop, number)
            if number:  # the first only warms them
                rates["hop"].append(measured[0])
                rates["bare"].append(measured[1])
    ratio = median(hop / bare for hop, bare in zip(rates["hop"], rates["bare"], strict=True))
    print(f"\n{os.getloadavg()[0]:.1f} other processes want {os.cpu_count()} processors: best none")
    for name, found in rates.items():
        print(f"{name:>5}: {', '.join(f'{one:.0f}' for one in found)} events/s")
    print(f"the hop does {100 * ratio:.0f}% of the bare loop")
    assert ratio >= LIMIT


def rate(town: TownOnKafka, process: subprocess.Popen[bytes], seed: int) -> float:
    """Events a second of a process that finds them waiting, from when it goes on to its last record."""
    submissions, before = town.town.seal(EVENTS, seed=seed + 1), town.accepted()
    process.send_signal(signal.SIGSTOP)
    town.send(submissions)
    process.send_signal(signal.SIGCONT)
    began = time.perf_counter()
    until(lambda: town.accepted() >= before + EVENTS, 120, every=0.02)
    return EVENTS / (time.perf_counter() - began)


@contextmanager
def bare(town: TownOnKafka, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The bare loop, connected."""
    told = {
        "bootstrap": town.connection.bootstrap,
        "prefix": town.topics.prefix,
        "home": str(town.town.home.folder),
        "agency": AGENCY,
    }
    log = folder / "bare.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.kafka.bare"], stdin=subprocess.PIPE, stdout=file, stderr=file
        )
    assert process.stdin is not None
    process.stdin.write(json.dumps(told).encode())
    process.stdin.close()
    try:
        until(lambda: "ready" in log.read_text("utf-8"), 60)
        yield process
        assert process.poll() is None, log.read_text("utf-8")
    finally:
        process.kill()
        process.wait()
