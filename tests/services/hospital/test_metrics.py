"""What a trust's receiver tells of itself: messages by answer, and what waits or was rejected."""

from services.metrics import catalogue
from services.metrics.meters import Meters
from services.metrics.publisher_standing import show_publisher
from tests.services.hospital.support import Hospital, adt


def shown(hospital: Hospital) -> list[str]:
    """The lines of the publisher's gauges."""
    meters = Meters(catalogue.OF_PUBLISHER, of_process=False)
    show_publisher(meters, hospital.store)
    return [line for line in meters.text().decode().splitlines() if not line.startswith("#")]


def test_what_waits_for_the_hub_is_told_with_its_time_and_nothing_of_whom(hospital: Hospital) -> None:
    assert 'firstbell_publisher_open{state="waits_for_the_hub"} 0.0' in shown(hospital)
    hospital.receiver.receive_hl7(adt())
    lines = shown(hospital)
    assert 'firstbell_publisher_open{state="waits_for_the_hub"} 1.0' in lines
    (oldest,) = [line for line in lines if "oldest" in line]
    assert oldest.startswith('firstbell_publisher_oldest_timestamp_seconds{state="waits_for_the_hub"} 1.')
    assert len(lines) == 4
