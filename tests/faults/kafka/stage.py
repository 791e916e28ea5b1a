"""One hub on three brokers and PostgreSQL, its processes, and the traffic through it while something breaks."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Final

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from msgspec.structs import replace

from ops.cluster.brokers import Broker, KafkaCluster
from ops.cluster.postgres import PostgresServer
from streams.checks.cluster_log import ClusterLog
from streams.checks.conservation import conserve
from streams.deciders.areas import COUNCIL_DESK
from tests.bench.town import SCHOOLS, plan
from tests.faults.kafka.desk import COORDINATOR, Desk
from tests.faults.kafka.explaining import explained
from tests.faults.kafka.mixed import Mixed
from tests.faults.kafka.traffic import Population, Traffic
from tests.support.flows import flow_plan, turn_on
from tests.support.furnishing import AREA, INSTRUMENTS, reader
from tests.support.kafka_hub import KafkaHub, Template, until
from tests.support.kafka_sinks import SinkProcess
from tests.support.kafka_workers import HubProcess, WorkerProcess
from tests.support.world import World

PARTITIONS: Final = 4
COPIES: Final = 3
STARTS_WITHIN: Final = 120.0
SHORTEST: Final = 6.0
FEWEST_ASKED: Final = 120
FASTEST: Final = 100.0
"""The traffic lasts so many seconds at least, and brings so many events a second at most."""
QUIET: Final = 0.5
"""Seconds without a new record, after which it is worth looking whether all is decided."""

Fault = Callable[["Stage"], None]


class ReplicatedHub(KafkaHub):
    """A hub whose topics have three copies, two of which must have a record before it is acknowledged."""

    copies = COPIES
    settings: Mapping[str, str] = MappingProxyType({"min.insync.replicas": "2"})


class Stage:
    """What a fault may reach for: processes, brokers, PostgreSQL, the log, and a seeded random."""

    def __init__(
        self, folder: Path, cluster: KafkaCluster, postgres: PostgresServer, template: Template, events: int, seed: int
    ) -> None:
        self.random = Random(seed)
        self.cluster = cluster
        self.postgres = postgres
        self.population = Population(events)
        council = reader(COORDINATOR, COUNCIL_DESK, "area", AREA, "Co", "Ordinator")
        town = replace(
            plan(SCHOOLS, [council]), rolls=self.population.rolls_before(), instruments=INSTRUMENTS
        )  # `turn_on` adds those of the other flows
        self.world = World(folder / "hub", person_partitions=PARTITIONS, plan=flow_plan(town))
        forces = turn_on(self.world)
        self.before = self.world.twin(folder / "before")
        self.submissions = Mixed(self.world, forces, self.population.pupils, self.random).sealed(events)
        self.hub = ReplicatedHub(self.world, cluster.bootstrap, postgres, template)
        self.workers = [WorkerProcess(self.hub, f"worker-{number}") for number in (1, 2)]
        self.ledger = SinkProcess(self.hub, "ledger")
        self.views = SinkProcess(self.hub, "views")
        self.traffic = Traffic(self.hub, self.submissions, rate=events / max(SHORTEST, events / FASTEST))
        self.desk = Desk(self.hub, PARTITIONS, seed, most=max(FEWEST_ASKED, events // 10))
        self.moved = 0
        """Number of the first reference record of the move; there is one for each of the population's moves."""

    def start(self) -> None:
        """Start every process, and wait until the workers have taken over every partition."""
        for process in self.processes:
            process.start()
        until(lambda: self._live() and all(worker.ready for worker in self.workers), STARTS_WITHIN)

    @property
    def partitions(self) -> int:
        """How many partitions of people there are."""
        return PARTITIONS

    @property
    def processes(self) -> list[HubProcess]:
        """Workers and sinks."""
        return [*self.workers, self.ledger, self.views]

    def move_reference(self) -> None:
        """The operator suspends an agreement and puts a roll in place, whatever else happens meanwhile."""
        self.moved = self.world.engine.reference.number + 1
        for move in self.population.moves:
            move(self.world)
        _again(self.hub.put_rolls)
        _again(self.hub.refer)

    def flow(self) -> None:
        """The agencies and everybody at a desk begin."""
        self.traffic.start()
        self.desk.start()

    def wait(self, seconds: float) -> None:
        """Wait until everything was promised; then, once each sort of thing was asked at a desk, the desks rest."""
        self.traffic.wait(seconds)
        self.desk.wait(seconds)
        self.desk.rest(seconds)

    def wait_for(self, share: float, seconds: float = 300.0) -> None:
        """Wait until this share of the traffic was promised."""
        until(lambda: self.traffic.share >= share, seconds)

    def leader_of(self, source: str) -> Broker:
        """The broker that leads the partition in which a chain stands."""
        place = self.hub.topics.decisions_of(source)
        admin = KafkaAdminClient(**self.hub.connection.kafka_python())
        (topic,) = admin.describe_topics([place.topic])
        admin.close()
        leader = next(p["leader_id"] for p in topic["partitions"] if p["partition_index"] == place.partition)
        return next(broker for broker in self.cluster.brokers if broker.number == leader)

    def settle(self, seconds: float) -> None:
        """Wait until everything that was appended is decided and all that it led to."""
        end = time.monotonic() + seconds
        while not self._at_rest():
            assert time.monotonic() < end, f"not at rest within {seconds:.0f} s"

    def _at_rest(self) -> bool:
        self._wait_for_quiet()
        with self.log() as log:
            if any(log.waits(source) for source in log.sources()):
                return False
            return conserve(log.recorded(), person_partitions=PARTITIONS, at_rest=False).counts["under_way"] == 0

    def log(self) -> ClusterLog:
        """The hub's log."""
        return ClusterLog(self.hub.connection, self.world.keys.operator.public_key(), self.hub.topics)

    def _live(self) -> bool:
        """True; AssertionError where a process ended by itself."""
        for process in self.processes:
            assert process.running, f"a process ended by itself:\n{process.log.read_text()[-3000:]}"
        return True

    def _wait_for_quiet(self) -> None:
        """Until nothing was appended for a moment."""
        last, since = -1, time.monotonic()
        while time.monotonic() - since < QUIET:
            assert self._live()
            time.sleep(0.25)
            found = sum(self.hub.end(self.hub.topics.decisions_of(source)) for source in self.hub.sources)
            if found != last:
                last, since = found, time.monotonic()

    def close(self) -> None:
        """End every process, and let go of every file."""
        for process in self.processes:
            if process.running:
                process.kill()
        self.hub.close()
        self.world.close()
        self.before.close()


@contextmanager
def staged(
    folder: Path, cluster: KafkaCluster, postgres: PostgresServer, template: Template, events: int, seed: int
) -> Iterator[Stage]:
    """A stage for one fault. What fails while it stands says what the hub was doing."""
    stage = Stage(folder, cluster, postgres, template, events, seed)
    try:
        stage.start()
        yield stage
    except AssertionError as error:
        error.add_note(explained(stage))
        raise
    finally:
        stage.close()


def _again(attempt: Callable[[], object]) -> None:
    """Try until the brokers take it: the operator is as patient as any publisher."""
    end = time.monotonic() + 120
    while True:
        try:
            attempt()
            return
        except (KafkaError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
