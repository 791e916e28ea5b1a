"""Whatever happens at a hub: every child has one disposition, no notice is double, all is decided the same again."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from streams.checks.conservation import conserve
from streams.checks.history import Submitted, check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.checks.texts_home import texts_of_home
from tests.support.happenings import HAPPENINGS, happen
from tests.support.world import World, a_world

Happenings = list[tuple[str, int, int]]


def promised(world: World) -> list[Submitted]:
    """What the senders were promised, from the promises themselves."""
    return [Submitted(sent.receipt.digest, *world.place_of(sent.receipt)) for sent in world.sent]


@settings(max_examples=25)
@given(st.lists(HAPPENINGS, min_size=1, max_size=24), st.sampled_from([1, 3]))
def test_every_history_is_whole(happenings: Happenings, partitions: int) -> None:
    with TemporaryDirectory() as folder, a_world(Path(folder) / "hub", person_partitions=partitions) as world:
        for happening in happenings:
            happen(world, happening)
        world.run()
        with reading(world.home.folder) as database:
            conserved = conserve(records_of(database), person_partitions=partitions)
            texts = texts_of_home(database, world.home, world.keys, conserved.behind)
        with history_of_home(world.home.folder, submitted=promised(world)) as history:
            faults = check_history(history)
        replayed = verify_replay(world.home.folder, world.keys)
    assert conserved.findings == ()
    assert texts.findings == ()
    assert faults == ()
    assert replayed.findings == ()
