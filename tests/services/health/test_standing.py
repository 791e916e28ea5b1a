"""Liveness and readiness tell the truth."""

import pytest

from services.health.standing import WHAT_IS_MISSING, Health
from streams.engines.observing import Condition


class Monotonic:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The seconds."""
        return self.now


NEEDS: tuple[Condition, ...] = ("recovered", "reference", "partitions", "brokers", "served", "views", "vault")


@pytest.fixture
def clock() -> Monotonic:
    """A clock."""
    return Monotonic()


@pytest.fixture
def health(clock: Monotonic) -> Health:
    """A worker's health."""
    return Health(NEEDS, 60.0, clock)


def test_a_process_that_has_just_begun_lives_and_is_not_ready(health: Health) -> None:
    assert health.live().good
    assert not health.ready().good


@pytest.mark.parametrize("missing", NEEDS)
def test_nothing_less_than_everything_is_ready(health: Health, missing: Condition) -> None:
    for condition in NEEDS:
        health.stands(condition, condition != missing)
    assert health.ready() == type(health.ready())(False, f"not ready: {WHAT_IS_MISSING[missing]}")
    health.stands(missing, True)
    assert health.ready().good
    health.stands(missing, False)
    assert not health.ready().good


def test_a_condition_that_is_not_needed_is_passed_over(health: Health) -> None:
    for condition in NEEDS:
        health.stands(condition, True)
    health.stands("ledger", False)
    assert health.ready().good
    assert "ledger" not in health.conditions()


def test_a_loop_that_does_not_turn_is_neither_alive_nor_ready(health: Health, clock: Monotonic) -> None:
    for condition in NEEDS:
        health.stands(condition, True)
    clock.now += 60
    assert health.live().good
    clock.now += 1
    assert not health.live().good
    assert health.ready().text == "stuck: no turn for 61 s"
    health.turned()
    assert health.ready().good


def test_a_process_that_stops_takes_nothing_on(health: Health) -> None:
    for condition in NEEDS:
        health.stands(condition, True)
    health.stopping()
    assert health.live().good
    assert health.ready().text == "not ready: it stops"
