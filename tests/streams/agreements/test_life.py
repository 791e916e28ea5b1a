"""The state of an agreement at a time."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.agreements.document import Agreement
from streams.agreements.life import COUNTING, REVIEW_AHEAD_DAYS, State, due_from, state_of
from streams.agreements.parts import Suspension
from streams.agreements.terms import terms_of
from tests.streams.agreements import worlds
from tests.streams.agreements.asking import with_dates
from tests.streams.agreements.repository import agreement

BEDFORD = agreement("bedford-operation-encompass")
NAME = (BEDFORD.id, BEDFORD.kind, BEDFORD.version)
IN_FORCE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def state(at: datetime, document: Agreement = BEDFORD, **more: object) -> State:
    """The state of an agreement that stands alone."""
    return state_of(document, terms_of([document], **more)[NAME], at)  # type: ignore[arg-type]  # as terms_of names them


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 8, 31, 22, 59, tzinfo=UTC), State.SIGNED),
        (datetime(2026, 8, 31, 23, 0, tzinfo=UTC), State.IN_FORCE),
        (due_from(BEDFORD) - MOMENT, State.IN_FORCE),
        (due_from(BEDFORD), State.DUE_FOR_REVIEW),
        (datetime(2027, 7, 14, 22, 59, tzinfo=UTC), State.DUE_FOR_REVIEW),
        (datetime(2027, 7, 14, 23, 0, tzinfo=UTC), State.REVIEW_OVERDUE),
        (datetime(2028, 8, 31, 22, 59, tzinfo=UTC), State.REVIEW_OVERDUE),
        (datetime(2028, 8, 31, 23, 0, tzinfo=UTC), State.EXPIRED),
    ],
)
def test_a_signed_agreement_goes_from_state_to_state_at_midnight_in_london(at: datetime, expected: State) -> None:
    assert state(at) is expected


def test_the_warning_comes_so_many_days_ahead() -> None:
    day = date(2027, 7, 14) - timedelta(days=REVIEW_AHEAD_DAYS)
    assert due_from(BEDFORD) == datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1)


@pytest.mark.parametrize("at", [datetime(2026, 8, 1, tzinfo=UTC), IN_FORCE])
def test_without_a_signature_it_is_a_draft_before_and_after_its_first_day(at: datetime) -> None:
    assert state(at, unsigned={(BEDFORD.id, 1)}) is State.DRAFT


def test_it_is_suspended_by_the_reference_or_by_its_own_dates() -> None:
    paused = with_dates(BEDFORD, suspended=(Suspension(starts=date(2026, 11, 22), reason="r"),))
    assert state(IN_FORCE, suspended={BEDFORD.id}) is State.SUSPENDED
    assert state(IN_FORCE, paused) is State.SUSPENDED
    assert state(IN_FORCE - timedelta(days=1), paused) is State.IN_FORCE


def test_a_signed_successor_takes_its_place_and_an_unsigned_one_does_not() -> None:
    after = with_dates(BEDFORD.model_copy(update={"version": 2}), in_force_from=date(2026, 11, 1))
    both = [BEDFORD, after]
    assert state_of(BEDFORD, terms_of(both)[NAME], IN_FORCE) is State.SUPERSEDED
    assert state_of(BEDFORD, terms_of(both, (), {(after.id, 2)})[NAME], IN_FORCE) is State.IN_FORCE


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_the_states_in_which_it_counts_are_those_in_which_the_evaluator_counts_it(rng: Random) -> None:
    documents = worlds.world(rng)
    unsigned, suspended = worlds.standing(rng, documents)
    at = worlds.moment(rng)
    for name, term in terms_of(documents, suspended, unsigned).items():
        (document,) = [each for each in documents if (each.id, each.kind, each.version) == name]
        if isinstance(document, Agreement):
            counts = term.state(at, term.starts) is None
            assert (state_of(document, term, at) in COUNTING) == counts
