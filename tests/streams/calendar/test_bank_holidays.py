"""The library's bank holidays, held to the published list."""

import subprocess
import sys
from datetime import date
from importlib.metadata import version

import pytest

from streams.calendar.bank_holidays import bank_holidays_of_england
from tests.streams.calendar.cases import ENGLAND_2026, ENGLAND_2027


@pytest.mark.parametrize(("year", "published"), [(2026, ENGLAND_2026), (2027, ENGLAND_2027)])
def test_weekday_bank_holidays_are_the_published_ones(year: int, published: tuple[tuple[date, str], ...]) -> None:
    found = bank_holidays_of_england(year, year)
    on_weekdays = [holiday.day for holiday in found.days if holiday.day.weekday() < 5]
    assert on_weekdays == [day for day, _ in published]


def test_what_falls_on_a_weekend_is_the_day_that_was_substituted() -> None:
    found = bank_holidays_of_england(2026, 2027)
    weekend = [holiday.day for holiday in found.days if holiday.day.weekday() >= 5]
    assert weekend == [date(2026, 12, 26), date(2027, 12, 25), date(2027, 12, 26)]


def test_days_of_scotland_are_not_among_them() -> None:
    assert date(2026, 1, 2) not in {holiday.day for holiday in bank_holidays_of_england(2026, 2026).days}


def test_a_proclaimed_day_is_among_them() -> None:
    named = {holiday.day: holiday.name for holiday in bank_holidays_of_england(2022, 2023).days}
    assert "Elizabeth" in named[date(2022, 9, 19)]
    assert "Charles" in named[date(2023, 5, 8)]


def test_the_source_is_recorded() -> None:
    found = bank_holidays_of_england(2026, 2028)
    assert (found.library, found.library_version) == ("holidays", version("holidays"))
    assert (found.first_year, found.last_year) == (2026, 2028)
    assert {holiday.day.year for holiday in found.days} == {2026, 2027, 2028}
    assert all(holiday.name for holiday in found.days)


def test_the_pure_part_does_not_load_the_library() -> None:
    script = "import sys, streams.calendar; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_years_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="before `2027`"):
        bank_holidays_of_england(2027, 2026)
