"""Whatever happens in a month with every flow on: all of it ends somewhere, and is decided the same again."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from streams.checks.conservation import conserve
from streams.checks.history import Submitted, check_history
from streams.checks.history_home import history_of_home
from streams.checks.home import reading, records_of
from streams.checks.replay import verify_replay
from streams.checks.texts_home import texts_of_home
from tests.support.flows import flow_plan
from tests.support.month_events import Month
from tests.support.months import DAYS_OF_A_MONTH, pass_by
from tests.support.world import World


@settings(max_examples=max(settings().max_examples // 4, 5))
@example([("outcome", 2, 20), ("desk", 0, 0), ("outcome", 2, 20)])  # settled by hand, then sent once more to nobody
@example(
    [*[("callout", 0, 0)] * 5, ("missing", 0, 0), ("suspend", 0, 0), ("missing", 0, 1)]
)  # all recalled, all refused
@example(
    [("referral", 2, 34), ("callout", 0, 17), ("wait more", 0, 0), ("suspend", 1, 0), ("referral", 2, 0)]
)  # what watched a notice went with it, and nobody had the matter
@given(st.lists(DAYS_OF_A_MONTH, min_size=8, max_size=40))
def test_every_month_is_whole(happenings: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder) / "hub", plan=flow_plan())
        try:
            month = Month(world)
            for happening in happenings:
                pass_by(month, happening)
            world.run()
            with reading(world.home.folder) as database:
                records = list(records_of(database))
                conserved = conserve(records, person_partitions=1)
                texts = texts_of_home(database, world.home, world.keys, conserved.behind)
            submitted = [Submitted(sent.receipt.digest, *world.place_of(sent.receipt)) for sent in world.sent]
            with history_of_home(world.home.folder, submitted=submitted) as history:
                faults = check_history(history)
            replayed = verify_replay(world.home.folder, world.keys)
        finally:
            world.close()
    for name, count in Counter(type(one).__name__ for record in records for one in record.decision.outputs).items():
        event(f"{name}: {'many' if count > 3 else 'some'}")
    event(f"notices of earlier revisions: {'some' if texts.counts else 'none'}")
    assert conserved.findings == ()
    assert texts.findings == ()
    assert faults == ()
    assert replayed.findings == ()
