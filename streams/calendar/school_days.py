"""Which days a school is open, by closures, bank holidays and single open days. Days are proleptic ordinals."""

from datetime import date
from functools import lru_cache

from msgspec import Struct

from streams.calendar.area import AreaCalendar, BankHolidays
from streams.calendar.setting import ClosureKind, DayHours, SettingCalendar

HORIZON_DAYS = 400
"""How far ahead an open day is sought: a school year and its summer."""


class Opening(Struct, frozen=True):
    """A day with pupils and its hours."""

    ordinal: int
    hours: DayHours


class SchoolDays(Struct, frozen=True):
    """One school's calendar in an area, laid out for look-up by ordinal."""

    week: tuple[DayHours | None, ...]
    open_days: dict[int, DayHours]
    bank_holidays: frozenset[int]
    holidays: frozenset[int]
    inset: frozenset[int]

    def hours(self, ordinal: int) -> DayHours | None:
        """The hours with pupils on that day, or None."""
        own = self.open_days.get(ordinal)
        if own is not None:
            return own
        if ordinal in self.holidays or ordinal in self.inset:
            return None
        return self._ordinary_hours(ordinal)

    def next_open(self, ordinal: int) -> Opening | None:
        """The first open day after that one, within `HORIZON_DAYS`."""
        for later in range(ordinal + 1, ordinal + HORIZON_DAYS + 1):
            hours = self.hours(later)
            if hours is not None:
                return Opening(later, hours)
        return None

    def in_holiday(self, ordinal: int, next_open: Opening | None) -> bool:
        """Whether the stretch between the last day with staff, that day included, and the next open day has a holiday.

        Only days that would otherwise be school days count: a school that lists a bank holiday among its closures is
        not in a holiday because of it.
        """
        end = next_open.ordinal if next_open is not None else ordinal + HORIZON_DAYS + 1
        if any(self._is_holiday(day) for day in range(ordinal, end)):
            return True
        for day in range(ordinal, ordinal - HORIZON_DAYS, -1):
            if self._has_staff(day):
                return False
            if self._is_holiday(day):
                return True
        return False

    def _is_holiday(self, ordinal: int) -> bool:
        return (
            ordinal in self.holidays
            and ordinal not in self.inset
            and ordinal not in self.open_days
            and self._ordinary_hours(ordinal) is not None
        )

    def _has_staff(self, ordinal: int) -> bool:
        return ordinal in self.inset or self.hours(ordinal) is not None

    def _ordinary_hours(self, ordinal: int) -> DayHours | None:
        return None if ordinal in self.bank_holidays else self.week[(ordinal - 1) % 7]


@lru_cache(maxsize=1024)
def school_days(setting: SettingCalendar, area: AreaCalendar) -> SchoolDays:
    """The look-up tables of one school in one area."""
    return SchoolDays(
        week=setting.week.days(),
        open_days={entry.day.toordinal(): entry.hours for entry in setting.open_days},
        bank_holidays=bank_holiday_ordinals(area.bank_holidays),
        holidays=_closed(setting, ClosureKind.HOLIDAY),
        inset=_closed(setting, ClosureKind.INSET),
    )


@lru_cache(maxsize=64)
def bank_holiday_ordinals(bank_holidays: BankHolidays) -> frozenset[int]:
    """The dates of a list of bank holidays, as ordinals."""
    return frozenset(holiday.day.toordinal() for holiday in bank_holidays.days)


def beyond_term_dates(setting: SettingCalendar, first: date, last: date) -> bool:
    """Whether the school has not stated its closures for all days from `first` to `last`."""
    term_dates = setting.term_dates
    return term_dates is None or first < term_dates.first or last > term_dates.last


def beyond_bank_holidays(area: AreaCalendar, first: date, last: date) -> bool:
    """Whether the area's list of bank holidays does not reach from `first` to `last`."""
    return first.year < area.bank_holidays.first_year or last.year > area.bank_holidays.last_year


def _closed(setting: SettingCalendar, kind: ClosureKind) -> frozenset[int]:
    return frozenset(
        ordinal
        for closure in setting.closures
        if closure.kind is kind
        for ordinal in range(closure.first.toordinal(), closure.last.toordinal() + 1)
    )
