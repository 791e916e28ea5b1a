"""What is followed says whether it is fresh: nobody may believe a reference that nobody reads any more."""

import time
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka import KafkaError, KafkaException
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from streams.engines.kafka.connection import KafkaConnection
from streams.engines.kafka.reference_watch import STALE_SECONDS, ReferenceWatch
from streams.engines.kafka.sinks.clients import Read
from streams.engines.kafka.topics import Place, Topics


class Brokers:
    """Stands for the client. The topic ends at `there`, and brings nothing."""

    def __init__(self, connection: KafkaConnection) -> None:
        self.there = 0
        self.fails: Exception | None = None

    def add(self, places: object) -> None:
        """Read from here on."""

    def end(self, place: Place) -> int:
        """Where the topic ends."""
        if self.fails is not None:
            raise self.fails
        return self.there

    def poll(self, at_most: int, within: float) -> list[Read]:
        """Nothing comes."""
        return []

    def close(self) -> None:
        """Disconnect."""


class Clock:
    """Goes on by a second each time that it is asked, if told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self.runs = 0.0

    def __call__(self) -> float:
        self.now += self.runs
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands."""
    return Clock()


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Iterator[ReferenceWatch]:
    """A watch over such brokers."""
    monkeypatch.setattr("streams.engines.kafka.reference_watch.Reader", Brokers)
    monkeypatch.setattr("streams.engines.kafka.reference_watch._EVERY_SECONDS", 0.01)
    made = ReferenceWatch(KafkaConnection("127.0.0.1:1"), Topics(), Ed25519PrivateKey.generate().public_key(), clock)
    yield made
    made.close()


def brokers_of(watch: ReferenceWatch) -> Brokers:
    """What the watch reads from."""
    reader = watch._reader
    assert isinstance(reader, Brokers)
    return reader


def until(holds: Callable[[], bool]) -> None:
    """Wait for a thread."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_it_is_fresh_once_it_was_read_and_as_long_as_it_is(watch: ReferenceWatch, clock: Clock) -> None:
    assert not watch.fresh
    watch.start()
    assert watch.fresh
    clock.now += STALE_SECONDS + 1
    until(lambda: watch.fresh)


@pytest.mark.parametrize("error", [KafkaException(KafkaError(KafkaError._ALL_BROKERS_DOWN)), RuntimeError("ended")])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_it_is_stale_while_brokers_are_away_or_nobody_follows(
    watch: ReferenceWatch, clock: Clock, error: Exception
) -> None:
    watch.start()
    brokers_of(watch).fails = error
    time.sleep(0.1)
    assert watch.fresh
    clock.now += STALE_SECONDS + 1
    assert not watch.fresh


def test_an_end_that_is_not_brought_is_told_and_holds_nobody_up_for_ever(watch: ReferenceWatch, clock: Clock) -> None:
    brokers_of(watch).there, clock.runs = 5, 1.0
    with pytest.raises(KafkaException, match="was not brought"):
        watch.follow()
    assert not watch.fresh


def test_a_reference_that_became_shorter_is_told_and_not_believed(watch: ReferenceWatch) -> None:
    watch._next, brokers_of(watch).there = 5, 5
    watch.follow()
    brokers_of(watch).there = 4
    with pytest.raises(KafkaException, match="has become shorter"):
        watch.follow()
