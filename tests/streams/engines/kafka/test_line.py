"""The line on a real broker: what comes in is decided hop by hop, once, and stands in the log."""

from schemas.records.accept import EventAccepted
from schemas.records.notify import NoticeIssued
from tests.support.force import POLICE
from tests.support.kafka_hub import KafkaHub, until
from tests.support.kafka_workers import WorkerThread
from tests.support.people import child_of, pupil
from tests.support.world import FIRST

INTAKE = f"intake.{POLICE}.0"


def publish(hub: KafkaHub, *references: str) -> None:
    """One event for each reference, about one pupil of the first school each."""
    for number, reference in enumerate(references):
        hub.submit(hub.world.seal(reference, [child_of(pupil(2 * (number % 4), FIRST))]), INTAKE)


def test_an_event_becomes_a_notice(hub: KafkaHub) -> None:
    with WorkerThread(hub.parts()) as worker:
        publish(hub, "ref-1", "ref-2")
        until(lambda: len(hub.counted("person.0")) == 2 or not worker.running)
    assert [type(o) for d in hub.decisions(INTAKE) for o in d.outputs] == [EventAccepted, EventAccepted]
    assert [d.at for d in hub.decisions("person.0")] == [d.at for d in hub.decisions(INTAKE)]
    assert sum(isinstance(o, NoticeIssued) for d in hub.decisions("person.0") for o in d.outputs) == 2
