"""What the tests of the Kafka engine send, and what they count."""

from collections import Counter

from schemas.records.accept import EventAccepted
from schemas.records.decision import Output
from schemas.records.inputs import InputKind
from schemas.records.notify import NoticeIssued
from tests.support.force import POLICE
from tests.support.kafka_hub import KafkaHub
from tests.support.people import child_of, pupil
from tests.support.world import FIRST

INTAKE = f"intake.{POLICE}.0"


def publish(hub: KafkaHub, first: int, count: int) -> None:
    """Events `first` to before `first + count`, about one pupil of the first school each, acknowledged."""
    for number in range(first, first + count):
        hub.submit(hub.world.seal(f"ref-{number}", [child_of(pupil(2 * (number % 4), FIRST))]), INTAKE)


def outputs(hub: KafkaHub, source: str, kind: type[Output]) -> list[Output]:
    """Recorded outputs of a kind, of the records that count."""
    return [o for decision in hub.decisions(source) for o in decision.outputs if isinstance(o, kind)]


def notices(hub: KafkaHub) -> int:
    """How many notices were issued."""
    persons = [source for source in hub.sources if source.startswith("person.")]
    return sum(len(outputs(hub, source, NoticeIssued)) for source in persons)


def assert_each_event_once(hub: KafkaHub, count: int) -> None:
    """Each of `count` events was accepted once, matched once, and told once; numbers of forwards have no gaps."""
    accepted = Counter(o.event for o in outputs(hub, INTAKE, EventAccepted) if isinstance(o, EventAccepted))
    assert len(accepted) == count
    assert set(accepted.values()) == {1}
    noticed: Counter[bytes] = Counter()
    for source in hub.sources:
        received: dict[str, int] = {}
        for decision in hub.decisions(source):
            noticed.update(o.event for o in decision.outputs if isinstance(o, NoticeIssued))
            if decision.kind is InputKind.FORWARDED:
                assert decision.origin is not None
                assert decision.origin.number == received.get(decision.origin.source, 0) + 1
                received[decision.origin.source] = decision.origin.number
    assert noticed == accepted
