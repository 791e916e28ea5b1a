"""What a hub promised to decide and lost goes once more, as the very same bytes; nothing else does."""

from datetime import datetime, timedelta

import pytest

from schemas.envelope import digest_of_submission
from services.publisher.evidence import complaints
from services.publisher.publisher import Publisher
from services.publisher.report import State, report
from services.publisher.store import PublisherStore
from services.publisher.transport import HubBusy
from tests.services.publisher import support
from tests.services.publisher.support import MemoryHub, adult, child, of, table

EXPORT = table([row for name in ("R-1", "R-2", "R-3") for row in of(name, adult(), child())]).encode()
LATE = timedelta(minutes=6)


@pytest.fixture
def publisher(hub: MemoryHub, store: PublisherStore) -> Publisher:
    """A publisher that goes by the hub's clock, with three events promised."""
    made = support.publisher(hub, store, clock=lambda: hub.now)
    made.publish(EXPORT, "export.csv", support.mapping())
    return made


def later(hub: MemoryHub) -> datetime:
    """The promises' time passes."""
    hub.now += LATE
    return hub.now


def states(store: PublisherStore) -> dict[str, State]:
    return {row.reference: row.state for row in report(store)}


def test_what_was_lost_goes_as_the_same_bytes_and_is_decided(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    first, second, third = hub.calls[0]
    hub.tell(second, "accepted")
    promised = [row.promise for row in store.sent()]
    later(hub)
    sent = publisher.send_again()
    assert (sent.broken, sent.in_time, sent.unchanged, sent.delivered.promised) == (2, 0, 0, 2)
    assert hub.calls[1:] == [[first, third]]
    assert states(store) == {"R-1": State.PROMISED, "R-2": State.ACCEPTED, "R-3": State.PROMISED}
    held = {one.reference: (one.kind, one.files["promise"]) for one in complaints(store)}
    assert (held["R-1"], held["R-3"]) == (("promise_broken", promised[0]), ("promise_broken", promised[2])), (
        "the broken promise itself, not the new one"
    )
    hub.tell(first, "accepted")
    publisher.fetch_outcomes()
    assert states(store)["R-1"] is State.ACCEPTED
    assert len(complaints(store)) == 3, "evidence stays, though the event was decided in the end"


def test_a_promise_that_runs_still_is_left_alone(publisher: Publisher, hub: MemoryHub) -> None:
    hub.now += timedelta(minutes=5)
    sent = publisher.send_again()
    assert (sent.broken, sent.in_time, sent.delivered.promised, len(hub.calls)) == (0, 3, 0, 1)


def test_what_was_decided_is_not_sent_again_though_its_proof_lacks(publisher: Publisher, hub: MemoryHub) -> None:
    for digest in hub.calls[0]:
        hub.tell(digest, "accepted")
    later(hub)
    assert publisher.send_again().broken == 0
    assert len(hub.calls) == 1


def test_a_promise_that_is_given_once_more_is_said(publisher: Publisher, hub: MemoryHub) -> None:
    now = hub.now
    later(hub)
    publisher.fetch_outcomes()
    hub.promise_at = now
    assert publisher.send_again().unchanged == 3


def test_a_hub_that_goes_away_meanwhile_leaves_all_waiting_for_the_next_run(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    def away() -> None:
        raise HubBusy("the hub cannot be reached")

    later(hub)
    hub.before = away
    sent = publisher.send_again()
    assert (sent.broken, sent.delivered.waiting, sent.delivered.trouble) == (3, 3, "the hub cannot be reached")
    hub.before = lambda: None
    assert publisher.deliver().promised == 3
    assert [digest_of_submission(one) for one in hub.held] == hub.calls[0], "nothing came twice, in the former order"
    assert len(complaints(store)) == 3


def test_a_promise_and_its_evidence_change_together(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(hub)
    promised = [row.promise for row in store.sent()]

    def full(_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(store.seen, "raise_alarm", full)
    with pytest.raises(OSError, match="disk full"):
        publisher.send_again()
    assert [row.promise for row in store.sent()] == promised
