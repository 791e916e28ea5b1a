"""Whom a question names is asked as the hub asks: a role at a school, in a council area, or at an agency."""

import pytest

from schemas.records.share import Recipient
from services.operator.questions import Asked, Body, NotAsked
from streams.agreements.questions.matrix import Publisher
from streams.agreements.vocabulary import AREA_ROLES, PartyKind, RecipientRole
from streams.deciders.person.share import recipient_kind
from tests.streams.agreements.repository import BEDFORD, index
from tests.support.facts import a_reference

HOSPITAL, COUNCIL, SCHOOL = "bedfordshire-hospitals", "bedford-borough-council", "109725"
ASKED = Asked(
    index(),
    {
        HOSPITAL: Body(PartyKind.HEALTH_TRUST, (BEDFORD, "821"), publishes=True),
        COUNCIL: Body(PartyKind.LOCAL_AUTHORITY, (BEDFORD,), publishes=False),
    },
    {SCHOOL: (BEDFORD, Publisher(SCHOOL, PartyKind.SCHOOL))},
    {},
)
AREA = f"area:{BEDFORD}"


@pytest.mark.parametrize("role", list(RecipientRole))
def test_a_role_of_an_area_is_asked_for_the_body_that_the_hub_asks_for(role: RecipientRole) -> None:
    """The kind of body is part of the question: another one would say that nothing goes which does."""
    if role not in AREA_ROLES:
        return
    area, body = ASKED.recipient(AREA, role)
    told = Recipient(role.value, "area", BEDFORD)
    assert (area, body.agency, body.kind) == (BEDFORD, told.value, recipient_kind(a_reference(), told))


def test_an_agencys_own_team_is_asked_at_the_agency_in_the_first_area_that_it_serves() -> None:
    asked = ASKED.recipient(HOSPITAL, RecipientRole.HOSPITAL_SAFEGUARDING)
    assert asked == (BEDFORD, Publisher(HOSPITAL, PartyKind.HEALTH_TRUST))


@pytest.mark.parametrize(
    ("place", "role", "says"),
    [
        (AREA, RecipientRole.DSL, "give a school's URN"),
        (AREA, RecipientRole.HOSPITAL_SAFEGUARDING, "give the id of an agency"),
        (SCHOOL, RecipientRole.IFD, "give `area:` and a code"),
        (COUNCIL, RecipientRole.IFD, "give `area:` and a code"),
        (COUNCIL, RecipientRole.HOSPITAL_SAFEGUARDING, "give the id of an agency"),
        ("area:999", RecipientRole.IFD, "no area `999`"),
        ("nobody", RecipientRole.DSL, "no school and no agency `nobody`"),
    ],
)
def test_where_nobody_has_the_role_the_question_is_refused(place: str, role: RecipientRole, says: str) -> None:
    with pytest.raises(NotAsked, match=says):
        ASKED.recipient(place, role)
