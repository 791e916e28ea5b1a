"""The roll import: every fault at its line and column, never with the pupil's data."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.directory.faults import FileRefused, ValueRefused
from services.directory.rolls import OPTIONAL, REQUIRED, Enrolment, RollImport, read_roll
from services.directory.values import parse_date, parse_upn, parse_uprn

HEADINGS = (*REQUIRED, *OPTIONAL)
TODAY = date(2027, 4, 30)
PUPIL = {
    "UPN": "H801200001001", "Legal surname": "O'Hara-Núñez", "Legal forename(s)": "Zoë Anne", "Known as": "Zo",
    "Date of birth": "14/09/2012", "Address line 1": "4 Sorrel Rise", "Town": "Bedford", "Postcode": "mk403ep",
    "UPRN": "999000000001", "Entry date": "04/09/2024", "Leaving date": "",
    "Address line 2": "", "Enrolment status": "M",
}  # fmt: skip


def _file(*rows: Mapping[str, str], headings: tuple[str, ...] = HEADINGS, encoding: str = "utf-8") -> bytes:
    lines = [",".join(headings)]
    lines.extend(",".join(f'"{({**PUPIL, **row})[heading]}"' for heading in headings) for row in rows)
    return "\r\n".join([*lines, ""]).encode(encoding)


def _read(*rows: Mapping[str, str]) -> RollImport:
    return read_roll(_file(*rows), "109435.csv", as_of=TODAY)


def test_a_row_becomes_a_pupil() -> None:
    roll = _read({})
    assert roll.complete
    [pupil] = roll.pupils
    assert (pupil.upn, pupil.family_name, pupil.given_names) == ("H801200001001", "O'Hara-Núñez", "Zoë Anne")
    assert (pupil.date_of_birth, pupil.postcode) == (date(2012, 9, 14), "MK40 3EP")
    assert pupil.address_lines == ("4 Sorrel Rise", "Bedford")
    assert pupil.enrolment is Enrolment.CURRENT_MAIN


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"UPN": "A801200001001"}, "UPN", "check letter"),
        ({"UPN": "H80120000100"}, "UPN", "11 digits"),
        ({"Legal surname": ""}, "Legal surname", "empty"),
        ({"Legal forename(s)": "=CONCAT(A1)"}, "Legal forename(s)", "formula"),
        ({"Known as": "@SUM(A1)"}, "Known as", "formula"),
        ({"Address line 1": "+44"}, "Address line 1", "formula"),
        ({"Town": "-1"}, "Town", "formula"),
        ({"Known as": "Zo\x07"}, "Known as", "control characters"),
        ({"Date of birth": "14/9/12"}, "Date of birth", "not a date"),
        ({"Date of birth": "31/02/2012"}, "Date of birth", "no such day"),
        ({"Date of birth": "01/05/2027"}, "Date of birth", "future"),
        ({"Date of birth": "01/05/1999"}, "Date of birth", "older"),
        ({"Date of birth": ""}, "Date of birth", "empty"),
        ({"Postcode": "Bedford"}, "Postcode", "not a postcode"),
        ({"UPRN": "12A"}, "UPRN", "digits"),
        ({"Entry date": "01/01/2010"}, "Entry date", "before the date of birth"),
        ({"Leaving date": "03/09/2024"}, "Leaving date", "before the entry"),
        ({"Enrolment status": "X"}, "Enrolment status", "no enrolment status"),
    ],
)
def test_a_fault_names_its_place_and_no_value(change: Mapping[str, str], field: str, reason: str) -> None:
    roll = _read({"UPN": ""}, change)
    assert len(roll.pupils) == 1, "the other row is taken"
    assert not roll.complete
    [fault] = roll.faults
    assert (fault.line, fault.column, fault.field) == (3, HEADINGS.index(field) + 1, field)
    assert reason in fault.reason
    value = change[field]
    assert not value or value not in str(fault).replace(field, "")


def test_all_faults_of_a_row_are_told_at_once() -> None:
    assert {fault.field for fault in _read({"UPN": "X", "Town": "=1", "Entry date": ""}).faults} == {
        "UPN", "Town", "Entry date",
    }  # fmt: skip


def test_one_month_first_date_refuses_the_file_for_the_others_may_be_wrong_unseen() -> None:
    with pytest.raises(FileRefused, match="month before the day") as refused:
        _read({"Date of birth": "05/04/2012"}, {"UPN": "", "Date of birth": "05/27/2012"})
    assert [(fault.line, fault.column) for fault in refused.value.faults] == [(3, 5)]


def test_a_missing_and_an_unknown_column_refuse_the_file() -> None:
    headings = tuple(heading for heading in HEADINGS if heading != "Postcode")
    with pytest.raises(FileRefused, match="`Postcode`"):
        read_roll(_file({}, headings=headings), "r.csv", as_of=TODAY)
    with pytest.raises(FileRefused, match="heading is not known"):
        read_roll(_file({}).replace(b"Known as", b"Nickname"), "r.csv", as_of=TODAY)


def test_a_file_without_headings_is_refused_without_its_data() -> None:
    with pytest.raises(FileRefused) as refused:
        read_roll(b"H801200001001,Smith,Anna\r\n", "r.csv", as_of=TODAY)
    assert "Smith" not in str(refused.value)
    assert "H801200001001" not in str(refused.value)


@pytest.mark.parametrize(
    ("parse", "value"),
    [(parse_date, "31/02/2012"), (parse_date, "Smith"), (parse_upn, "A801200001001"), (parse_uprn, "Smith")],
)
def test_a_refused_cell_leaves_nothing_of_itself_in_a_traceback(parse: Callable[[str], object], value: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        parse(value)
    assert value not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_the_same_row_twice_is_kept_once_and_reported() -> None:
    roll = _read({}, {})
    assert len(roll.pupils) == 1
    assert [(fault.line, fault.reason) for fault in roll.faults] == [(3, "the row stands twice")]


def test_one_upn_with_different_details_is_refused_whole() -> None:
    roll = _read({}, {"Legal surname": "Else"})
    assert roll.pupils == ()
    assert [fault.line for fault in roll.faults] == [2, 3]


def test_a_pupil_without_upn_is_taken_and_counted() -> None:
    assert _read({"UPN": ""}).without_upn == 1


@pytest.mark.parametrize(
    ("entry", "leaving", "on_roll"),
    [
        ("30/04/2027", "", True),
        ("01/05/2027", "", False),
        ("04/09/2024", "30/04/2027", True),
        ("04/09/2024", "29/04/2027", False),
    ],
)
def test_who_is_on_roll_today(entry: str, leaving: str, on_roll: bool) -> None:
    roll = _read({"Entry date": entry, "Leaving date": leaving})
    assert bool(roll.on_roll(TODAY)) is on_roll


@given(
    st.sampled_from(HEADINGS),
    st.text(st.characters(exclude_characters='"', exclude_categories=["Cs", "Cc"]), max_size=20),
)
@settings(max_examples=150, deadline=None)
def test_any_cell_is_taken_or_refused_with_a_place_never_an_unexpected_error(heading: str, value: str) -> None:
    try:
        roll = _read({heading: value})
    except FileRefused as refused:
        faults, pupils = refused.faults, 0
    else:
        faults, pupils = roll.faults, len(roll.pupils)
    assert pupils + bool(faults) == 1
    assert all(fault.line == 2 and fault.column for fault in faults)
