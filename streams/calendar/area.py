"""What a partnership area settles: bank holidays, working days, who answers when, and how long is allowed."""

from datetime import date, time

from msgspec import Struct

from streams.calendar.setting import Weekday, require_wall_time


class BankHoliday(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """One bank holiday of England, with its name."""

    day: date
    name: str


class BankHolidays(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """The bank holidays of whole years, `first_year` to `last_year` included, and where the list came from.

    Outside those years no bank holiday is known, and a deadline says so. ValueError for a holiday outside the years.
    """

    days: tuple[BankHoliday, ...]
    first_year: int
    last_year: int
    library: str
    library_version: str

    def __post_init__(self) -> None:
        if self.last_year < self.first_year:
            raise ValueError(f"the list ends in `{self.last_year}`, before `{self.first_year}`: correct the years")
        for holiday in self.days:
            if not self.first_year <= holiday.day.year <= self.last_year:
                raise ValueError(f"`{holiday.day}` is outside the years of the list: widen the years or remove it")


class DutyHours(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """Hours of a desk that start on a weekday; an end at or before the start is on the next day."""

    weekday: Weekday
    starts: time
    ends: time

    def __post_init__(self) -> None:
        require_wall_time(self.starts, "start of duty")
        require_wall_time(self.ends, "end of duty")


class ReminderSettings(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """When to remind: these minutes before the time allowed ends, and after these percentages of it.

    Percentages are none unless an area asks for them: half of a night falls where nobody reads.
    ValueError for a percentage outside 1 to 99 or for minutes below 1.
    """

    percent_elapsed: tuple[int, ...] = ()
    minutes_before: tuple[int, ...] = (60,)

    def __post_init__(self) -> None:
        for percent in self.percent_elapsed:
            if not 0 < percent < 100:
                raise ValueError(f"a reminder after `{percent}` percent cannot be: give 1 to 99")
        for minutes in self.minutes_before:
            require_positive(minutes, "reminder minutes")


def require_positive(minutes: int, name: str) -> None:
    """Refuse a duration below one minute: ValueError."""
    if minutes < 1:
        raise ValueError(f"{name} `{minutes}` must be at least 1: give whole minutes")


class AreaCalendar(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """The clock settings of one area.

    `office_hours` are the council desk's, kept on `working_days` that are no bank holiday. `emergency_duty_team` empty
    means every hour that the desk is shut; where its hours are given, it covers bank holidays whole besides.
    `boarding_due_minutes`, `no_open_day_due_minutes` and `holiday_desk_due_minutes` count from when the hub knew; the
    last is the time that the council's desk has for a notice whose school is in its holidays.

    `hold_weekends_until_monday` is some areas' practice: what becomes known on a Saturday or Sunday is sent on Monday
    at `weekend_release`. It is off by default, never applies to boarders, in a holiday or where the notice would be
    due by then, and each deadline that it touches records it.
    ValueError if no working day is named, minutes are below 1, or office hours run past midnight.
    """

    bank_holidays: BankHolidays
    office_hours: tuple[DutyHours, ...]
    emergency_duty_team: tuple[DutyHours, ...] = ()
    working_days: tuple[Weekday, ...] = (
        Weekday.MONDAY,
        Weekday.TUESDAY,
        Weekday.WEDNESDAY,
        Weekday.THURSDAY,
        Weekday.FRIDAY,
    )
    hold_weekends_until_monday: bool = False
    weekend_release: time = time(7, 0)
    boarding_due_minutes: int = 120
    no_open_day_due_minutes: int = 120
    holiday_desk_due_minutes: int = 120
    reminders: ReminderSettings = ReminderSettings()

    def __post_init__(self) -> None:
        require_wall_time(self.weekend_release, "weekend release")
        require_positive(self.boarding_due_minutes, "boarding due minutes")
        require_positive(self.no_open_day_due_minutes, "no open day due minutes")
        require_positive(self.holiday_desk_due_minutes, "holiday desk due minutes")
        if not self.working_days:
            raise ValueError("no working day is named: name at least one, such as `monday`")
        for hours in self.office_hours:
            if hours.ends <= hours.starts:
                raise ValueError(f"office hours end at `{hours.ends}`, not after `{hours.starts}`: give a later end")
