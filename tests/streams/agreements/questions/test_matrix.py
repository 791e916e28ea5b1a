"""The matrix says what the evaluator does."""

from random import Random

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.items import NEVER_TO_A_SCHOOL, Item
from streams.agreements.compiled import Index, compile_index
from streams.agreements.document import Agreement
from streams.agreements.evaluate import evaluate
from streams.agreements.masks import items_of
from streams.agreements.parts import Parties, Provider, Recipient
from streams.agreements.questions import words
from streams.agreements.questions.matrix import Answer, Column, Publisher, matrix
from streams.agreements.request import Request
from streams.agreements.verdict import Outcome, Reason
from streams.agreements.vocabulary import PartyKind, RecipientRole
from tests.streams.agreements import worlds
from tests.streams.agreements.asking import MINIMUM
from tests.streams.agreements.repository import BEDFORD, TO_BEDFORD_DSL, agreement, documents, index

AT = TO_BEDFORD_DSL.at


def column(columns: tuple[Column, ...], request: Request) -> Column | None:
    """The column that a request falls into, by the kind of its recipient."""
    key = (request.event_type, request.area, request.role, request.recipient_kind)
    return next((c for c in columns if (c.event_type, c.area, c.role, c.kind) == key), None)


def named(columns: tuple[Column, ...], request: Request) -> Column | None:
    """The column of a recipient that is named by its id."""
    key = (request.event_type, request.area, request.role, request.recipient)
    return next((c for c in columns if (c.event_type, c.area, c.role, c.agency) == key), None)


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
        if found is None or verdict.outcome is Outcome.TO_DESK:
            continue
        always = {cell.item for cell in found.cells if cell.answer is Answer.ALWAYS}
        assert always <= set(items_of(verdict.permitted))


@given(st.integers(0, 2**32))
@example(24669241)  # a forbid of a kind of providers, and one of whom nobody says of which kind it is
def test_what_anybody_gives_is_never_called_never(seed: int) -> None:
    """Without a publisher the matrix speaks of whoever publishes: of different ones, one's forbid is not another's."""
    rng = Random(seed)
    compiled = compile_index(worlds.world(rng))
    for _ in range(20):
        request = worlds.request(rng)
        request = msgspec.structs.replace(request, occurred_at=request.at)
        verdict = evaluate(compiled, request)
        columns = matrix(compiled, request.at, areas=[request.area])
        for item in items_of(verdict.permitted | verdict.awaiting_training):
            found = [column(columns, request), named(columns, request)]
            assert any(each is not None and each.cell(item).answer is not Answer.NEVER for each in found)


@given(st.integers(0, 2**32))
def test_what_is_called_always_goes_to_everybody_from_every_provider(seed: int) -> None:
    rng = Random(seed)
    compiled = compile_index(worlds.world(rng))
    for _ in range(20):
        request = worlds.request(rng)
        request = msgspec.structs.replace(request, occurred_at=request.at)
        verdict = evaluate(compiled, request)
        by_anybody = column(matrix(compiled, request.at, areas=[request.area]), request)
        publisher = Publisher(request.publisher, request.publisher_kind)
        by_this = column(matrix(compiled, request.at, publisher=publisher, areas=[request.area]), request)
        if by_anybody is None or by_this is None or verdict.outcome is Outcome.TO_DESK:
            continue
        given_by_this = {cell.item for cell in by_this.cells if any(way.open for way in cell.ways)}
        always = {cell.item for cell in by_anybody.cells if cell.answer is Answer.ALWAYS}
        assert always & given_by_this <= set(items_of(verdict.permitted))


def forbidding(name: str, agency: str, *recipients: Recipient) -> Agreement:
    """An agreement of one publisher by which leads in Bedford do not learn what the child said."""
    bedford = agreement("bedford-operation-encompass")
    clause = bedford.clauses[0].model_copy(
        update={"id": "no", "effect": "forbid", "item_groups": (), "items": (Item.CHILD_VOICE,), "when": ()}
    )
    parties = Parties(providers=(Provider(agency=agency),), recipients=recipients or bedford.parties.recipients)
    return bedford.model_copy(
        update={"id": name, "signatories": (agency,), "parties": parties, "clauses": (clause,), "item_groups": {}}
    )


def beside(other: Agreement) -> Index:
    """The project's instruments and another agreement."""
    return compile_index([*documents().values(), other])


def test_one_publishers_forbid_withholds_nothing_of_what_another_gives() -> None:
    columns = matrix(beside(forbidding("other-force", "thames-valley-police")), AT)
    found = column(columns, TO_BEDFORD_DSL)
    assert found is not None
    assert found.cell(Item.CHILD_VOICE).bars == ()
    assert found.cell(Item.CHILD_VOICE).answer is Answer.SOMETIMES


def test_a_forbid_for_one_of_several_publishers_names_it() -> None:
    giving = agreement("bedford-operation-encompass")
    both = giving.model_copy(
        update={
            "id": "both",
            "signatories": (*giving.signatories, "thames-valley-police"),
            "parties": Parties(
                providers=(*giving.parties.providers, Provider(agency="thames-valley-police")),
                recipients=giving.parties.recipients,
            ),
        }
    )
    found = column(matrix(compile_index([both, forbidding("no", "thames-valley-police")]), AT), TO_BEDFORD_DSL)
    assert found is not None
    assert words.terms(found.cell(Item.CHILD_VOICE)) == (
        "if the child is under 18, unless the publisher is thames-valley-police"
    )


def test_a_forbid_for_one_school_is_said_of_its_kind_and_of_one_named_by_its_id() -> None:
    one = Recipient(agency="109725", roles=(RecipientRole.DSL,))
    named_alone = forbidding("no", "bedfordshire-police", one)
    found = column(matrix(beside(named_alone), AT), TO_BEDFORD_DSL)
    assert found is not None
    assert words.terms(found.cell(Item.CHILD_VOICE)) == "if the child is under 18, unless the recipient is 109725"


def test_a_kind_that_nobody_of_it_signs_gives_nothing_once_kinds_are_known() -> None:
    bedford = agreement("bedford-operation-encompass")
    by_kind = bedford.model_copy(
        update={
            "parties": Parties(
                providers=(Provider(kind=PartyKind.HEALTH_TRUST),), recipients=bedford.parties.recipients
            )
        }
    )
    kinds = {"bedfordshire-police": PartyKind.POLICE_FORCE, "bedford-borough-council": PartyKind.LOCAL_AUTHORITY}
    assert matrix(compile_index([by_kind]), AT, kinds=kinds) == ()
    assert matrix(compile_index([by_kind]), AT) != ()


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
