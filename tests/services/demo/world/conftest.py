"""One world of the demo and its files as they are read."""

import pytest

from services.demo.world.build import World, build_world
from services.demo.world.incidents import MOVED_ON
from services.directory.register import Register, read_register
from services.directory.rolls import RollImport, read_roll
from services.directory.tables import Table, read_table
from services.publisher.mapping import ExportMapping, load_mapping


@pytest.fixture(scope="session")
def seed() -> int:
    return 7


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, seed: int) -> World:
    return build_world(tmp_path_factory.mktemp("world"), seed)


@pytest.fixture(scope="module")
def register(world: World) -> Register:
    return read_register(
        (world.directory / "register.csv").read_bytes(), (world.directory / "register-links.csv").read_bytes()
    )[0]


@pytest.fixture(scope="module")
def rolls(world: World) -> dict[str, RollImport]:
    return {
        path.stem: read_roll(path.read_bytes(), path.name, as_of=MOVED_ON)
        for path in (world.directory / "rolls").glob("*.csv")
    }


@pytest.fixture(scope="module")
def mapping(world: World) -> ExportMapping:
    return load_mapping((world.directory / "mapping.yaml").read_bytes(), "mapping.yaml")


@pytest.fixture(scope="module")
def exports(world: World, mapping: ExportMapping) -> dict[str, Table]:
    return {
        path.name: read_table(path.read_bytes(), path.name, mapping.columns(), mapping.ignored)
        for path in sorted(world.directory.glob("callouts-*.csv"))
    }
