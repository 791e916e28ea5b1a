"""Whatever happens at a hub, every child of every accepted event has one disposition, and no notice is double."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.checks.conservation import conserve
from streams.checks.home import reading, records_of
from tests.support.happenings import HAPPENINGS, happen
from tests.support.world import a_world


@settings(max_examples=25)
@given(st.lists(HAPPENINGS, min_size=1, max_size=14), st.sampled_from([1, 3]))
def test_every_child_has_one_disposition_after_whatever_happens(
    happenings: list[tuple[str, int, int]], partitions: int
) -> None:
    with TemporaryDirectory() as folder, a_world(Path(folder) / "hub", person_partitions=partitions) as world:
        for happening in happenings:
            happen(world, happening)
        world.run()
        with reading(world.home.folder) as database:
            found = conserve(records_of(database), person_partitions=partitions)
    assert found.findings == ()
