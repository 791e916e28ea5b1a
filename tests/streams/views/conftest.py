"""A night that was played once, as SQLite and as PostgreSQL hold it."""

from collections.abc import Iterator

import pytest

from ops.cluster.postgres import PostgresServer
from streams.engines.local.queries import LocalViews
from streams.engines.postgres.database import open_engine
from streams.engines.postgres.queries import PostgresViews
from streams.views.answering import SqlViews
from tests.streams.engines.contract.drama import play
from tests.streams.engines.contract.letters import letters
from tests.streams.engines.contract.local_driver import Local
from tests.streams.views.copying import copy_log
from tests.support.flows import flow_plan
from tests.support.postgres import fresh
from tests.support.world import World


@pytest.fixture(scope="package")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A hub after a night on which everything happened that the views tell of."""
    world = World(tmp_path_factory.mktemp("night") / "hub", person_partitions=3, plan=flow_plan())
    play(Local(world), letters(world))
    yield world
    world.close()


@pytest.fixture(scope="package")
def copied(night: World, postgres: PostgresServer) -> str:
    """The address of a PostgreSQL database to which the night's records were written."""
    address = fresh(postgres, "hub")
    copy_log(night, address, batch=7)
    return address


@pytest.fixture(scope="package")
def local_views(night: World) -> Iterator[SqlViews]:
    """The night as the local engine tells it."""
    views = LocalViews(night.home, lambda: night.engine.reference)
    yield views
    views.close()


@pytest.fixture(scope="package")
def postgres_views(night: World, copied: str) -> Iterator[SqlViews]:
    """The night as PostgreSQL tells it."""
    engine = open_engine(copied)
    yield PostgresViews(engine, lambda: night.engine.reference)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def views(request: pytest.FixtureRequest, local_views: SqlViews, postgres_views: SqlViews) -> SqlViews:
    """Each in turn."""
    return local_views if request.param == "sqlite" else postgres_views
