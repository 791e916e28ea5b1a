"""An operator's commands on a cluster: a hub declared from nothing, agencies, agreements, people, erasure."""

import base64
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kafka.admin import KafkaAdminClient, NewTopic

from ops.cluster.postgres import PostgresServer
from streams.engines.kafka.keys import KeyFolder
from streams.engines.kafka.reference_watch import ReferenceWatch
from streams.engines.kafka.topics import Topics
from streams.reference.facts import Reference
from tests.services.processes.conftest import Start, plain
from tests.services.processes.test_asking import Asked
from tests.services.processes.test_asking import told as told
from tests.services.processes.test_worker import publish
from tests.support.furnishing import AREA, INSTRUMENTS
from tests.support.kafka_hub import KafkaHub
from tests.support.postgres import fresh

pytestmark = pytest.mark.slow
AGREEMENT = "bedford-operation-encompass"


def public_key() -> str:
    """A fresh public key as it is typed."""
    return base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()


def reference_of(hub: KafkaHub, topics: Topics, keys: Path) -> Reference:
    """The reference of a cluster as a process reads it."""
    watch = ReferenceWatch(hub.connection, topics, KeyFolder(keys).operator())
    try:
        return watch.follow()
    finally:
        watch.close()


def test_a_hub_is_declared_and_furnished_from_nothing(
    hub: KafkaHub, variables: dict[str, str], postgres: PostgresServer, tmp_path: Path
) -> None:
    topics, keys = Topics(f"o{secrets.token_hex(4)}."), tmp_path / "made" / "keys"
    vault = keys.with_name("vault")
    keys.mkdir(parents=True)
    vault.mkdir()
    admin = KafkaAdminClient(**hub.connection.kafka_python())
    admin.create_topics([NewTopic(topics.reference.topic, num_partitions=1, replication_factor=1)])
    admin.close()
    new = variables | {
        "FIRSTBELL_KAFKA_PREFIX": topics.prefix,
        "FIRSTBELL_VIEWS_DATABASE_URL": plain(fresh(postgres, "hub")),
        "FIRSTBELL_VAULT_DATABASE_URL": plain(fresh(postgres, "vault")),
        "FIRSTBELL_KEYS_FOLDER": str(keys),
    }
    declare = ("init", "--cluster", "--hub", "new-hub", "--title", "New", "--area", f"{AREA}=Bedford", "--json")
    refused = Asked(new, *declare)
    assert (refused.code, "holds a vault's key already" in refused.err) == (3, True)
    new["FIRSTBELL_VAULT_KEYS_FOLDER"] = str(vault)
    declared = Asked(new, *declare, "--person-partitions", "3")
    assert declared.code == 0, declared.err
    assert [path.name for path in vault.iterdir()] == ["key-encryption"]
    assert not (keys / "key-encryption").exists()
    again = Asked(new, *declare)
    assert (again.code, "declared" in again.err) == (3, True)
    for words in (
        ("keys", "register", "kent-police", "k1", public_key(), "--title", "Kent Police", "--area", AREA),
        ("agreements", "check", *(str(path) for path in INSTRUMENTS)),
        ("agreements", "register", *(str(path) for path in INSTRUMENTS)),
        ("directory", "appoint", "u-1", "council_education_safeguarding", AREA, "--given", "A", "--family", "B"),
        ("directory", "end", "u-1", "council_education_safeguarding", "area", AREA),
        ("areas", "set", AREA, "--holiday-desk-minutes", "45"),
        ("keys", "revoke", "kent-police", "k1", "--reason", "lost"),
    ):
        done = Asked(new, *words, "--cluster")
        assert done.code == 0, done.err
    agreements = [str(path) for path in INSTRUMENTS if path.parent.name == "agreements"]
    checked = [Asked(new, "agreements", "check", *agreements, *more) for more in ([], ["--cluster"])]
    assert [one.code for one in checked] == [1, 0], "the duty that every notification rests on is held by the hub"
    reference = reference_of(hub, topics, keys)
    assert reference.hub is not None
    assert (reference.hub.hub, reference.hub.intake_partitions, reference.hub.person_partitions) == ("new-hub", 4, 3)
    assert set(reference.agencies) == {"kent-police"}
    assert {area: calendar.holiday_desk_due_minutes for area, calendar in reference.areas.items()} == {AREA: 45}
    assert len(reference.instruments.registered) == len(INSTRUMENTS)
    assert reference.staff["u-1"].version == 1
    assert not list(reference.holders("area", AREA, datetime.now(UTC)))


def test_an_agreement_is_suspended_and_resumed(hub: KafkaHub, variables: dict[str, str]) -> None:
    words = (AGREEMENT, "--reason", "under review", "--asked-by", "a council", "--cluster", "--json")
    suspended = Asked(variables, "agreements", "suspend", *words)
    assert suspended.code == 0, suspended.err
    assert AGREEMENT in reference_of(hub, hub.topics, hub.world.home.keys).instruments.suspended()
    assert Asked(variables, "agreements", "suspend", *words).code == 4
    assert Asked(variables, "agreements", "resume", *words).code == 0
    assert AGREEMENT not in reference_of(hub, hub.topics, hub.world.home.keys).instruments.suspended()


def test_an_event_is_erased(hub: KafkaHub, told: dict[str, str], start: Start) -> None:
    publish(hub, "ref-1")
    lines = [start(command, told) for command in ("worker", "views")]
    lines[1].until(lambda: lines[1].metric("firstbell_visible_seconds_count") == 1)
    words = ("erase", "ref-1", "--reason", "court_order", "--yes", "--cluster", "--json")
    erased = Asked(told, *words)
    assert erased.code == 0, erased.err
    assert erased.document["keys"] == len(erased.document["sections"])  # type: ignore[arg-type]  # a list of numbers
    assert Asked(told, *words).document["keys"] == 0
    assert Asked(told, "erase", "nobody", *words[2:]).code == 6
    assert Asked(told, *words[:4], "--section", "99", "--yes", "--cluster").code == 2
