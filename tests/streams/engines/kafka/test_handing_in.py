"""Many threads append through one producer: each learns where its own records stand, and when the brokers took them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from kafka import TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from streams.engines.kafka.connection import KafkaConnection, TlsFiles
from streams.engines.kafka.handing_in import Appended, HandingIn, Item, NotTaken
from streams.engines.kafka.topics import Place
from tests.support.kafka import TestKafka
from tests.support.kafka_hub import KafkaHub


def test_each_thread_learns_where_its_own_records_stand(hub: KafkaHub) -> None:
    places = [hub.topics.inputs_of("resolve"), hub.topics.inputs_of("person.0")]
    brokers = HandingIn(hub.connection, 1024 * 1024)

    def append(number: int) -> dict[tuple[Place, int], bytes]:
        items = [Item(places[n % 2], f"{number}-{n}".encode(), [("n", b"%d" % n)]) for n in range(20)]
        found = brokers.append(items)
        return {(item.place, one.offset): item.value for item, one in zip(items, found, strict=True)}

    with ThreadPoolExecutor(8) as threads:
        said = [entry for one in threads.map(append, range(24)) for entry in one.items()]
    brokers.close()
    stands = {(place, at): value for place in places for at, value in enumerate(hub.records(place))}
    assert len(said) == 480
    assert dict(said) == stands
    for number in range(24):
        mine = [value for value in hub.records(places[0]) if value is not None and value.startswith(b"%d-" % number)]
        assert mine == sorted(mine, key=lambda value: int(value.split(b"-")[1])), "in order within a partition"


def test_the_time_is_the_brokers_own(hub: KafkaHub) -> None:
    place, brokers = hub.topics.inputs_of("resolve"), HandingIn(hub.connection, 1024 * 1024)
    (appended,) = brokers.append([Item(place, b"x", (), stamp=1)])
    brokers.close()
    at = TopicPartition(place.topic, place.partition)
    hub.consumer.assign([at])
    hub.consumer.seek(at, appended.offset)
    record = next(iter(hub.consumer))
    assert appended == Appended(record.offset, record.timestamp)
    assert record.timestamp > 1_000_000_000_000


def test_what_the_brokers_do_not_take_is_named_and_the_next_is_taken(kafka: TestKafka) -> None:
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    topic = kafka.unique("narrow")
    admin.create_topics([NewTopic(topic, 1, 1, topic_configs={"max.message.bytes": "1000"})])
    admin.close()
    brokers = HandingIn(KafkaConnection(kafka.bootstrap), 1024 * 1024)
    with pytest.raises(NotTaken, match="MSG_SIZE_TOO_LARGE"):
        brokers.append([Item(Place(topic, 0), bytes(5000), ())])
    with pytest.raises(NotTaken, match="UNKNOWN_PARTITION"):
        brokers.append([Item(Place(topic, 9), b"", ())])
    assert [one.offset for one in brokers.append([Item(Place(topic, 0), b"a", ()), Item(Place(topic, 0), b"b", ())])]
    brokers.close()


def test_without_the_right_to_write_the_refusal_is_named(kafka: TestKafka, hub: KafkaHub) -> None:
    principal = kafka.unique("intake")
    file = kafka.keystore(principal)
    secured = KafkaConnection(kafka.secured, TlsFiles(kafka.certificates.authority, file, file), principal)
    brokers = HandingIn(secured, 1024 * 1024)
    with pytest.raises(NotTaken, match=r"AUTHORIZATION_FAILED|UNKNOWN_TOPIC"):
        brokers.append([Item(hub.topics.inputs_of("resolve"), b"x", ())])
    with pytest.raises(NotTaken, match=r"AUTHORIZATION_FAILED|UNKNOWN_TOPIC"):
        brokers.append([Item(hub.topics.inputs_of("resolve"), b"y", ())])
    brokers.close()
    assert hub.end(hub.topics.inputs_of("resolve")) == 0
