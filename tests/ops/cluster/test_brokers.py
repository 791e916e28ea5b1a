"""Brokers as processes: what a test can do to them."""

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient

from ops.cluster.brokers import KafkaCluster
from ops.cluster.jars import KAFKA, LOCK, LOG4J, ROOTS
from tests.support.kafka import TestKafka


def test_the_lock_names_the_roots_and_no_host() -> None:
    lines = LOCK.read_text("utf-8").splitlines()
    coordinates = {line.split()[0] for line in lines}
    assert set(ROOTS) <= coordinates
    assert f"org.apache.kafka:kafka-clients:{KAFKA}" in coordinates
    assert f"org.apache.logging.log4j:log4j-core:{LOG4J}" in coordinates
    assert [line for line in lines if "/" in line or len(line.split()[1]) != 64] == []


def test_a_client_without_tls_has_all_rights_on_the_open_listener(kafka: TestKafka) -> None:
    topic = kafka.unique("open")
    admin = KafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}})
    admin.close()
    producer = KafkaProducer(bootstrap_servers=kafka.bootstrap, acks="all")
    assert producer.send(topic, b"value").get(timeout=20).offset == 0
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=kafka.bootstrap)
    consumer.assign([TopicPartition(topic, 0)])
    consumer.seek_to_beginning()
    assert next(consumer).value == b"value"
    consumer.close()


def test_the_super_user_comes_in_over_mutual_tls(kafka: TestKafka) -> None:
    admin = KafkaAdminClient(
        bootstrap_servers=kafka.secured, security_protocol="SSL", ssl_context=kafka.context("admin")
    )
    assert len(admin.describe_cluster()["brokers"]) == 1
    admin.close()


def test_a_broker_keeps_its_data_and_ports_over_kill_and_pause() -> None:
    with KafkaCluster(1) as cluster:
        broker = cluster.brokers[0]
        first = broker.pid
        producer = KafkaProducer(bootstrap_servers=cluster.bootstrap)
        admin = KafkaAdminClient(bootstrap_servers=cluster.bootstrap)
        admin.create_topics({"kept": {"num_partitions": 1, "replication_factor": 1}})
        producer.send("kept", b"before").get(timeout=20)
        broker.kill()
        assert not broker.running
        broker.start()
        broker.wait_ready(1)
        assert broker.pid not in (None, first)
        broker.pause()
        sent = producer.send("kept", b"after")
        broker.resume()
        assert sent.get(timeout=30).offset == 1
        producer.close()
        admin.close()
