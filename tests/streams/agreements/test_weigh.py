"""Facts as bits, and the candidates that are weighed by them."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.events.consent import Consent
from schemas.events.marac import ReferralGround
from schemas.events.people import Presence
from streams.agreements.answers import Answers
from streams.agreements.clauses import Condition
from streams.agreements.compiled import compile_index
from streams.agreements.conditions import ask, compile_condition, value_of
from streams.agreements.evaluate import evaluate
from streams.agreements.layout import RESTRICTED, UNREAD, Layout
from streams.agreements.request import Facts
from streams.agreements.verdict import Outcome
from streams.agreements.weigh import weigh
from tests.streams.agreements import worlds
from tests.streams.agreements.repository import TO_BEDFORD_DSL, agreement, index

DEMANDS = ("appointed_at_least_days 14", "appointed_at_most_days 14", "appointed_at_least_days 365")
randoms = st.integers(0, 2**32 - 1).map(Random)


@given(randoms)
def test_the_bits_of_a_condition_say_what_asking_it_says(rng: Random) -> None:
    conditions = [compile_condition(worlds.condition(rng)) for _ in range(8)]
    layout = Layout(conditions, (*worlds.TRAININGS, *DEMANDS))
    request = worlds.request(rng)
    bits = layout.bits(request.facts, request.trainings, request.appointed_days)
    bits |= layout.clock(request.at) | layout.parties(conditions, request)
    for condition in conditions:
        answer = ask(condition, value_of(condition.fact, request))
        assert (bits & layout.need([condition]) != 0) == (answer is True)
        assert (bits >> 1 & layout.need([condition]) != 0) == (answer is None)
    for name in worlds.TRAININGS:
        held = request.trainings is not None and name in request.trainings
        assert (bits & layout.demand(name) == 0) == held
    days = None if request.trainings is None else request.appointed_days
    assert (bits & layout.demand("appointed_at_least_days 14") == 0) == (days is not None and days >= 14)
    assert (bits & layout.demand("appointed_at_most_days 14") == 0) == (days is not None and days <= 14)
    assert (bits & layout.demand("appointed_at_least_days 365") == 0) == (days is not None and days >= 365)
    assert (bits & RESTRICTED == 0) == (request.facts.restricted is False)
    assert (bits & UNREAD == 0) == (request.trainings is not None)


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        (Condition(age_under=18), {"age": "nine"}),
        (Condition(age_at_least=4), {"age": 9.5}),
        (Condition(presence_in=(Presence.SAW,)), {"presence": ["saw"]}),
        (Condition(consent_in=(Consent.GIVEN,)), {"consent": ["given"]}),
        (Condition(referral_ground_in=(ReferralGround.REPEAT,)), {"referral_grounds": 5}),
    ],
)
def test_a_value_that_cannot_be_compared_counts_as_not_known(condition: Condition, facts: dict[str, Any]) -> None:
    compiled = compile_condition(condition)
    layout = Layout([compiled], ())
    bits = layout.bits(Facts(**facts), frozenset())
    assert bits & layout.need([compiled]) == 0
    assert bits >> 1 & layout.need([compiled])


@given(randoms)
def test_what_is_weighed_is_what_the_verdict_says(rng: Random) -> None:
    compiled = compile_index(worlds.world(rng))
    asked = Answers(compiled)
    for _ in range(12):
        request = worlds.request(rng)
        weighed, verdict = weigh(*asked.encode(request)), evaluate(compiled, request)
        assert (weighed.outcome, weighed.permitted, weighed.awaiting) == (
            verdict.outcome, verdict.permitted, verdict.awaiting_training
        )  # fmt: skip
        if verdict.outcome is Outcome.PERMITTED:
            assert weighed.clauses == tuple(f"{given.instrument.id}/{given.clause}" for given in verdict.given)


def test_the_clauses_that_decided_are_named() -> None:
    asked = Answers(index())
    assert weigh(*asked.encode(TO_BEDFORD_DSL)).clauses == (
        "bedford-operation-encompass/guidance-contents",
        "domestic-abuse-act-2021-s49a/minimum",
    )


def test_recipients_whom_nobody_names_share_their_candidates() -> None:
    asked = Answers(index())
    first, second = (asked.encode(replace(TO_BEDFORD_DSL, recipient=urn))[0] for urn in ("100001", "100002"))
    assert first is second


def test_a_recipient_named_by_its_id_does_not() -> None:
    bedford = agreement("bedford-operation-encompass")
    recipients = [party.model_dump() for party in bedford.parties.recipients]
    recipients[0] |= {"kind": None, "agency": "100001"}
    parties = type(bedford.parties).model_validate({**bedford.parties.model_dump(), "recipients": tuple(recipients)})
    asked = Answers(compile_index([bedford.model_copy(update={"parties": parties})]))
    outcomes = [asked.answer(replace(TO_BEDFORD_DSL, recipient=urn)).outcome for urn in ("100001", "100002", "100001")]
    assert outcomes == [Outcome.PERMITTED, Outcome.REFUSED, Outcome.PERMITTED]
