"""The demo's story on a cluster: the same player, a hub made of many processes, and what came of it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Final

from kafka import KafkaProducer

from ops.cluster.hub import VAULT, HubCluster
from ops.cluster.operating import OperatedCluster
from ops.cluster.quiet import Quiet
from ops.cluster.twice import KeepingTransport, Kept
from schemas import codec
from schemas.records.hotspots import PublishHotspots
from schemas.records.inputs import Command, Input, TimePassed
from schemas.records.meetings import SealedWords
from services.demo.bringing import Force
from services.demo.finding import CaseFound, Finder
from services.demo.homes import agency_folder
from services.demo.playing import Brought, Played, Player, Progress, Stage
from services.demo.summary import Counted, count
from services.demo.telling import ALSO_PUBLISH, FORCE
from services.operator.agency_folder import KAFKA_AUTHORITY, KAFKA_CERTIFICATE, AgencyFolder
from services.operator.clock import StoryClock, TimeFile
from services.publisher.http import HttpTransport
from services.publisher.kafka import KafkaTransport
from services.publisher.transport import Transport
from streams.engines.contract import Settled
from streams.engines.kafka.hub import HubParts, KafkaHub
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.records import stamp
from streams.engines.kafka.topics import Topics
from streams.engines.line.opening import Openings
from streams.engines.postgres.stores import open_stores

ACKNOWLEDGED_SECONDS: Final = 30.0
DECIDED_SECONDS: Final = 60.0


class SharedClock(StoryClock):
    """A story's clock that the hub's processes follow, through a file."""

    def __init__(self, start: datetime, file: TimeFile) -> None:
        super().__init__(start)
        self._file = file
        file.go_to(start)

    def go_to(self, at: datetime) -> None:
        """Set the clock, here and for every process."""
        super().go_to(at)
        self._file.go_to(at)


class ClusterHub:
    """`services.demo.giving.StoryHub` whose line is somebody else's processes. Close it after use."""

    def __init__(self, cluster: HubCluster, operated: OperatedCluster, clock: StoryClock) -> None:
        self.pupil_tokens = operated.pupil_tokens
        self.registry = operated.registry
        self.locked = operated.locked
        self.reference = operated.reference
        self._clock = clock
        connection = cluster.connection("operator")
        parts = HubParts(
            connection=connection,
            hub_database=cluster.address("operator"),
            vault_database=cluster.address("operator", VAULT),
            vault_keys=cluster.vault_keys,
            operator=KeyFolder(cluster.keys / "operator").operator(),
            decided_within=DECIDED_SECONDS,
            clock=clock,
            stamps=clock,
        )
        self._hub = KafkaHub(parts)
        self._hub.start()
        self.views = self._hub.views
        self._quiet = Quiet(cluster, operated.reference)
        self._producer = KafkaProducer(**connection.kafka_python(), acks="all", enable_idempotence=True)

    def close(self) -> None:
        """Disconnect."""
        self._producer.close()
        self._quiet.close()
        self._hub.close()

    def perform(self, command: Command, *, command_id: str) -> Settled:
        """Append a desk's command, and wait for its decision."""
        return self._hub.perform(command, command_id=command_id)

    def seal(self, event: bytes, words: str) -> SealedWords:
        """Words about an event, sealed."""
        return self._hub.seal(event, words)

    def count_hotspots(self, asked: tuple[str, str, date], who: str) -> PublishHotspots:
        """Count for a table of hotspots."""
        return self._hub.count_hotspots(asked, who)

    def tick(self, at: datetime) -> None:
        """Tell every partition the time at once (the ticker does it too, when its turn comes), and wait."""
        reference = self.reference()
        assert reference.hub is not None
        body, topic, now = codec.encode(Input("", TimePassed(at))), Topics().inputs_person, stamp(self._clock)
        sent = [
            self._producer.send(topic, body, partition=partition, timestamp_ms=now)
            for partition in range(reference.hub.person_partitions)
        ]
        for one in sent:
            one.get(timeout=ACKNOWLEDGED_SECONDS)
        self._quiet.wait_for_ticks()

    def run(self) -> None:
        """Wait until the processes have decided everything, and it can be seen."""
        self._quiet.wait()

    def sign_checkpoint(self) -> None:
        """Nothing: the ledger writer signs by itself, and `run` waits for it."""


class TwoWays:
    """A force that brings every other export straight to the brokers, and the rest through the intake."""

    def __init__(self, through_intake: Force, straight: Force, others: Mapping[str, Force], kept: Kept) -> None:
        self._intake = through_intake
        self._straight = straight
        self._others = others
        self.kept = kept
        self.straight = 0
        self.through_intake = 0

    def publish(self, file: Path, agency: str = "", mapping: Path | None = None) -> Brought:
        """Bring an export: the force's by turns straight and through the intake, others' through the intake."""
        step = self.kept.begin()
        if agency in self._others:
            step.brought = self._others[agency].publish(file, mapping)
        elif self.through_intake > self.straight:
            self.straight += 1
            step.brought = self._straight.publish(file, mapping)
        else:
            self.through_intake += 1
            step.brought = self._intake.publish(file, mapping)
        return step.brought

    def settle(self) -> None:
        """Fetch outcomes and proofs of what was brought."""
        for force in (self._intake, *self._others.values()):
            force.settle()

    def forge(self, file: Path, reference: str) -> bytes:
        """Bring one incident under a key that the hub does not know."""
        step = self.kept.begin()
        step.forged = self._intake.forge(file, reference)
        return step.forged


def play(cluster: HubCluster, stage: Stage, progress: Progress) -> tuple[Played, TwoWays]:
    """Play the story; what it did, and how the exports came."""
    with _force(cluster, stage) as force:
        return Player(stage, force, progress).play(), force


def find(cluster: HubCluster, stage: Stage, played: Played) -> tuple[tuple[CaseFound, ...], Counted]:
    """Hold the hub against every named case, and count."""
    stores = open_stores(cluster.address("operator"), cluster.address("operator", VAULT), cluster.vault_keys)
    with closing(stores):
        openings = Openings(stores.intake, stores.vault)
        cases = tuple(Finder(stage.hub, openings, played).cases(stage.world.story))
    return cases, count(stage.hub, played)


@contextmanager
def _force(cluster: HubCluster, stage: Stage) -> Iterator[TwoWays]:
    folder = agency_folder(stage.folder, FORCE)
    _put_certificates(cluster, folder)
    connection, kept = folder.brokers(cluster.kafka.bootstrap), Kept()
    with ExitStack() as stack:

        def over_http(agency: str) -> HttpTransport:
            token = agency_folder(stage.folder, agency).token()
            return stack.enter_context(HttpTransport(cluster.intake_url, token))

        def force_of(agency: str, transport: Transport) -> Force:
            keeping = KeepingTransport(transport, agency, kept)
            return stack.enter_context(Force(agency_folder(stage.folder, agency), keeping, stage.clock))

        straight = stack.enter_context(
            KafkaTransport(connection, folder.descriptor(), FORCE, over_http(FORCE), clock=stage.clock)
        )
        others = {agency: force_of(agency, over_http(agency)) for agency in ALSO_PUBLISH}
        yield TwoWays(force_of(FORCE, over_http(FORCE)), force_of(FORCE, straight), others, kept)


def _put_certificates(cluster: HubCluster, folder: AgencyFolder) -> None:
    folder.put(KAFKA_CERTIFICATE, cluster.certificates.keystore(f"agency.{FORCE}").read_bytes())
    folder.put(KAFKA_AUTHORITY, cluster.certificates.authority.read_bytes())
