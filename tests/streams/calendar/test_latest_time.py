"""Named cases of the latest time, most of them from the description of the flows."""

from datetime import date, datetime, time

import msgspec
import pytest

from streams.calendar import (
    Closure,
    DayHours,
    DeadlineRule,
    OpenDay,
    SettingCalendar,
    Week,
    latest_time,
)
from tests.streams.calendar.cases import AREA, BOARDING, HOLIDAY, HOURS, INSET, SCHOOL, SHORT_FRIDAY, at, wall

END, BELL = DeadlineRule.END_OF_DAY, DeadlineRule.NEXT_FIRST_BELL
Case = tuple[str, str, DeadlineRule, bool]

CASES: dict[str, Case] = {
    "friday 23:00 before monday": ("2026-11-20 23:00", "2026-11-23 08:50", BELL, False),
    "friday 23:00 before a bank-holiday monday": ("2026-05-01 23:00", "2026-05-05 08:50", BELL, False),
    "on the bank-holiday monday": ("2026-05-04 11:00", "2026-05-05 08:50", BELL, False),
    "09:40 on a school day": ("2026-11-24 09:40", "2026-11-24 15:15", END, False),
    "15:10 with the end at 15:15": ("2026-11-24 15:10", "2026-11-24 15:15", END, False),
    "02:00 before a school day": ("2026-11-24 02:00", "2026-11-24 08:50", BELL, False),
    "a minute before the bell": ("2026-11-24 08:49", "2026-11-24 08:50", BELL, False),
    "at the bell": ("2026-11-24 08:50", "2026-11-24 15:15", END, False),
    "at the end of the day": ("2026-11-24 15:15", "2026-11-25 08:50", BELL, False),
    "midnight": ("2026-11-24 00:00", "2026-11-24 08:50", BELL, False),
    "weekday evening": ("2026-11-24 19:30", "2026-11-25 08:50", BELL, False),
    "sunday": ("2026-11-22 12:00", "2026-11-23 08:50", BELL, False),
    "the shortened last day of term, in time": ("2026-07-21 13:29", "2026-07-21 13:30", END, False),
    "the last day of term, after its early end": ("2026-07-21 13:30", "2026-09-04 08:50", BELL, True),
    "midsummer": ("2026-08-10 10:00", "2026-09-04 08:50", BELL, True),
    "inset day after the summer": ("2026-09-02 10:00", "2026-09-04 08:50", BELL, False),
    "the night before the first inset day": ("2026-09-01 23:59", "2026-09-04 08:50", BELL, True),
    "friday evening before half term": ("2026-10-23 18:00", "2026-11-03 08:50", BELL, True),
    "friday in school before half term": ("2026-10-23 14:00", "2026-10-23 15:15", END, False),
    "half term": ("2026-10-28 10:00", "2026-11-03 08:50", BELL, True),
    "weekend after half term, inset on monday": ("2026-11-01 10:00", "2026-11-03 08:50", BELL, True),
    "inset monday": ("2026-11-02 07:00", "2026-11-03 08:50", BELL, False),
    "christmas eve": ("2026-12-24 21:00", "2027-01-04 08:50", BELL, True),
    "first morning after christmas": ("2027-01-04 06:00", "2027-01-04 08:50", BELL, False),
    "easter, within the holiday": ("2026-04-05 10:00", "2026-04-15 08:50", BELL, True),
    "spring clock change, the night it happens": ("2026-03-29 00:30", "2026-03-30 08:50", BELL, False),
    "autumn clock change, within half term": ("2026-10-25 01:30", "2026-11-03 08:50", BELL, True),
}


@pytest.mark.parametrize(("known", "due", "rule", "in_holiday"), CASES.values(), ids=CASES.keys())
def test_named_case(known: str, due: str, rule: DeadlineRule, in_holiday: bool) -> None:
    deadline = latest_time(at(known), SCHOOL, AREA)
    assert wall(deadline.due_at) == due
    assert deadline.rule is rule
    assert deadline.in_holiday is in_holiday
    assert deadline.school_day == date.fromisoformat(due[:10])
    assert not deadline.default_calendar
    assert not deadline.term_dates_presumed
    assert not deadline.bank_holidays_presumed
    assert deadline.held_until is None


def test_due_time_is_an_instant_in_utc() -> None:
    summer = latest_time(at("2026-06-10 23:00"), SCHOOL, AREA).due_at
    winter = latest_time(at("2026-11-24 23:00"), SCHOOL, AREA).due_at
    assert summer.isoformat() == "2026-06-11T07:50:00+00:00"
    assert winter.isoformat() == "2026-11-25T08:50:00+00:00"


def test_last_microsecond_of_the_day_belongs_to_it() -> None:
    known = at("2026-11-24 15:14:59.999999")
    assert latest_time(known, SCHOOL, AREA).due_at == at("2026-11-24 15:15")


def test_early_friday_end() -> None:
    setting = SettingCalendar(week=SHORT_FRIDAY)
    assert wall(latest_time(at("2026-11-20 12:59"), setting, AREA).due_at) == "2026-11-20 13:00"
    assert wall(latest_time(at("2026-11-20 13:00"), setting, AREA).due_at) == "2026-11-23 08:50"


def test_open_day_counts_over_weekend_bank_holiday_and_closure() -> None:
    own = DayHours(time(9), time(12))
    opened = tuple(OpenDay(day, own) for day in (date(2026, 11, 21), date(2026, 5, 4), date(2026, 8, 20)))
    setting = msgspec.structs.replace(SCHOOL, open_days=opened)
    assert wall(latest_time(at("2026-11-20 23:00"), setting, AREA).due_at) == "2026-11-21 09:00"
    assert wall(latest_time(at("2026-05-04 10:00"), setting, AREA).due_at) == "2026-05-04 12:00"
    assert wall(latest_time(at("2026-08-10 10:00"), setting, AREA).due_at) == "2026-08-20 09:00"
    results_day = latest_time(at("2026-08-20 08:00"), setting, AREA)
    assert wall(results_day.due_at) == "2026-08-20 09:00"
    assert not results_day.in_holiday


def test_the_evening_of_an_open_day_that_ends_a_holiday_is_term() -> None:
    setting = msgspec.structs.replace(
        SCHOOL,
        closures=(Closure(date(2026, 11, 16), date(2026, 11, 20), HOLIDAY),),
        open_days=(OpenDay(date(2026, 11, 20), DayHours(time(9), time(12))),),
    )
    evening = latest_time(at("2026-11-20 18:00"), setting, AREA)
    assert wall(evening.due_at) == "2026-11-23 08:50"
    assert not evening.in_holiday
    assert latest_time(at("2026-11-19 18:00"), setting, AREA).in_holiday


def test_bank_holiday_listed_as_a_closure_is_no_holiday() -> None:
    listed = (Closure(date(2026, 5, 4), date(2026, 5, 4), HOLIDAY),)
    setting = msgspec.structs.replace(SCHOOL, closures=listed)
    deadline = latest_time(at("2026-05-01 23:00"), setting, AREA)
    assert wall(deadline.due_at) == "2026-05-05 08:50"
    assert not deadline.in_holiday


def test_inset_within_a_stated_holiday_has_staff() -> None:
    both = (Closure(date(2026, 8, 1), date(2026, 9, 3), HOLIDAY), Closure(date(2026, 9, 2), date(2026, 9, 3), INSET))
    setting = msgspec.structs.replace(SCHOOL, closures=both)
    assert latest_time(at("2026-09-01 10:00"), setting, AREA).in_holiday
    assert not latest_time(at("2026-09-02 10:00"), setting, AREA).in_holiday


class TestDefaultCalendar:
    def test_is_used_and_said(self) -> None:
        deadline = latest_time(at("2026-11-20 23:00"), None, AREA)
        assert wall(deadline.due_at) == "2026-11-23 08:45"
        assert deadline.default_calendar
        assert deadline.term_dates_presumed

    def test_ends_at_quarter_past_three(self) -> None:
        assert wall(latest_time(at("2026-11-24 15:10"), None, AREA).due_at) == "2026-11-24 15:15"

    def test_a_school_with_the_same_bells_is_not_called_default(self) -> None:
        same = SettingCalendar(week=Week.monday_to_friday(time(8, 45), time(15, 15)))
        assert not latest_time(at("2026-11-20 23:00"), same, AREA).default_calendar


class TestBeyondWhatIsStated:
    def test_after_the_term_dates_weekdays_are_presumed_open(self) -> None:
        deadline = latest_time(at("2027-02-16 10:00"), SCHOOL, AREA)
        assert wall(deadline.due_at) == "2027-02-16 15:15"
        assert deadline.term_dates_presumed

    def test_a_deadline_that_leaves_the_term_dates_says_so(self) -> None:
        assert not latest_time(at("2027-01-29 10:00"), SCHOOL, AREA).term_dates_presumed
        assert latest_time(at("2027-01-29 23:00"), SCHOOL, AREA).term_dates_presumed

    def test_a_closure_stated_beyond_the_term_dates_holds(self) -> None:
        later = (*SCHOOL.closures, Closure(date(2027, 2, 15), date(2027, 2, 19), HOLIDAY))
        deadline = latest_time(at("2027-02-16 10:00"), msgspec.structs.replace(SCHOOL, closures=later), AREA)
        assert wall(deadline.due_at) == "2027-02-22 08:50"
        assert deadline.in_holiday

    def test_years_without_a_bank_holiday_list_are_said(self) -> None:
        assert latest_time(at("2027-12-31 23:00"), SCHOOL, AREA).bank_holidays_presumed
        assert latest_time(at("2025-06-10 10:00"), SCHOOL, AREA).bank_holidays_presumed


class TestBoarding:
    @pytest.mark.parametrize("known", ["2026-11-21 03:00", "2026-12-25 12:00", "2026-11-24 10:00", "2026-08-10 10:00"])
    def test_every_day_and_hour(self, known: str) -> None:
        deadline = latest_time(at(known), BOARDING, AREA)
        assert deadline.rule is DeadlineRule.BOARDING
        assert (deadline.due_at - at(known)).total_seconds() == 2 * 3600
        assert deadline.school_day == date.fromisoformat(known[:10])

    def test_area_sets_the_time(self) -> None:
        area = msgspec.structs.replace(AREA, boarding_due_minutes=45)
        assert wall(latest_time(at("2026-11-21 03:00"), BOARDING, area).due_at) == "2026-11-21 03:45"

    def test_two_hours_are_two_hours_across_a_clock_change(self) -> None:
        assert wall(latest_time(at("2026-03-29 00:30"), BOARDING, AREA).due_at) == "2026-03-29 03:30"

    def test_holiday_is_said(self) -> None:
        assert latest_time(at("2026-08-10 10:00"), BOARDING, AREA).in_holiday
        assert not latest_time(at("2026-09-02 10:00"), BOARDING, AREA).in_holiday

    def test_inset_and_open_days_within_a_stated_holiday_are_none(self) -> None:
        stated = (
            Closure(date(2026, 8, 1), date(2026, 9, 3), HOLIDAY),
            Closure(date(2026, 9, 2), date(2026, 9, 3), INSET),
        )
        setting = msgspec.structs.replace(BOARDING, closures=stated, open_days=(OpenDay(date(2026, 8, 20), HOURS),))
        assert not latest_time(at("2026-09-02 10:00"), setting, AREA).in_holiday
        assert not latest_time(at("2026-08-20 10:00"), setting, AREA).in_holiday
        assert latest_time(at("2026-08-21 10:00"), setting, AREA).in_holiday

    def test_day_pupils_take_the_earlier_of_both_rules(self) -> None:
        mixed = msgspec.structs.replace(BOARDING, day_pupils=True)
        late = latest_time(at("2026-11-24 15:10"), mixed, AREA)
        early = latest_time(at("2026-11-24 10:00"), mixed, AREA)
        assert (wall(late.due_at), late.rule) == ("2026-11-24 15:15", END)
        assert (wall(early.due_at), early.rule) == ("2026-11-24 12:00", DeadlineRule.BOARDING)


class TestNoOpenDay:
    def test_a_setting_that_never_opens_goes_to_the_desk(self) -> None:
        area = msgspec.structs.replace(AREA, no_open_day_due_minutes=30)
        deadline = latest_time(at("2026-11-20 23:00"), SettingCalendar(week=Week()), area)
        assert deadline.rule is DeadlineRule.NO_OPEN_DAY
        assert wall(deadline.due_at) == "2026-11-20 23:30"
        assert deadline.school_day is None

    def test_the_horizon_is_400_days(self) -> None:
        known = at("2026-02-02 12:00")
        reached = SettingCalendar(week=Week(), open_days=(OpenDay(date(2027, 3, 9), HOURS),))
        missed = SettingCalendar(week=Week(), open_days=(OpenDay(date(2027, 3, 10), HOURS),))
        assert (date(2027, 3, 9) - known.date()).days == 400
        assert wall(latest_time(known, reached, AREA).due_at) == "2027-03-09 08:50"
        assert latest_time(known, missed, AREA).rule is DeadlineRule.NO_OPEN_DAY

    def test_the_last_open_day_itself_still_counts(self) -> None:
        last = SettingCalendar(week=Week(), open_days=(OpenDay(date(2026, 11, 24), HOURS),))
        assert wall(latest_time(at("2026-11-24 10:00"), last, AREA).due_at) == "2026-11-24 15:15"
        assert latest_time(at("2026-11-24 16:00"), last, AREA).rule is DeadlineRule.NO_OPEN_DAY

    def test_a_long_closure_is_a_holiday(self) -> None:
        shut = msgspec.structs.replace(SCHOOL, closures=(Closure(date(2026, 1, 1), date(2029, 1, 1), HOLIDAY),))
        deadline = latest_time(at("2027-01-11 10:00"), msgspec.structs.replace(shut, open_days=()), AREA)
        assert deadline.rule is DeadlineRule.NO_OPEN_DAY
        assert deadline.in_holiday


class TestWeekendHold:
    HOLDING = msgspec.structs.replace(AREA, hold_weekends_until_monday=True)

    @pytest.mark.parametrize("known", ["2026-11-21 00:00", "2026-11-22 23:59"])
    def test_weekend_waits_for_monday_when_the_area_says_so(self, known: str) -> None:
        deadline = latest_time(at(known), SCHOOL, self.HOLDING)
        assert deadline.held_until == at("2026-11-23 07:00")
        assert wall(deadline.due_at) == "2026-11-23 08:50"

    @pytest.mark.parametrize("known", ["2026-11-20 23:59", "2026-11-23 00:00", "2026-10-31 12:00"])
    def test_weekdays_and_holidays_are_never_held(self, known: str) -> None:
        assert latest_time(at(known), SCHOOL, self.HOLDING).held_until is None

    @pytest.mark.parametrize("day_pupils", [False, True])
    def test_boarders_are_never_held(self, day_pupils: bool) -> None:
        setting = msgspec.structs.replace(BOARDING, day_pupils=day_pupils)
        area = msgspec.structs.replace(self.HOLDING, boarding_due_minutes=600)
        assert latest_time(at("2026-11-22 23:30"), setting, area).held_until is None

    def test_a_hold_never_reaches_the_deadline(self) -> None:
        late = msgspec.structs.replace(self.HOLDING, weekend_release=time(8, 50))
        assert latest_time(at("2026-11-21 12:00"), SCHOOL, late).held_until is None

    def test_an_open_saturday_is_not_held(self) -> None:
        saturday = SettingCalendar(week=SCHOOL.week, open_days=(OpenDay(date(2026, 11, 21), HOURS),))
        assert latest_time(at("2026-11-21 06:00"), saturday, self.HOLDING).held_until is None
        assert latest_time(at("2026-11-21 18:00"), saturday, self.HOLDING).held_until == at("2026-11-23 07:00")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="carries no zone"):
        latest_time(datetime(2026, 11, 20, 23), SCHOOL, AREA)
