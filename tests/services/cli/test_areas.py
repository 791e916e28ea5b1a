"""`firstbell areas`: an area's settings are shown, changed one by one, and refused where they cannot be."""

import shutil
from pathlib import Path

import pytest

from services.operator.reading import HomeReader
from streams.calendar.area import AreaCalendar
from tests.services.cli.conftest import Program


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub with one area, not to be changed."""
    home = tmp_path_factory.mktemp("areas") / "home"
    command = ("init", "--hub", "test-hub", "--title", "A hub", "--area", "822=Bedford Borough", "--home", home)
    assert Program()(*command).code == 0
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy, to be changed."""
    copy = tmp_path / "home"
    shutil.copytree(made, copy)
    return copy


def settings(home: Path, area: str = "822") -> AreaCalendar:
    """As the reference has them."""
    with HomeReader(home) as reader:
        return reader.reference.areas[area]


def test_what_is_named_changes_and_the_rest_stays(firstbell: Program, home: Path) -> None:
    before = settings(home)
    options = (
        "--hold-weekends --weekend-release 07:30 --boarding-minutes 90 --no-open-day-minutes 60"
        " --holiday-desk-minutes 45 --remind-before 90 --remind-before 30 --remind-after 50"
        " --duty-team friday=17:00-08:30"
    )
    ran = firstbell("areas", "set", "822", *options.split(), "--home", home, "--json")
    assert (ran.code, ran.document["changed"]) == (0, True), ran.err
    now = settings(home)
    assert (now.hold_weekends_until_monday, f"{now.weekend_release:%H:%M}") == (True, "07:30")
    assert (now.boarding_due_minutes, now.no_open_day_due_minutes, now.holiday_desk_due_minutes) == (90, 60, 45)
    assert (now.reminders.minutes_before, now.reminders.percent_elapsed) == ((90, 30), (50,))
    assert [one.weekday for one in now.emergency_duty_team] == ["friday"]
    assert (now.office_hours, now.bank_holidays, now.working_days) == (
        before.office_hours,
        before.bank_holidays,
        before.working_days,
    )
    ran = firstbell("areas", "set", "822", *options.split(), "--home", home, "--json")
    assert (ran.code, ran.document["changed"]) == (0, False)
    assert firstbell("ledger", "verify", "--home", home).code == 0
    assert firstbell("replay", "--verify", "--home", home).code == 0


def test_lists_are_replaced_whole_and_emptied_by_none(firstbell: Program, home: Path) -> None:
    hours = ("--office-hours", "monday=09:00-12:00", "--working-day", "monday")
    nothing = ("--remind-before", "none", "--duty-team", "none", "--send-at-weekends")
    assert firstbell("areas", "set", "822", *hours, *nothing, "--home", home).code == 0
    now = settings(home)
    assert [(one.weekday, one.starts.hour, one.ends.hour) for one in now.office_hours] == [("monday", 9, 12)]
    assert (now.working_days, now.emergency_duty_team, now.reminders.minutes_before) == (("monday",), (), ())


def test_an_area_is_added_with_the_usual_settings(firstbell: Program, home: Path) -> None:
    ran = firstbell("areas", "set", "823", "--home", home, "--holiday-desk-minutes", "60")
    assert (ran.code, ran.err) == (4, "error: `823` is no area of this hub: give it a --title to add it\n")
    command = ("areas", "set", "823", "--title", "Central Bedfordshire", "--holiday-desk-minutes", "60")
    assert firstbell(*command, "--home", home).code == 0
    assert settings(home, "823").holiday_desk_due_minutes == 60
    assert settings(home, "823").office_hours == settings(home).office_hours
    listed = firstbell("areas", "list", "--home", home, "--json").rows("areas")
    assert [(one["area"], one["title"], one["schools"]) for one in listed] == [
        ("822", "Bedford Borough", 0),
        ("823", "Central Bedfordshire", 0),
    ]


def test_every_setting_is_shown(firstbell: Program, home: Path) -> None:
    assert firstbell("areas", "set", "822", "--hold-weekends", "--title", "Bedford", "--home", home).code == 0
    ran = firstbell("areas", "show", "822", "--home", home)
    assert ran.code == 0
    for text in (
        "Bedford (822)",
        "monday 08:30-17:00",
        "held until Monday 07:00",
        "120 minutes",
        "60 minutes before",
        "whenever the desk is shut",
        "monday, tuesday, wednesday, thursday, friday",
    ):
        assert text in ran.out
    shown = firstbell("areas", "show", "822", "--home", home, "--json").document["settings"]
    assert isinstance(shown, dict)
    assert set(shown) == set(AreaCalendar.__struct_fields__)
    assert "held until Monday 07:00" in firstbell("areas", "list", "--home", home).out


def test_bank_holidays_are_taken_for_more_years(firstbell: Program, home: Path) -> None:
    known = settings(home).bank_holidays
    years = f"{known.first_year}-{known.last_year + 3}"
    assert firstbell("areas", "set", "822", "--bank-holidays", years, "--home", home).code == 0
    now = settings(home).bank_holidays
    assert (now.first_year, now.last_year) == (known.first_year, known.last_year + 3)
    assert set(known.days) < set(now.days)


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ([], 2, "nothing to change"),
        (["--weekend-release", "7 o'clock"], 2, "--weekend-release `7 o'clock` is no time of day"),
        (["--office-hours", "someday=09:00-12:00"], 2, "--office-hours `someday=09:00-12:00` names no hours"),
        (["--office-hours", "monday=12:00-09:00"], 2, "give a later end"),
        (["--remind-before", "soon"], 2, "--remind-before `soon` is no whole number"),
        (["--remind-before", "0"], 2, "reminder minutes `0` must be at least 1"),
        (["--remind-after", "100"], 2, "a reminder after `100` percent cannot be"),
        (["--boarding-minutes", "0"], 2, "boarding due minutes `0` must be at least 1"),
        (["--bank-holidays", "2026"], 2, "--bank-holidays `2026` names no years"),
        (["--bank-holidays", "2060-2061"], 2, "name years with the present one"),
        (["--bank-holidays", "2061-2020"], 2, ""),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    firstbell: Program, home: Path, options: list[str], code: int, says: str
) -> None:
    before = settings(home)
    ran = firstbell("areas", "set", "822", *options, "--home", home)
    assert ran.code == code
    assert says in ran.err
    assert settings(home) == before


def test_an_area_that_is_none_is_refused(firstbell: Program, home: Path) -> None:
    ran = firstbell("areas", "show", "999", "--home", home)
    assert (ran.code, ran.err) == (4, "error: `999` is no area of this hub: it has 822\n")
    assert "`Bedford` is no area's code" in firstbell("areas", "set", "Bedford", "--title", "B", "--home", home).err
