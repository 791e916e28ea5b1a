"""A draft over the same history as PostgreSQL holds it: what flips is what flips over the home."""

from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest

from ops.cluster.postgres import PostgresServer
from schemas.events.people import Role
from streams.agreements.document import Agreement
from streams.engines.postgres.database import connect
from streams.engines.postgres.vault import PostgresVault
from streams.simulation import cluster
from streams.simulation.simulate import Simulated
from streams.simulation.simulators import ClusterSimulator, HomeSimulator, Simulator
from streams.vault.keyring import KeyRing
from streams.vault.names import event_owner
from streams.vault.tombstone import Tombstone
from tests.streams.agreements.repository import agreement
from tests.streams.views.copying import copy_log
from tests.support.people import adult, child_of, pupil
from tests.support.postgres import fresh
from tests.support.world import FIRST, SECOND, START, World

BEDFORD = agreement("bedford-operation-encompass")
DRAFT = BEDFORD.model_copy(update={"clauses": BEDFORD.clauses[1:]})
EARLIER, LATER = START - timedelta(days=1), START + timedelta(days=2)


@pytest.fixture(scope="module")
def simulators(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer) -> tuple[Simulator, Simulator]:
    """Over a home in two partitions of hop 3, and over copies of all that it holds, one event erased in both."""
    world = World(tmp_path_factory.mktemp("simulated") / "hub", person_partitions=2)
    victim = adult("Ann", "Other", Role.VICTIM, child=0)
    for n, urn in ((0, FIRST), (1, SECOND), (2, FIRST), (3, SECOND)):
        world.submit(world.seal(f"ref-{n}", [child_of(pupil(n, urn)), victim]))
    world.run()
    events = [bytes(event) for (event,) in world.engine.database.execute("SELECT event FROM event_view ORDER BY event")]
    hub, vault = fresh(postgres, "hub"), fresh(postgres, "vault")
    copy_log(world, hub, batch=100)
    _copy_inputs(world, hub)
    keys = tmp_path_factory.mktemp("cluster") / "keys"
    copytree(world.home.keys, keys)  # each hub replaces its own key-encryption key when it erases
    _copy_keys(world, vault, keys, events)
    world.engine.vault.erase(event_owner(events[0]), LATER, "retention_ended")
    world.close()
    return HomeSimulator(world.home.folder), ClusterSimulator(hub, vault, keys, world.keys.public.operator)


def asked(simulator: Simulator, draft: Agreement, told: list[tuple[int, int]] | None = None) -> Simulated:
    heard = [] if told is None else told
    return simulator.simulate(draft, EARLIER, LATER, lambda done, total: heard.append((done, total)))


def test_both_find_the_same(simulators: tuple[Simulator, Simulator]) -> None:
    home, on_cluster = (asked(each, DRAFT) for each in simulators)
    assert home.flips.sorts
    assert on_cluster.flips.by_kind == home.flips.by_kind
    assert {flip: counted.disclosures for flip, counted in on_cluster.flips.sorts.items()} == {
        flip: counted.disclosures for flip, counted in home.flips.sorts.items()
    }
    assert (on_cluster.flips.disclosures, on_cluster.gone) == (home.flips.disclosures, home.gone)
    assert home.gone > 0


def test_what_is_in_force_flips_nothing_on_a_cluster(simulators: tuple[Simulator, Simulator]) -> None:
    found = asked(simulators[1], BEDFORD).flips
    assert found.disclosures >= 3
    assert found.sorts == {}


def test_progress_ends_with_everything_read(
    simulators: tuple[Simulator, Simulator], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_TOGETHER", 1)
    told: list[tuple[int, int]] = []
    asked(simulators[1], DRAFT, told)
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))


def _copy_inputs(world: World, hub: str) -> None:
    query = world.engine.database.execute
    with connect(hub) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO accepted_events VALUES (%s, %s, %s)",
            query("SELECT event, source, position FROM event_view").fetchall(),
        )
        cursor.executemany(
            "INSERT INTO reference_log VALUES (%s, %s, %s)",
            query("SELECT number, digest, body FROM reference_log").fetchall(),
        )


def _copy_keys(world: World, vault: str, folder: Path, events: list[bytes]) -> None:
    copied = PostgresVault(vault, KeyRing(folder))
    held = {event_owner(event): world.engine.vault.get(event_owner(event)) for event in events}
    copied.put([(owner, [key for key in keys if not isinstance(key, Tombstone)]) for owner, keys in held.items()])
    copied.commit()
    copied.erase(event_owner(events[0]), LATER, "retention_ended")
    copied.close()
