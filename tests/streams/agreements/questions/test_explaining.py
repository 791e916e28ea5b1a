"""Verdicts explained."""

from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from streams.agreements.compiled import compile_index
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of, items_of_event
from streams.agreements.questions.explaining import explain
from streams.agreements.verdict import Outcome
from tests.streams.agreements import worlds
from tests.streams.agreements.asking import ask
from tests.streams.agreements.repository import TO_BEDFORD_DSL, with_facts


@given(st.integers(0, 2**32))
def test_every_item_is_explained_once(seed: int) -> None:
    rng = Random(seed)
    index = compile_index(worlds.world(rng))
    for _ in range(10):
        request = worlds.request(rng)
        verdict = evaluate(index, request)
        told = explain(verdict)
        held = [item for part in told.withheld for item in part.items]
        given_ = {item for part in told.given for item in part.items}
        assert sorted([*held, *given_]) == sorted(items_of(items_of_event(request.event_type)))
        assert bool(told.refusal) == (verdict.outcome is not Outcome.PERMITTED)


def test_a_permission_names_clause_purpose_and_basis() -> None:
    told = explain(ask(TO_BEDFORD_DSL))
    assert any("clause `guidance-contents`, gives it" in part.sentence for part in told.given)
    assert any("for early support in school, under UK GDPR Art 6(1)(e)" in basis for basis in told.bases)


def test_a_refusal_names_the_nearest_clause_and_the_condition_that_failed() -> None:
    head = msgspec.structs.replace(with_facts(TO_BEDFORD_DSL, age=19), role=worlds.ROLES[1])
    told = explain(ask(head))
    assert told.outcome is Outcome.REFUSED
    assert "clause `head-when-no-lead-can-read`" in told.refusal
    assert told.refusal.endswith("It asks that the child is under 18.")


def test_a_fact_that_is_not_known_is_named() -> None:
    told = explain(ask(with_facts(TO_BEDFORD_DSL, presence=None)))
    assert any("not known whether the child's presence is" in said for said in told.undecided)
