"""Where each incident stands."""

from datetime import timedelta

from schemas.envelope import digest_of_submission
from services.publisher.publisher import Publisher
from services.publisher.report import State, report
from services.publisher.store import PublisherStore
from services.publisher.transport import HubBusy
from tests.services.publisher import support
from tests.services.publisher.support import NOW, MemoryHub, adult, child, of, table

ROWS = [*of("R-1", adult(), child()), *of("R-2", adult(), child()), *of("R-3", adult(), child(DOB="x"))]


def states(store: PublisherStore, minutes: int = 0) -> list[tuple[str, int, State]]:
    return [(row.reference, row.revision, row.state) for row in report(store, NOW + timedelta(minutes=minutes))]


def test_from_waiting_to_outcomes(publisher: Publisher, hub: MemoryHub, store: PublisherStore) -> None:
    def away() -> None:
        raise HubBusy("away")

    hub.before = away
    publisher.publish(table(ROWS).encode(), "export.csv", support.mapping())
    held = ("R-3", 0, State.WAITS_FOR_MENDING)
    assert states(store) == [held, ("R-2", 1, State.WAITS_FOR_THE_HUB), ("R-1", 1, State.WAITS_FOR_THE_HUB)]
    hub.before = lambda: None
    publisher.deliver()
    assert states(store) == [held, ("R-2", 1, State.PROMISED), ("R-1", 1, State.PROMISED)]
    hub.tell(digest_of_submission(hub.held[0]), "rejected", "unknown_key")
    publisher.fetch_outcomes()
    assert states(store) == [held, ("R-2", 1, State.PROMISED), ("R-1", 1, State.REJECTED)]


def test_a_promise_past_its_time_is_told_as_broken(publisher: Publisher, hub: MemoryHub, store: PublisherStore) -> None:
    publisher.publish(table(ROWS[:2]).encode(), "export.csv", support.mapping())
    assert states(store, minutes=5) == [("R-1", 1, State.PROMISED)]
    assert states(store, minutes=6) == [("R-1", 1, State.PROMISE_BROKEN)]


def test_a_waiting_incident_says_where_its_fault_is(publisher: Publisher, store: PublisherStore) -> None:
    publisher.publish(table(ROWS[4:]).encode(), "export.csv", support.mapping())
    (row,) = report(store, NOW)
    assert row.place == f"export.csv, line 3, column {support.column('DOB')}"
    assert row.advice.startswith("write it like")
