"""A hospital's concern about a child under five: the health visitor hears of it, and of nobody else."""

from datetime import date

import pytest
from msgspec.structs import replace

from schemas.events import hospital
from schemas.events.people import Role
from schemas.items import Item
from schemas.vectors.flows import ATTENDANCE
from tests.streams.deciders.test_flows import flag, notices, patient, to, told
from tests.support.flows import a_flow_line
from tests.support.people import adult, stranger

SMALL = replace(stranger("Wren"), date_of_birth=date(2024, 9, 14))


def test_any_concern_of_a_child_under_five_is_told_to_the_health_visitor_within_a_working_day() -> None:
    line = a_flow_line()
    burnt = replace(ATTENDANCE, age=2, signs=(hospital.Sign.OTHER,), level=hospital.ConcernLevel.LOW)
    assert to("health_visitor") <= told(line, flag(burnt, patient(SMALL)))
    given = notices(line)["health_visitor"]
    assert given.due.rule == "working_days_1"
    assert {Item.SIGNS, Item.CONCERN_LEVEL, Item.CHILD_ADDRESS} <= set(given.items)
    assert Item.POLICE_NARRATIVE not in given.items


def test_a_small_child_of_an_adult_patient_is_told_to_the_health_visitor_and_the_patient_is_not() -> None:
    line = a_flow_line()
    crisis = replace(ATTENDANCE, age=41, signs=(hospital.Sign.MENTAL_HEALTH_CRISIS,))
    said = told(line, flag(crisis, patient(adult("Tess", "Thistlewood", Role.PATIENT)), SMALL))
    assert to("health_visitor") <= said
    assert {Item.PATIENT_NAME, Item.PATIENT_ADDRESS, Item.HOUSEHOLD}.isdisjoint(notices(line)["health_visitor"].items)


@pytest.mark.parametrize("born", [date(2021, 11, 9), None], ids=["five today", "nobody knows when"])
def test_of_nobody_else_the_health_visitor_hears(born: date | None) -> None:
    other = replace(SMALL, date_of_birth=born)
    said = told(a_flow_line(), flag(replace(ATTENDANCE, age=None), patient(other)))
    assert to("health_visitor").isdisjoint(said)
    assert to("ifd") <= said
