"""Keys that a writer put in vain for an event of the same id hide nobody's: those of the record that counts open it."""

from collections.abc import Callable
from contextlib import closing

import pytest

from schemas.records.accept import EventAccepted
from schemas.records.reference import AgencyKeyRevoked
from streams.engines.postgres.vault import PostgresVault
from streams.vault.names import event_owner
from tests.streams.engines.contract.kafka_driver import OnKafka
from tests.streams.engines.kafka.publishing import INTAKE, notices, outputs
from tests.streams.engines.kafka.swept import swept
from tests.support.force import POLICE, SIGNING_KEY
from tests.support.furnishing import LONG_AGO
from tests.support.kafka_hub import KafkaHub
from tests.support.people import child_of, pupil
from tests.support.world import FIRST

Engines = Callable[[str], OnKafka]


def test_an_event_opens_though_another_writer_put_other_keys_first(hub: KafkaHub, engines: Engines) -> None:
    people = [child_of(pupil(0, FIRST))]
    hub.submit(hub.world.seal("ref-1", people), INTAKE)
    first = engines("first")
    first.decide()
    (accepted,) = outputs(hub, INTAKE, EventAccepted)
    assert isinstance(accepted, EventAccepted)
    owner = event_owner(accepted.event)
    with closing(hub.stores()) as stores:
        (right,) = (list(stores.vault.get(owner)),)
        wrong = [bytes(32) for _ in right]
        stores.vault.drop(owner, owner + b"\0")  # type: ignore[attr-defined]  # as if nothing had been put yet
        stores.vault.put([(owner, wrong)])  # a writer that dies before its record, or whose record does not count
        stores.vault.put([(owner, right)])  # type: ignore[list-item]  # whole keys
        stores.vault.commit()
        assert stores.vault.get(owner) == wrong
    other = engines("other")
    opened = other.opened(accepted.event)
    assert opened.person(0) is not None
    other.decide()
    assert notices(hub) == 1


def owners(hub: KafkaHub) -> list[bytes]:
    """Of which events the vault has keys."""
    with closing(hub.stores()) as stores:
        assert isinstance(stores.vault, PostgresVault)
        return stores.vault.owners(event_owner(b""), b"", 1000)


def test_what_a_worker_put_before_it_died_is_swept_once_its_input_is_decided_otherwise(
    hub: KafkaHub, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = engines("dying")
    hub.submit(hub.world.seal("ref-1", [child_of(pupil(0, FIRST))]), INTAKE)
    hub.submit(hub.world.seal("ref-2", [child_of(pupil(2, FIRST))]), INTAKE)

    async def dies(*_: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(dying.processing.producer, "append_at", dies)
    with pytest.raises(RuntimeError, match="killed"):
        dying.decide()
    assert len(owners(hub)) == 2
    assert swept(hub) == 0, "whoever comes next may still record what needs them"
    hub.world.refer(AgencyKeyRevoked(POLICE, SIGNING_KEY, LONG_AGO, "lost"))
    hub.refer()
    engines("next").decide()
    assert outputs(hub, INTAKE, EventAccepted) == []
    assert swept(hub) == 2
    assert owners(hub) == []


def test_of_two_sets_of_keys_that_of_the_record_stays(hub: KafkaHub, engines: Engines) -> None:
    engine = engines("only")
    hub.submit(hub.world.seal("ref-1", [child_of(pupil(0, FIRST))]), INTAKE)
    engine.decide()
    (owner,) = owners(hub)
    with closing(hub.stores()) as stores:
        right = list(stores.vault.get(owner))
        stores.vault.drop(owner, owner + b"\0")  # type: ignore[attr-defined]  # as if nothing had been put yet
        stores.vault.put([(owner, [bytes(32) for _ in right])])
        stores.vault.put([(owner, right)])  # type: ignore[list-item]  # whole keys
        stores.vault.commit()
        assert swept(hub) == 1
        assert stores.vault.get(owner) == right
    assert owners(hub) == [owner]
    assert swept(hub) == 0
