"""Figures of a hub on Kafka: what waits, how far the sinks are, what is overdue."""

from datetime import timedelta

from streams.engines.kafka.status import Status, status
from tests.streams.engines.kafka_sinks.recorded import Recorded, running
from tests.streams.engines.kafka_sinks.test_ledger_writer import until_signed
from tests.streams.engines.kafka_sinks.whole import Whole, now
from tests.support.force import POLICE
from tests.support.kafka_hub import until
from tests.support.people import child_of, pupil
from tests.support.world import FIRST

INTAKE = f"intake.{POLICE}.0"


def asked(whole: Whole) -> Status:
    """The figures now."""
    base = whole.base
    operator = base.world.keys.operator.public_key()
    return status(base.connection, base.topics, base.addresses[0], whole.ledger, operator, now())


def test_what_waits_is_counted_and_the_oldest_is_told(whole: Whole) -> None:
    begun = now()
    for reference in ("ref-1", "ref-2"):
        whole.door.submit(POLICE, [whole.base.world.seal(reference, [child_of(pupil(0, FIRST))])])
    before = asked(whole)
    waiting = {one.source: one for one in before.sources}
    assert (waiting[INTAKE].inputs, waiting[INTAKE].undecided, waiting[INTAKE].unwritten) == (2, 2, 0)
    assert before.oldest is not None
    assert begun - timedelta(seconds=1) < before.oldest <= now()
    assert (before.ledger_size, before.checkpoint_size, before.checkpoint_age) == (0, 0, None)
    with whole.deciding():
        until(lambda: asked(whole).checkpoint_size >= whole.base.referred + 5)
        after = asked(whole)
    assert after.oldest is None
    assert {one.undecided for one in after.sources} == {0}
    assert after.unopened_notices >= 1
    assert after.parked == 0
    assert after.reference == whole.base.referred
    assert after.ledger_size >= after.checkpoint_size
    assert after.checkpoint_age is not None
    assert after.checkpoint_age < 60


def test_figures_of_a_night(recorded: Recorded) -> None:
    recorded.append()
    hub = recorded.hub
    operator = hub.world.keys.operator.public_key()

    def figures() -> Status:
        return status(hub.connection, hub.topics, recorded.database, recorded.folder / "ledger", operator, now())

    before = figures()
    assert sum(one.unwritten or 0 for one in before.sources) == len(recorded.records)
    assert sum(one.unledgered or 0 for one in before.sources) == len(recorded.records)
    with running(recorded.views(), recorded.ledger()):
        recorded.until_copied()
        size = until_signed(recorded)
    hub.append(hub.topics.decisions_of(INTAKE), b"foreign")
    hub.append(hub.topics.decisions_of("resolve"), None)
    after = figures()
    assert {(one.unwritten, one.unledgered) for one in after.sources} == {(0, 0)}
    query = hub.world.engine.database.execute
    ((overdue,),) = query("SELECT count(*) FROM notice_view WHERE state IN ('waiting', 'opened') AND overdue")
    ((items,),) = query("SELECT count(*) FROM desk_view WHERE closed_at IS NULL")
    assert (after.overdue_notices, after.open_desk_items) == (overdue, items)
    assert (after.ledger_size, after.checkpoint_size) == (size, size)
