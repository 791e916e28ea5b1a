"""Where each incident stands."""

from datetime import timedelta

from schemas.envelope import digest_of_submission
from schemas.wire import Submission
from services.publisher.evidence import complaints
from services.publisher.mapping import load_mapping
from services.publisher.publisher import Publisher
from services.publisher.report import State, report
from services.publisher.store import PublisherStore
from services.publisher.transport import HubBusy
from tests.services.publisher import support
from tests.services.publisher.support import NOW, ROOT, MemoryHub, adult, child, of, table

MAPPINGS = ROOT / "ops" / "mappings"

ROWS = [*of("R-1", adult(), child()), *of("R-2", adult(), child()), *of("R-3", adult(), child(DOB="x"))]


def states(store: PublisherStore) -> list[tuple[str, int, State]]:
    return [(row.reference, row.revision, row.state) for row in report(store)]


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


def test_a_promise_is_broken_where_the_hub_shows_nothing_after_its_time(hub: MemoryHub, store: PublisherStore) -> None:
    now = [NOW]
    publisher = support.publisher(hub, store, clock=lambda: now[0])
    publisher.publish(table(ROWS[:2]).encode(), "export.csv", support.mapping())
    for minutes, state in ((5, State.PROMISED), (6, State.PROMISE_BROKEN)):
        now[0] = NOW + timedelta(minutes=minutes)
        publisher.fetch_outcomes()
        assert states(store) == [("R-1", 1, state)]
    (one,) = complaints(store)
    assert (one.kind, one.reference, set(one.files)) == ("promise_broken", "R-1", {"promise", "envelope", "keys"})
    assert digest_of_submission(Submission(one.files["envelope"], one.files["keys"])) == store.sent()[0].digest


def test_an_outcome_without_its_proof_does_not_keep_the_promise(hub: MemoryHub, store: PublisherStore) -> None:
    now = [NOW]
    publisher = support.publisher(hub, store, clock=lambda: now[0])
    publisher.publish(table(ROWS[:2]).encode(), "export.csv", support.mapping())
    hub.tell(digest_of_submission(hub.held[0]), "accepted")
    now[0] = NOW + timedelta(minutes=6)
    publisher.fetch_outcomes()
    (row,) = report(store)
    assert (row.state, row.in_ledger, row.broken) == (State.ACCEPTED, False, True)


def test_nobody_having_asked_is_no_evidence(publisher: Publisher, store: PublisherStore) -> None:
    publisher.publish(table(ROWS[:2]).encode(), "export.csv", support.mapping())
    assert complaints(store) == []


def test_a_waiting_incident_says_where_its_fault_is(publisher: Publisher, store: PublisherStore) -> None:
    publisher.publish(table(ROWS[4:]).encode(), "export.csv", support.mapping())
    (row,) = report(store)
    assert row.place == f"export.csv, line 3, column {support.column('DOB')}"
    assert row.advice.startswith("write it like")


def test_of_a_councils_outcome_it_is_said_that_acceptance_is_not_all(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    """What the first hop decided is promised; whether the contact is decided by it is told on the agency's page."""
    publisher.publish(table(ROWS[:2]).encode(), "export.csv", support.mapping())
    mapping = load_mapping((MAPPINGS / "council-outcomes.yaml").read_bytes(), "council-outcomes.yaml")
    outcomes = mapping.model_copy(update={"agency": hub.publisher.agency})
    publisher.publish((MAPPINGS / "council-outcomes.csv").read_bytes(), "council-outcomes.csv", outcomes)
    assert not any(row.told_on_page for row in report(store)), "nothing is accepted yet"
    for held in hub.held:
        hub.tell(digest_of_submission(held), "accepted")
    publisher.fetch_outcomes()
    told = {row.reference: row.told_on_page for row in report(store)}
    assert told == {"R-1": False, **dict.fromkeys([one for one in told if one != "R-1"], True)}
    assert len(told) > 1
