"""What is tried again, and what is said meanwhile: whether the brokers do what they are asked."""

import asyncio

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaTimeoutError

from streams.engines.kafka import retrying
from streams.engines.kafka.counters import Counters
from streams.engines.kafka.retrying import Retrying

FAULTS = (KafkaConnectionError, KafkaTimeoutError, OSError)


class Failing:
    """Fails as often as there are errors, then does what it is to do."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)

    async def __call__(self) -> None:
        """One attempt."""
        await asyncio.sleep(0)
        if self._errors:
            raise self._errors.pop(0)


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying again at once."""
    monkeypatch.setattr(retrying, "_FIRST_PAUSE", 0.0)


def told(*attempts: Failing) -> list[bool]:
    """What is said while these are done side by side."""
    said: list[bool] = []
    trying = Retrying(FAULTS, Counters(), said.append)

    async def work() -> None:
        await asyncio.gather(*(trying.until_done(attempt) for attempt in attempts))

    asyncio.run(work())
    return said


def test_what_the_brokers_do_at_once_is_not_spoken_of() -> None:
    assert told(Failing()) == []


def test_while_they_fail_it_is_said_once_and_taken_back_when_it_is_done() -> None:
    assert told(Failing(KafkaConnectionError(), KafkaTimeoutError())) == [False, True]


def test_one_that_is_served_does_not_speak_for_another_that_waits() -> None:
    assert told(Failing(KafkaTimeoutError()), Failing(*[KafkaTimeoutError()] * 3)) == [False, False, False, True]


def test_a_store_that_fails_says_nothing_of_the_brokers() -> None:
    assert told(Failing(OSError())) == []


def test_what_is_given_up_is_no_longer_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "GIVE_UP_SECONDS", -1.0)
    with pytest.raises(KafkaTimeoutError):
        told(Failing(KafkaTimeoutError()))
