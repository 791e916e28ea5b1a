"""The calendars import."""

from datetime import date, time

import pytest

from services.directory.calendars import read_calendars
from services.directory.faults import FileRefused
from streams.calendar.setting import ClosureKind

GOOD = """\
calendars:
  - urn: 109435
    hours: {first_bell: 08:50, end_of_day: 15:20}
    other_hours:
      friday: {first_bell: 08:50, end_of_day: 14:50}
    no_school: [wednesday]
    terms: {first: 2026-09-01, last: 2027-07-31}
    closures:
      - {first: 2026-10-26, last: 2026-10-30, kind: holiday}
    open_days:
      - {day: 2027-05-08, first_bell: 09:00, end_of_day: 12:00}
"""


def test_a_calendar_is_read() -> None:
    calendar = read_calendars(GOOD.encode(), "calendars.yaml")["109435"]
    assert calendar.week.monday is not None
    assert calendar.week.monday.first_bell == time(8, 50)
    assert calendar.week.friday is not None
    assert calendar.week.friday.end_of_day == time(14, 50)
    assert calendar.week.wednesday is None
    assert calendar.closures[0].kind is ClosureKind.HOLIDAY
    assert calendar.term_dates is not None
    assert calendar.open_days[0].day == date(2027, 5, 8)


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "reason"),
    [
        ("08:50, end_of_day: 15:20", "16:00, end_of_day: 15:20", 3, 12, "not after its first bell"),
        ("first_bell: 08:50, end_of_day: 14:50", "first_bell: 8am, end_of_day: 14:50", 5, 28, "time"),
        ("109435", "10943", 2, 10, "pattern"),
        ("kind: holiday", "kind: strike", 9, 53, "holiday"),
        ("last: 2026-10-30", "last: 2026-10-20", 9, 9, "before it begins"),
        ("last: 2027-07-31", "last: 2027-02-30", 7, 38, "date"),
        ("terms:", "term:", 7, 11, "extra inputs"),
        ("    hours: {first_bell: 08:50, end_of_day: 15:20}\n", "", 2, 5, "required"),
        ("wednesday", "wensday", 6, 17, "monday"),
        ("[wednesday]", "[wednesday", 7, 10, "not YAML"),
        ("    no_school: [wednesday]\n", "    urn: 109661\n", 6, 5, "stands twice"),
        ("calendars:", "calendar:", 1, 1, "required"),
    ],
)
def test_a_fault_names_line_and_column(old: str, new: str, line: int, column: int, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(FileRefused, match=reason) as refused:
        read_calendars(GOOD.replace(old, new).encode(), "calendars.yaml")
    assert (refused.value.faults[0].line, refused.value.faults[0].column) == (line, column)


def test_a_school_with_two_calendars_is_refused() -> None:
    second = GOOD.replace("calendars:\n", "")
    with pytest.raises(FileRefused, match="`109435` has two calendars"):
        read_calendars((GOOD + second).encode(), "calendars.yaml")


@pytest.mark.parametrize("text", ["", "a: &x 1\nb: *x\n", "? [a]\n: b\n"])
def test_odd_yaml_is_refused(text: str) -> None:
    with pytest.raises(FileRefused):
        read_calendars(text.encode(), "calendars.yaml")
