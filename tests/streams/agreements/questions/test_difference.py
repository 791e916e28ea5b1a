"""What a new version of an agreement changes, for whom."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from schemas.items import Item
from streams.agreements.clauses import Clause, Condition
from streams.agreements.compiled import compile_index
from streams.agreements.document import Agreement
from streams.agreements.evaluate import evaluate
from streams.agreements.questions.difference import Sort, difference
from tests.streams.agreements import worlds
from tests.streams.agreements.asking import with_clause, with_dates
from tests.streams.agreements.repository import agreement

BEDFORD = agreement("bedford-operation-encompass")


def clauses(document: Agreement, *changed: Clause) -> Agreement:
    """The agreement with these clauses."""
    return document.model_copy(update={"clauses": changed})


def test_the_same_agreement_has_no_difference() -> None:
    assert difference(BEDFORD, BEDFORD) == ()


def test_another_order_other_names_and_spelled_out_groups_mean_the_same() -> None:
    spelled = tuple(
        clause.model_copy(
            update={"id": f"{clause.id}-renamed", "items": tuple(BEDFORD.items_in(clause)), "item_groups": ()}
        )
        for clause in reversed(BEDFORD.clauses)
    )
    assert difference(BEDFORD, clauses(BEDFORD, *spelled)) == ()


def test_an_item_more_is_gained_by_those_whom_the_clause_names() -> None:
    more = Clause(
        id="grade",
        effect="permit",
        event_types=("encompass.notification",),
        recipient_roles=BEDFORD.clauses[1].recipient_roles,
        items=(Item.INCIDENT_GRADE,),
        when=(Condition(age_under=18),),
    )
    changes = difference(BEDFORD, with_clause(BEDFORD, more))
    assert {change.sort for change in changes} == {Sort.GAINED}
    assert [change.sentence for change in changes] == [
        "Head teachers of colleges and schools in area 822 now get risk grade, if the child is under 18."
    ]


def test_a_clause_less_is_lost_with_the_terms_it_had() -> None:
    changes = difference(BEDFORD, clauses(BEDFORD, BEDFORD.clauses[0], BEDFORD.clauses[2]))
    assert {change.sort for change in changes} == {Sort.LOST}
    assert "no longer get" in changes[0].sentence
    assert "(they did if the child is under 18)" in changes[0].sentence


def test_other_conditions_are_told_with_what_was() -> None:
    older = BEDFORD.clauses[0].model_copy(update={"when": (Condition(age_under=16),)})
    changes = difference(BEDFORD, clauses(BEDFORD, older, *BEDFORD.clauses[1:]))
    assert {change.sort for change in changes} == {Sort.TERMS}
    assert "if the child is under 16" in changes[0].sentence
    assert "before, if the child is under 18" in changes[0].sentence


def test_another_date_is_a_change_of_the_rules() -> None:
    (change,) = difference(BEDFORD, with_dates(BEDFORD, review_by=date(2027, 1, 1)))
    assert (change.sort, change.sentence) == (
        Sort.RULES,
        "Its review is due by 2027-01-01; before, 2027-07-14.",
    )


@given(st.integers(0, 2**32))
def test_agreements_without_a_difference_of_disclosure_decide_alike(seed: int) -> None:
    rng = Random(seed)
    before = worlds.agreement(rng, "a0")
    kept = [clause for clause in before.clauses if rng.random() < 0.8] or list(before.clauses)
    after = before.model_copy(update={"clauses": tuple(kept)})
    if any(change.sort is not Sort.RULES for change in difference(before, after)):
        return
    one, other = compile_index([before]), compile_index([after])
    for _ in range(20):
        request = worlds.request(rng)
        assert evaluate(one, request).permitted == evaluate(other, request).permitted


@given(st.integers(0, 2**32))
def test_backwards_what_was_gained_is_lost(seed: int) -> None:
    rng = Random(seed)
    before, after = worlds.agreement(rng, "a0"), worlds.agreement(rng, "a0")
    there, back = difference(before, after), difference(after, before)
    gained = {(who, item) for c in there if c.sort is Sort.GAINED for who in c.recipients for item in c.items}
    lost = {(who, item) for c in back if c.sort is Sort.LOST for who in c.recipients for item in c.items}
    assert gained == lost
