"""When a message is tried again: later each time, never all together, and not for ever."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from streams.outbox.schedule import GIVE_UP_AFTER, LONGEST_ASKED, PAUSES, given_up, pause

AT = datetime(2027, 5, 4, 7, tzinfo=UTC)
KEYS = st.text(min_size=1, max_size=32)


@given(KEYS, st.integers(min_value=0, max_value=200))
def test_a_pause_is_the_usual_one_up_to_a_fifth_longer_or_shorter(key: str, attempts: int) -> None:
    usual = PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
    assert 0.8 * usual <= pause(key, attempts) <= 1.2 * usual
    assert pause(key, attempts) == pause(key, attempts)


@given(KEYS, st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3)))
def test_a_receivers_wish_only_makes_it_longer_and_never_longer_than_an_hour(key: str, asked: timedelta) -> None:
    usual = pause(key, 1)
    assert usual <= pause(key, 1, asked) <= max(usual, LONGEST_ASKED)
    if usual <= asked <= LONGEST_ASKED:
        assert pause(key, 1, asked) == asked


def test_what_failed_together_is_not_tried_together_again() -> None:
    assert len({pause(str(number), 1) for number in range(100)}) > 50


def test_it_is_given_up_at_its_time_and_not_before() -> None:
    assert not given_up(AT, AT + GIVE_UP_AFTER - timedelta(microseconds=1))
    assert given_up(AT, AT + GIVE_UP_AFTER)


def test_greylisting_of_a_few_minutes_is_met_several_times_within_a_quarter_of_an_hour() -> None:
    longest = [1.2 * one for one in PAUSES[:3]]
    assert sum(longest, timedelta()) < timedelta(minutes=15)
