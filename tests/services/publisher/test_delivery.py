"""Sending: batches, patience, checked promises, outcomes."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from schemas import limits
from schemas.batch import pack_batch
from schemas.envelope import digest_of_submission
from schemas.wire import Submission
from services.directory.faults import FileRefused
from services.publisher.delivery import ATTEMPTS, BATCH, PromiseInvalid, batches
from services.publisher.publisher import Publisher
from services.publisher.store import PublisherStore
from services.publisher.stored import Unsent
from services.publisher.transport import HubBusy, HubRefused
from tests.services.publisher import support
from tests.services.publisher.support import MemoryHub, adult, child, of, table


def rows(count: int) -> bytes:
    return table([row for n in range(count) for row in of(f"BEDS-OE-27-{n:04}", adult(), child())]).encode()


def test_many_events_go_in_batches_in_their_order_with_progress(publisher: Publisher, hub: MemoryHub) -> None:
    told: list[tuple[int, int]] = []
    done = publisher.publish(rows(70), "e.csv", support.mapping(), progress=lambda *at: told.append(at))
    assert [len(call) for call in hub.calls] == [BATCH, 70 - BATCH]
    assert told == [(0, 70), (BATCH, 70), (70, 70)]
    assert (done.delivered.promised, done.delivered.waiting, done.delivered.trouble) == (70, 0, "")
    assert [event.value.header.sequence for event in hub.events()] == list(range(1, 71))


@given(st.lists(st.integers(1, limits.ENVELOPE_BYTES), max_size=40), st.integers(0, limits.KEY_HEADER_BYTES))
def test_every_batch_fits_into_one_body_and_nothing_is_left_out(sizes: list[int], keys: int) -> None:
    largest = bytes(limits.ENVELOPE_BYTES)
    unsent = [Unsent(bytes([n]), Submission(memoryview(largest)[:size], bytes(keys))) for n, size in enumerate(sizes)]  # type: ignore[arg-type]  # a view saves copies
    found = list(batches(unsent))
    assert [one for batch in found for one in batch] == unsent
    for batch in found:
        assert len(pack_batch([one.submission for one in batch])) <= limits.BODY_BYTES


def test_a_busy_hub_is_tried_again_ever_more_slowly(hub: MemoryHub, store: PublisherStore) -> None:
    pauses: list[float] = []
    busy = iter([HubBusy("busy"), HubBusy("busy", 7.0), HubBusy("busy"), None])

    def before() -> None:
        if (error := next(busy)) is not None:
            raise error

    hub.before = before
    done = support.publisher(hub, store, pauses).publish(rows(1), "e.csv", support.mapping())
    assert pauses == [0.5, 7.0, 2.0]
    assert done.delivered.promised == 1


def test_a_hub_that_stays_away_leaves_all_waiting_for_the_next_run(hub: MemoryHub, store: PublisherStore) -> None:
    def away() -> None:
        raise HubBusy("the hub cannot be reached")

    hub.before = away
    publisher = support.publisher(hub, store)
    done = publisher.publish(rows(2), "e.csv", support.mapping())
    assert (done.delivered.promised, done.delivered.waiting) == (0, 2)
    assert done.delivered.trouble == "the hub cannot be reached"
    assert len(hub.calls) == ATTEMPTS
    hub.before = lambda: None
    assert publisher.deliver().promised == 2
    assert len({tuple(call) for call in hub.calls}) == 1


def test_a_refused_request_is_not_tried_again(publisher: Publisher, hub: MemoryHub) -> None:
    def refuse() -> None:
        raise HubRefused("no agency is known by this token")

    hub.before = refuse
    done = publisher.publish(rows(1), "e.csv", support.mapping())
    assert len(hub.calls) == 1
    assert done.delivered.trouble == "no agency is known by this token"


def test_a_promise_for_other_bytes_counts_as_none(publisher: Publisher, hub: MemoryHub, store: PublisherStore) -> None:
    hub.promise_for = lambda _: bytes(32)
    with pytest.raises(PromiseInvalid, match="for other bytes"):
        publisher.publish(rows(1), "e.csv", support.mapping())
    assert len(store.unsent()) == 1


def test_a_promise_under_another_key_counts_as_none(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    hub.promise_key = Ed25519PrivateKey.generate()
    with pytest.raises(PromiseInvalid, match="does not verify"):
        publisher.publish(rows(1), "e.csv", support.mapping())
    assert len(store.unsent()) == 1


def test_a_missing_promise_counts_as_none(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "submit", lambda _: [])
    with pytest.raises(PromiseInvalid, match="0 promises for 2"):
        publisher.publish(rows(2), "e.csv", support.mapping())
    assert len(store.unsent()) == 2


def test_outcomes_are_kept_and_the_wrapped_keys_dropped(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    publisher.publish(rows(2), "e.csv", support.mapping())
    assert publisher.fetch_outcomes() == []
    hub.tell(digest_of_submission(hub.held[0]), "rejected", "unknown_key")
    assert [outcome.reason for outcome in publisher.fetch_outcomes()] == ["unknown_key"]
    first, second = store.sent()
    assert first.outcome is not None
    assert (first.outcome.outcome, second.outcome) == ("rejected", None)
    kept = store._database.execute("SELECT keys IS NULL FROM submissions ORDER BY id").fetchall()
    assert kept == [(1,), (0,)]


def test_an_outcome_of_other_bytes_is_not_kept(publisher: Publisher, hub: MemoryHub, store: PublisherStore) -> None:
    publisher.publish(rows(1), "e.csv", support.mapping())
    hub.tell(bytes(32), "accepted")
    hub.outcomes[digest_of_submission(hub.held[0])] = hub.outcomes.pop(bytes(32))
    assert publisher.fetch_outcomes() == []
    assert store.sent()[0].outcome is None


def test_every_promise_is_kept_as_received(publisher: Publisher, hub: MemoryHub, store: PublisherStore) -> None:
    publisher.publish(rows(2), "e.csv", support.mapping())
    assert [row.promise for row in store.sent()] == [hub._promise(one).promise for one in hub.calls[0]]


def test_a_file_that_cannot_be_used_does_not_hold_up_what_was_sealed_before(
    publisher: Publisher, hub: MemoryHub, store: PublisherStore
) -> None:
    publisher.prepare(rows(2), "e.csv", support.mapping())
    assert hub.held == []
    with pytest.raises(FileRefused):
        publisher.publish(b"", "e.csv", support.mapping())
    assert (len(hub.held), store.unsent()) == (2, [])
