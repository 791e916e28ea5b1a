"""The sinks while the only broker is killed, hung and back: they wait, and lose and double nothing."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.cluster.brokers import KafkaCluster
from ops.cluster.postgres import PostgresServer
from tests.streams.engines.kafka_sinks.recorded import Recorded, running
from tests.streams.engines.kafka_sinks.test_ledger_writer import check, until_signed
from tests.streams.engines.kafka_sinks.test_view_writer import Seen
from tests.streams.views.copying import local_rows
from tests.support.kafka_hub import KafkaHub, Template, until
from tests.support.world import World

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster() -> Iterator[KafkaCluster]:
    """A broker of this test's own."""
    with KafkaCluster(1, open_listener=True) as made:
        yield made


def test_sinks_that_have_nothing_to_do_say_that_most_brokers_are_away(
    night: World, postgres: PostgresServer, template: Template, tmp_path: Path
) -> None:
    with KafkaCluster(3, open_listener=True) as three:
        hub = KafkaHub(night, three.open_bootstrap, postgres, template)
        recorded, views, ledger = Recorded(hub, tmp_path), Seen(), Seen()
        recorded.append()
        with running(recorded.views(views), recorded.ledger(observer=ledger)):
            recorded.until_copied()
            until_signed(recorded)
            until(lambda: views.standing.get("served") is True and ledger.standing.get("served") is True)
            for broker in three.brokers[1:]:
                broker.kill()
            until(lambda: views.standing["served"] is False and ledger.standing["served"] is False)
            assert views.standing.get("brokers", True)
            for broker in three.brokers[1:]:
                broker.start()
            until(lambda: views.standing["served"] is True and ledger.standing["served"] is True)
        hub.close()


def test_a_broker_that_is_killed_or_hung_is_waited_for(
    night: World, cluster: KafkaCluster, postgres: PostgresServer, template: Template, tmp_path: Path
) -> None:
    hub = KafkaHub(night, cluster.open_bootstrap, postgres, template)
    recorded, seen = Recorded(hub, tmp_path), Seen()
    third = len(recorded.records) // 3
    broker = cluster.brokers[0]
    recorded.append(recorded.records[:third])
    with running(recorded.views(seen), recorded.ledger()):
        recorded.until_copied(third)
        broker.kill()
        until(lambda: seen.standing.get("brokers") is False)
        broker.start()
        broker.wait_ready(1)
        recorded.append(recorded.records[third : 2 * third])
        recorded.until_copied(2 * third)
        until_signed(recorded, 2 * third)
        broker.pause()
        time.sleep(12)
        broker.resume()
        recorded.append(recorded.records[2 * third :])
        recorded.until_copied()
        until_signed(recorded)
    assert recorded.rows() == local_rows(night)
    check(recorded)
    hub.close()
