"""Who sees an item, what an agency may send, what a body gets; and the words for it."""

import pytest

from schemas.events.encompass import EVENT_TYPE
from schemas.items import Item
from streams.agreements.clauses import Condition
from streams.agreements.questions import words
from streams.agreements.questions.asking import may_get, may_send, who_sees
from streams.agreements.questions.matrix import Publisher, matrix
from streams.agreements.vocabulary import SETTING_ROLES, SETTINGS, PartyKind, RecipientRole
from tests.streams.agreements.repository import BEDFORD, CENTRAL_BEDFORDSHIRE, TO_BEDFORD_DSL, index

AT = TO_BEDFORD_DSL.at
POLICE = Publisher("bedfordshire-police", PartyKind.POLICE_FORCE)


def test_heads_do_not_see_what_the_child_said() -> None:
    seen = {(each.column.area, each.column.role) for each in who_sees(index(), Item.CHILD_VOICE, AT)}
    assert (BEDFORD, RecipientRole.DSL) in seen
    assert (BEDFORD, RecipientRole.HEAD) not in seen


def test_no_setting_sees_the_police_narrative_nor_anybody_that_of_a_callout() -> None:
    seen = [each.column for each in who_sees(index(), Item.POLICE_NARRATIVE, AT)]
    assert seen
    assert all(column.kind not in SETTINGS and column.role not in SETTING_ROLES for column in seen)
    assert EVENT_TYPE not in {column.event_type for column in seen}


def test_an_agency_may_send_to_the_recipients_of_its_agreements() -> None:
    passing = [each for each in may_send(index(), POLICE, AT) if each.column.event_type == EVENT_TYPE]
    sent = {(each.column.area, each.column.role): each for each in passing}
    minimal = sent[CENTRAL_BEDFORDSHIRE, RecipientRole.DEPUTY_DSL]
    assert Item.CHILD_VOICE not in minimal.sometimes
    assert Item.CHILD_VOICE in sent[BEDFORD, RecipientRole.DEPUTY_DSL].sometimes


def test_an_agency_gets_what_its_kind_gets_where_it_serves_and_its_own_team_in_the_first_of_its_areas() -> None:
    hospital = Publisher("bedfordshire-hospitals", PartyKind.HEALTH_TRUST)
    here = {each.column.role for each in may_get(index(), hospital, [BEDFORD, "821"], AT)}
    assert here == {RecipientRole.HOSPITAL_SAFEGUARDING, RecipientRole.SCHOOL_NURSE, RecipientRole.HEALTH_VISITOR}
    there = {each.column.role for each in may_get(index(), hospital, ["821", BEDFORD], AT)}
    assert there == {RecipientRole.SCHOOL_NURSE, RecipientRole.HEALTH_VISITOR}


def test_a_school_gets_what_its_own_area_agreed() -> None:
    school = Publisher("100001", PartyKind.SCHOOL)
    areas = {each.column.area for each in may_get(index(), school, [BEDFORD], AT)}
    assert areas == {BEDFORD}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("age_under 18", "the child is under 18"),
        ("age_at_least 16", "the child is 16 or older"),
        ("restricted_is false", "nobody of the event is marked restricted"),
        ("presence_in not_known, not_present", "the child's presence is not known or not present"),
        ("area_in 822", "the setting is in area 822"),
        ("consent_in dispensed_with, given", "the event says that consent is dispensed with or given"),
        ("referral_ground_in repeat", "a ground of the referral is repeat"),
        ("office_hours_is false", "the council's desk is outside its office hours"),
        ("time_of_day_in 08:30-12:00, 13:00-17:00", "the time is within 08:30-12:00 or 13:00-17:00"),
    ],
)
def test_conditions_in_words(condition: str, said: str) -> None:
    assert words.phrase(condition) == said


def test_a_way_that_asks_more_than_another_says_nothing() -> None:
    (column,) = (
        each
        for each in matrix(index(), AT)
        if (each.event_type, each.area, each.role, each.kind)
        == (EVENT_TYPE, BEDFORD, RecipientRole.DSL, PartyKind.SCHOOL)
    )
    cell = column.cell(Item.CHILD_NAME)
    assert len({way.conditions for way in cell.ways}) == 2
    assert words.terms(cell) == "if the child is under 18"


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        ("operation_encompass", "the reader holds the training operation encompass"),
        ("appointed_at_least_days 14", "the reader was appointed to the role at least 14 days ago"),
        ("appointed_at_most_days 1", "the reader was appointed to the role, or renewed in it, at most 1 day ago"),
    ],
)
def test_demands_of_readers_in_words(demand: str, said: str) -> None:
    assert words.demand(demand) == said


def test_every_operator_has_words() -> None:
    for operator in Condition.model_fields:
        value = "true" if operator.endswith("_is") else "1" if operator.startswith("age") else "a, b"
        assert words.phrase(f"{operator} {value}") != f"{operator} {value}"


def test_every_role_and_kind_has_words() -> None:
    assert words.ROLES.keys() == set(RecipientRole)
    assert words.KINDS.keys() == set(PartyKind)
