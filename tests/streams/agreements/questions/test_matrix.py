"""The matrix says what the evaluator does."""

from random import Random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.items import NEVER_TO_A_SCHOOL, Item
from streams.agreements.compiled import compile_index
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.questions.matrix import Answer, Column, Publisher, matrix
from streams.agreements.request import Request
from streams.agreements.verdict import Outcome, Reason
from streams.agreements.vocabulary import PartyKind, RecipientRole
from tests.streams.agreements import worlds
from tests.streams.agreements.asking import MINIMUM
from tests.streams.agreements.repository import BEDFORD, TO_BEDFORD_DSL, index

AT = TO_BEDFORD_DSL.at


def column(columns: tuple[Column, ...], request: Request) -> Column | None:
    """The column that a request falls into, by the kind of its recipient."""
    key = (request.event_type, request.area, request.role, request.recipient_kind)
    return next((c for c in columns if (c.event_type, c.area, c.role, c.kind) == key), None)


@given(st.integers(0, 2**32))
def test_what_the_evaluator_permits_is_never_called_never(seed: int) -> None:
    rng = Random(seed)
    compiled = compile_index(worlds.world(rng))
    for _ in range(20):
        request = worlds.request(rng)
        request = msgspec.structs.replace(request, occurred_at=request.at, recipient="not-named-by-id")
        verdict = evaluate(compiled, request)
        publisher = Publisher(request.publisher, request.publisher_kind)
        found = column(matrix(compiled, request.at, publisher=publisher, areas=[request.area]), request)
        for item in items_of(verdict.permitted | verdict.awaiting_training):
            assert found is not None
            assert found.cell(item).answer is not Answer.NEVER


@given(st.integers(0, 2**32))
def test_what_is_called_always_is_permitted_unless_a_duty_is_held(seed: int) -> None:
    rng = Random(seed)
    compiled = compile_index(worlds.world(rng))
    for _ in range(20):
        request = worlds.request(rng)
        request = msgspec.structs.replace(request, occurred_at=request.at)
        verdict = evaluate(compiled, request)
        publisher = Publisher(request.publisher, request.publisher_kind)
        found = column(matrix(compiled, request.at, publisher=publisher, areas=[request.area]), request)
        named = any(request.recipient in a.recipient_agencies for e in compiled.entries.values() for a in e.agreements)
        if found is None or named or verdict.outcome is Outcome.TO_DESK:
            continue
        always = {cell.item for cell in found.cells if cell.answer is Answer.ALWAYS}
        assert always <= set(items_of(verdict.permitted))


def test_a_duty_gives_its_minimum_in_areas_without_any_agreement() -> None:
    columns = matrix(index(), AT, areas=["999"])
    (found,) = [c for c in columns if (c.area, c.role, c.kind) == ("999", RecipientRole.DSL, PartyKind.SCHOOL)]
    assert {cell.item for cell in found.cells if cell.ways} == MINIMUM


def test_a_clause_with_a_condition_gives_sometimes_and_says_when() -> None:
    found = column(matrix(index(), AT), TO_BEDFORD_DSL)
    assert found is not None
    cell = found.cell(Item.CHILD_VOICE)
    assert cell.answer is Answer.SOMETIMES
    assert [way.conditions for way in cell.ways] == [("age_under 18",)]


def test_a_forbid_under_conditions_is_named_with_them() -> None:
    found = column(matrix(index(), AT), TO_BEDFORD_DSL)
    assert found is not None
    bar, restricted = found.cell(Item.CHILD_WHEREABOUTS).bars
    assert restricted.reason is Reason.RESTRICTED
    assert (bar.reason, bar.conditions) == (Reason.FORBIDDEN_BY_CLAUSE, ("presence_in not_known, not_present",))


def test_what_no_school_ever_gets_is_never() -> None:
    for found in matrix(index(), AT):
        if found.kind is PartyKind.SCHOOL:
            assert all(found.cell(item).answer is Answer.NEVER for item in NEVER_TO_A_SCHOOL)


def test_before_anything_is_in_force_nobody_gets_anything() -> None:
    assert matrix(index(), worlds.moment(Random(1)).replace(year=1999)) == ()


def test_a_publisher_who_is_no_party_gives_the_duty_alone() -> None:
    other = Publisher("another-police", PartyKind.POLICE_FORCE)
    found = column(matrix(index(), AT, publisher=other, areas=[BEDFORD]), TO_BEDFORD_DSL)
    assert found is not None
    assert {cell.item for cell in found.cells if cell.ways} == MINIMUM
