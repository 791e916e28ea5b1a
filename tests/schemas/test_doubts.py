"""What is doubtful in an event that is taken all the same."""

from datetime import UTC, date, datetime

import pytest
from msgspec import Struct
from msgspec.structs import replace

from schemas.doubts import Doubt, doubts_of, years_between
from schemas.events.event import Standing, Withdrawal
from schemas.events.hospital import Attendance
from schemas.events.marac import EarlierMarac, ReferralGround
from schemas.events.missing import Stage
from schemas.events.people import Person, Role
from schemas.vectors.build import seal
from schemas.vectors.files import run
from schemas.vectors.flows import (
    ANSWERS,
    ATTENDANCE,
    DASH,
    EPISODE,
    FLAG,
    MARAC,
    MISSING,
    NIGHT,
    PATIENT,
    REFERRAL,
    Flow,
    flow_vectors,
)
from schemas.versions import upgraded

EARLY = datetime(2026, 11, 20, tzinfo=UTC)


def doubts(flow: Flow, *changed: Struct, without: type | None = None) -> tuple[Doubt, ...]:
    """The doubts of a flow's event, with other contents in place of those of the same class."""
    by_class = {type(content): content for content in changed}
    told = [by_class.get(type(s.content), s.content) for s in flow.sections if type(s.content) is not without]
    return doubts_of(seal(flow.fields(), flow.sections).value, [upgraded(content) for content in told])


def test_what_fits_is_not_doubted() -> None:
    assert doubts(MISSING) == doubts(MARAC) == doubts(FLAG) == ()


@pytest.mark.parametrize(
    ("episode", "doubt"),
    [
        (replace(EPISODE, stage=Stage.RETURNED, returned_at=EARLY), Doubt.RETURNED_BEFORE_MISSING),
        (replace(EPISODE, reported_at=EARLY), Doubt.REPORTED_BEFORE_MISSING),
        (replace(EPISODE, stage=Stage.RETURNED), Doubt.RETURNED_WITHOUT_TIME),
        (replace(EPISODE, returned_at=NIGHT), Doubt.TIME_WITHOUT_RETURN),
        (replace(EPISODE, placed_by="999"), Doubt.AUTHORITY_NOT_KNOWN),
    ],
)
def test_an_episode_that_contradicts_itself(episode: Struct, doubt: Doubt) -> None:
    assert doubts(MISSING, episode) == (doubt,)


@pytest.mark.parametrize(
    "referral",
    [
        replace(REFERRAL, transferred_from="999"),
        replace(REFERRAL, earlier=(EarlierMarac("999", None),)),
    ],
)
def test_a_council_that_is_none_in_a_referral(referral: Struct) -> None:
    assert doubts(MARAC, referral) == (Doubt.AUTHORITY_NOT_KNOWN,)


def test_a_score_that_is_not_that_of_the_answers() -> None:
    assert doubts(MARAC, replace(DASH, score=14)) == (Doubt.SCORE_DISAGREES_WITH_ANSWERS,)
    assert doubts(MARAC, replace(DASH, answers=ANSWERS[::-1])) == ()


def test_a_ground_of_score_without_the_checklist() -> None:
    assert doubts(MARAC, without=type(DASH)) == (Doubt.SCORE_WITHOUT_CHECKLIST,)
    judged = replace(REFERRAL, grounds=(ReferralGround.PROFESSIONAL_JUDGEMENT,))
    assert doubts(MARAC, judged, without=type(DASH)) == ()


def test_a_victim_under_16_and_nobody_accused() -> None:
    people = [upgraded(section.content) for section in MARAC.sections]
    victim = next(person for person in people if isinstance(person, Person) and Role.VICTIM in person.roles)
    value = seal(MARAC.fields(), MARAC.sections).value
    young = replace(victim, date_of_birth=date(2010, 11, 24))
    assert doubts_of(value, [REFERRAL, DASH, young]) == (Doubt.VICTIM_UNDER_16, Doubt.NO_ALLEGED_PERPETRATOR)
    sixteen = replace(victim, date_of_birth=date(2010, 11, 23))
    assert doubts_of(value, [REFERRAL, DASH, sixteen]) == (Doubt.NO_ALLEGED_PERPETRATOR,)


def test_an_age_that_is_not_that_of_the_date_of_birth() -> None:
    assert doubts(FLAG, replace(ATTENDANCE, age=14)) == (Doubt.AGE_DISAGREES_WITH_DATE_OF_BIRTH,)
    assert doubts(FLAG, replace(ATTENDANCE, age=None)) == ()
    assert doubts(FLAG, replace(ATTENDANCE, age=None), replace(PATIENT, date_of_birth=None)) == (Doubt.AGE_NOT_KNOWN,)
    assert doubts(FLAG, replace(ATTENDANCE, left_at=EARLY)) == (Doubt.LEFT_BEFORE_ARRIVAL,)
    assert isinstance(ATTENDANCE, Attendance)


def test_an_unborn_child_has_no_name() -> None:
    unborn = replace(PATIENT, given_names="", family_name="", date_of_birth=None, roles=(Role.CHILD, Role.UNBORN))
    assert doubts(MISSING, unborn) == (Doubt.CHILD_WITHOUT_NAME,)


def test_a_withdrawn_event_is_not_doubted() -> None:
    fields = replace(MISSING.fields(), standing=Standing.WITHDRAWN, withdrawal=Withdrawal.ENTERED_IN_ERROR)
    assert doubts_of(seal(fields, MISSING.sections).value, [replace(EPISODE, returned_at=NIGHT)]) == ()


def test_birthdays_count_from_their_day() -> None:
    assert years_between(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert years_between(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_each_doubtful_vector_has_just_the_doubt_that_it_names() -> None:
    found = {v.name: doubts_of(each.value, each.sections) for v in flow_vectors() for each in run(v)}
    assert {name: tuple(doubts) for name, doubts in found.items() if doubts} == {
        "missing_returned_before": (Doubt.RETURNED_BEFORE_MISSING,),
        "missing_unborn": (Doubt.CHILD_WITHOUT_NAME,),
        "marac_miscounted": (Doubt.SCORE_DISAGREES_WITH_ANSWERS,),
        "marac_young_victim": (Doubt.VICTIM_UNDER_16,),
    }
