"""The staff import."""

from collections.abc import Mapping
from datetime import date

import pytest

from services.directory.staff import REQUIRED, StaffImport, StaffRole, read_staff

MEMBER = {
    "User id": "u-4sxfb7qfwo", "Surname": "Ackerley", "Forename(s)": "Tom", "E-mail": "t.a@School.example",
    "Role": "dsl", "URN": "109435", "From": "2025-09-01", "Until": "", "Trainings": "operation_encompass; first-aid",
    "Other surnames": "", "Known as": "", "Home postcode": "",
}  # fmt: skip


def _read(*rows: Mapping[str, str]) -> StaffImport:
    lines = [",".join(REQUIRED), *(",".join(({**MEMBER, **row})[heading] for heading in REQUIRED) for row in rows)]
    return read_staff("\r\n".join(lines).encode(), "staff.csv", schools={"109435", "109661"})


def test_a_row_becomes_an_appointment() -> None:
    [appointment] = _read({}).appointments
    assert appointment.role is StaffRole.DSL
    assert (appointment.email, appointment.valid_from, appointment.valid_until) == (
        "t.a@school.example", date(2025, 9, 1), None,
    )  # fmt: skip
    assert appointment.trainings == ("operation_encompass", "first-aid")


def test_one_person_may_lead_two_schools() -> None:
    assert len(_read({}, {"URN": "109661"}).appointments) == 2


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"User id": "Tom Ackerley"}, "User id", "not a user id"),
        ({"E-mail": "tom at school"}, "E-mail", "not an e-mail"),
        ({"Role": "caretaker"}, "Role", "not known"),
        ({"URN": "123456"}, "URN", "no school"),
        ({"URN": "1234"}, "URN", "not a URN"),
        ({"From": "soon"}, "From", "not a date"),
        ({"From": ""}, "From", "empty"),
        ({"From": "05/27/2026"}, "From", "month before the day"),
        ({"Until": "2025-08-31"}, "Until", "before the beginning"),
        ({"Trainings": "Operation Encompass!"}, "Trainings", "not a plain name"),
        ({"Surname": "-Ackerley"}, "Surname", "formula"),
        ({"Other surnames": "=Ackerley"}, "Other surnames", "formula"),
        ({"Home postcode": "Ackerley"}, "Home postcode", "not a postcode"),
    ],
)
def test_a_fault_names_its_place(change: Mapping[str, str], field: str, reason: str) -> None:
    result = _read({"User id": "u-other", "Surname": "Else"}, change)
    assert len(result.appointments) == 1
    [fault] = result.faults
    assert (fault.line, fault.column, fault.field) == (3, REQUIRED.index(field) + 1, field)
    assert reason in fault.reason
    assert "Ackerley" not in str(fault)


def test_other_names_and_the_home_are_read() -> None:
    [appointment] = _read(
        {"Other surnames": "Smith; van Dyk", "Known as": "Tommy", "Home postcode": "mk401aa"}
    ).appointments
    assert appointment.other_surnames == ("Smith", "van Dyk")
    assert (appointment.known_as, appointment.postcode) == (("Tommy",), "MK40 1AA")


def test_a_cell_that_is_far_too_long_is_one_rows_fault() -> None:
    result = _read({}, {"User id": "u-other", "Surname": "X" * 131_073})
    assert len(result.appointments) == 1
    [fault] = result.faults
    assert (fault.line, fault.column, fault.field) == (3, 2, "Surname")
    assert "more than 32000 characters" in fault.reason


def test_one_person_has_one_home() -> None:
    result = _read({"Home postcode": "MK40 1AA"}, {"URN": "109661", "Home postcode": "LU1 2ZZ"})
    assert len(result.appointments) == 1
    [fault] = result.faults
    assert (fault.line, fault.field) == (3, "Home postcode")


def test_an_id_of_two_people_and_a_repeated_appointment_are_refused() -> None:
    result = _read({}, {"Surname": "Else"}, {})
    assert [(fault.line, fault.reason) for fault in result.faults] == [
        (3, "the user id belongs to somebody else above"),
        (4, "the appointment stands twice"),
    ]
