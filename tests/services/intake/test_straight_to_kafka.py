"""Publishing straight to a real broker over mutual TLS, with promises and outcomes from a real intake behind it.

What takes records off the topic here hands the very bytes to a hub in this process: a worker's part.
"""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient
from msgspec.structs import replace

from schemas.contexts import case_key
from schemas.envelope import digest_of_submission, open_envelope, read_value
from schemas.wire import Submission
from services.operator.agency_folder import AgencyFolder, FolderError
from services.operator.kafka.cluster import Cluster
from services.operator.kafka.wanted import Resource, Right
from services.publisher.http import HttpTransport
from services.publisher.kafka import KafkaTransport
from services.publisher.publisher import Publisher
from services.publisher.store import PublisherStore
from services.publisher.transport import HubBusy, HubRefused
from streams.deciders.places import intake_partition
from streams.engines.kafka.connection import KafkaConnection, TlsFiles
from tests.services.intake.conftest import OTHER, World
from tests.services.intake.submissions import sealed
from tests.services.publisher import support
from tests.services.publisher.support import AGENCY, HUB, NOW, adult, child, of, table
from tests.support.kafka import TestKafka

PARTITIONS = 3
TOPIC = f"intake.{AGENCY}"
ROWS = [row for number in range(5) for row in of(f"BEDS-OE-27-{number:04}", adult(), child())]

MakeTransport = Callable[..., KafkaTransport]


def connection_of(kafka: TestKafka, principal: str) -> KafkaConnection:
    """The broker over mutual TLS."""
    keystore = kafka.keystore(principal)
    files = TlsFiles(kafka.certificates.authority, keystore, keystore)
    return KafkaConnection(kafka.secured, files, request_seconds=5, bootstrap_seconds=3)


@pytest.fixture
def topic(kafka: TestKafka) -> Iterator[str]:
    """The agency's empty topic, to which only it may write."""
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    admin.create_topics({TOPIC: {"num_partitions": PARTITIONS, "replication_factor": 1}}, wait_for_metadata=True)
    right = Right(f"agency.{AGENCY}", Resource.TOPIC, TOPIC, "write")
    with closing(Cluster(connection_of(kafka, "admin"))) as cluster:
        cluster.allow([right])
        cluster.await_found(lambda found: right in found.rights, time.monotonic, time.sleep)
    yield TOPIC
    admin.delete_topics([TOPIC])
    while TOPIC in admin.list_topics():
        time.sleep(0.05)
    admin.close()


@pytest.fixture
def transport(kafka: TestKafka, world: World) -> Iterator[MakeTransport]:
    """Makes transports to the broker and to the hub's real intake."""
    made: list[KafkaTransport] = []

    def make(
        principal: str = f"agency.{AGENCY}", *, patience: bool = True, partitions: int = PARTITIONS
    ) -> KafkaTransport:
        descriptor = replace(world.descriptor, intake_partitions=partitions)
        back = HttpTransport(world.url, world.tokens[AGENCY])
        clock = time.monotonic if patience else iter(range(0, 10_000, 20)).__next__
        made.append(KafkaTransport(connection_of(kafka, principal), descriptor, AGENCY, back, monotonic=clock))
        return made[-1]

    yield make
    for one in made:
        one.close()


def records(kafka: TestKafka) -> list[tuple[int, Submission]]:
    """Everything in the topic: partition, and what was handed in."""
    with closing(KafkaConsumer(bootstrap_servers=kafka.bootstrap)) as consumer:
        places = [TopicPartition(TOPIC, number) for number in range(PARTITIONS)]
        consumer.assign(places)
        consumer.seek_to_beginning()
        ends = consumer.end_offsets(places)
        found = []
        while any(consumer.position(place) < ends[place] for place in places):
            for place, batch in consumer.poll(timeout_ms=200).items():
                found += [(place.partition, Submission(one.value, dict(one.headers)["keys"])) for one in batch]
    return found


@pytest.fixture
def taking(kafka: TestKafka, world: World, topic: str) -> Iterator[None]:
    """Hands to the hub what stands in the topic, over and over."""
    stop = threading.Event()

    def take() -> None:
        while not stop.wait(0.1):
            if found := [submission for _, submission in records(kafka)]:
                world.hub.submit(AGENCY, found)

    thread = threading.Thread(target=take)
    thread.start()
    yield
    stop.set()
    thread.join()


@pytest.mark.usefixtures("taking")
def test_from_the_export_over_the_brokers_to_the_outcome(
    kafka: TestKafka, world: World, tmp_path: Path, transport: MakeTransport
) -> None:
    store = PublisherStore.open(tmp_path / "publisher.db", AGENCY, HUB)
    descriptor = replace(world.descriptor, intake_partitions=PARTITIONS)
    made = Publisher(store, descriptor, world.identity, transport(), clock=lambda: NOW)
    done = made.publish(table(ROWS).encode(), "export.csv", support.mapping())
    assert (done.delivered.promised, done.delivered.trouble) == (5, "")
    for partition, submission in records(kafka):
        header = read_value(open_envelope(submission.envelope)).header
        assert partition == intake_partition(case_key(AGENCY, header.reference), PARTITIONS)
    assert made.publish(table(ROWS).encode(), "export.csv", support.mapping()).delivered.promised == 0
    assert len(records(kafka)) == 5
    world.hub.run()
    assert [one.outcome for one in made.fetch_outcomes()] == ["accepted"] * 5
    store.close()


def test_what_the_brokers_hold_is_not_appended_again_while_the_promise_is_waited_for(
    kafka: TestKafka, world: World, topic: str, transport: MakeTransport
) -> None:
    made, submission = transport(patience=False), sealed(world)
    for _ in range(2):
        with pytest.raises(HubBusy, match="the brokers hold the events, and the hub has not promised yet"):
            made.submit([submission])
    assert [found for _, found in records(kafka)] == [submission]
    world.hub.submit(AGENCY, [submission])
    (promise,) = made.submit([submission])
    assert promise.digest == digest_of_submission(submission).hex()
    assert len(records(kafka)) == 1


def test_another_agencys_certificate_does_not_write_here(
    kafka: TestKafka, world: World, topic: str, transport: MakeTransport
) -> None:
    with pytest.raises(
        HubRefused, match=r"does not let this principal take events.*`kafka\.pem` of the agency's folder"
    ):
        transport(f"agency.{OTHER}").submit([sealed(world)])
    assert records(kafka) == []


def test_a_missing_topic_is_refused_with_whom_to_ask(world: World, transport: MakeTransport) -> None:
    with pytest.raises(HubRefused, match=r"a topic is missing .*: the hub's operator makes this agency's with"):
        transport("admin").submit([sealed(world)])


def test_a_topic_of_other_partitions_is_refused(world: World, topic: str, transport: MakeTransport) -> None:
    with pytest.raises(HubRefused, match=f"`{TOPIC}` has 3 partitions and the hub's descriptor says 4"):
        transport(partitions=4).submit([sealed(world)])


def test_a_broker_that_is_away_is_tried_again(world: World, kafka: TestKafka) -> None:
    gone = replace(connection_of(kafka, f"agency.{AGENCY}"), bootstrap="127.0.0.1:9")
    with (
        KafkaTransport(gone, world.descriptor, AGENCY, HttpTransport(world.url, "x")) as made,
        pytest.raises(HubBusy, match=r"no broker listens at `127\.0\.0\.1:9`: start it, or correct --kafka"),
    ):
        made.submit([sealed(world)])


def test_a_promise_is_given_to_its_own_agency_alone(world: World, client: httpx.Client) -> None:
    submission = sealed(world)
    digest = digest_of_submission(submission).hex()
    assert client.get(f"/v1/promises/{digest}", headers=world.headers()).status_code == 404
    (receipt,) = world.hub.submit(AGENCY, [submission])
    with HttpTransport(world.url, world.tokens[AGENCY]) as transport:
        found = transport.promise(receipt.digest)
    assert found is not None
    assert (found.digest, found.promise) == (digest, receipt.promise)
    assert client.get(f"/v1/promises/{digest}", headers=world.headers(OTHER)).status_code == 404
    assert client.get(f"/v1/promises/{digest}").status_code == 401
    assert client.get("/v1/promises/xyz", headers=world.headers()).status_code == 422


def test_the_agencys_folder_holds_its_certificate(kafka: TestKafka, tmp_path: Path) -> None:
    folder = AgencyFolder(tmp_path / "agency")
    folder.create(AGENCY, "police-1")
    with pytest.raises(FolderError, match=r"there is no `kafka\.pem` in .*firstbell kafka certificates"):
        folder.brokers(kafka.secured)
    shutil.copy(kafka.keystore(f"agency.{AGENCY}"), folder.folder / "kafka.pem")
    shutil.copy(kafka.certificates.authority, folder.folder / "kafka-authority.pem")
    connection = folder.brokers(kafka.secured)
    assert connection.tls is not None
    connection.tls.context()


@pytest.mark.parametrize("broken", ["kafka.pem", "kafka-authority.pem"])
def test_a_certificate_that_is_not_whole_is_told_before_anything_is_sent(
    kafka: TestKafka, tmp_path: Path, broken: str
) -> None:
    folder = AgencyFolder(tmp_path / "agency")
    folder.create(AGENCY, "police-1")
    shutil.copy(kafka.keystore(f"agency.{AGENCY}"), folder.folder / "kafka.pem")
    shutil.copy(kafka.certificates.authority, folder.folder / "kafka-authority.pem")
    whole = (folder.folder / broken).read_bytes()
    (folder.folder / broken).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FolderError, match="is not whole: ask the hub's operator"):
        folder.brokers(kafka.secured)
