"""The options of `firstbell areas set`, and what they say of an area's settings."""

import re
from collections.abc import Callable, Sequence
from datetime import time
from typing import Annotated, Final, TypeVar

import typer
from msgspec import Struct

from streams.calendar.area import AreaCalendar, DutyHours, ReminderSettings
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.calendar.setting import Weekday

NONE: Final = "none"
"""Written in place of a list's values, it empties the list."""

_YEARS: Final = re.compile(r"(?P<first>20[0-9]{2})-(?P<last>20[0-9]{2})")
_HOURS: Final = re.compile(r"(?P<day>[a-z]+)=(?P<starts>\d\d:\d\d)-(?P<ends>\d\d:\d\d)")

T = TypeVar("T")

TitleOption = Annotated[str | None, typer.Option("--title", help="What people call it; a new area needs one.")]
BankHolidaysOption = Annotated[
    str | None, typer.Option(metavar="FIRST-LAST", help="Bank holidays of England of these whole years, as 2026-2030.")
]
OfficeHoursOption = Annotated[
    list[str] | None,
    typer.Option(metavar="DAY=HOURS", help="When the council's desk is staffed, as monday=08:30-17:00; each day."),
]
DutyTeamOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="DAY=HOURS",
        help="When the emergency duty team answers, as friday=17:00-08:30; `none`: whenever the desk is shut.",
    ),
]
WorkingDayOption = Annotated[
    list[Weekday] | None, typer.Option(help="A day on which the desk's office hours count; each day.")
]
HoldWeekendsOption = Annotated[
    bool | None,
    typer.Option(
        "--hold-weekends/--send-at-weekends",
        help="What becomes known at a weekend goes to schools on Monday; or at once, as the usual setting is.",
    ),
]
WeekendReleaseOption = Annotated[
    str | None, typer.Option(metavar="HH:MM", help="When on Monday what was held is sent.")
]
BoardingMinutesOption = Annotated[
    int | None, typer.Option(help="How long a boarding school has to open a notice.", show_default=False)
]
NoOpenDayMinutesOption = Annotated[
    int | None, typer.Option(help="How long there is where no day is known on which the school is open.")
]
HolidayDeskMinutesOption = Annotated[
    int | None, typer.Option(help="How long the council's desk has for a school that is in its holidays.")
]
RemindBeforeOption = Annotated[
    list[str] | None,
    typer.Option(metavar="MINUTES", help="Remind so long before the time is up; may be repeated; or `none`."),
]
RemindAfterOption = Annotated[
    list[str] | None,
    typer.Option(metavar="PERCENT", help="Remind after so much of the time; may be repeated; or `none`."),
]


class Written(Struct, frozen=True):
    """The options as they were written; none where one was not given."""

    bank_holidays: str | None
    office_hours: Sequence[str] | None
    duty_team: Sequence[str] | None
    working_day: Sequence[Weekday] | None
    hold_weekends: bool | None
    weekend_release: str | None
    boarding_minutes: int | None
    no_open_day_minutes: int | None
    holiday_desk_minutes: int | None
    remind_before: Sequence[str] | None
    remind_after: Sequence[str] | None


class Changes(Struct, frozen=True):
    """Fields of `AreaCalendar` by name, and reminders, of which one kind may change without the other."""

    fields: dict[str, object]
    before: tuple[int, ...] | None
    after: tuple[int, ...] | None

    def __bool__(self) -> bool:
        """Whether anything is to change."""
        return bool(self.fields) or self.before is not None or self.after is not None

    def of(self, held: AreaCalendar | None) -> dict[str, object]:
        """The fields that change of an area's settings; of a new area's, none are held."""
        if self.before is None and self.after is None:
            return self.fields
        now = held.reminders if held is not None else ReminderSettings()
        after = now.percent_elapsed if self.after is None else self.after
        before = now.minutes_before if self.before is None else self.before
        return {**self.fields, "reminders": ReminderSettings(after, before)}


def changes_of(written: Written) -> Changes:
    """What the options say. ValueError for one that cannot be read, with the option, its value and how to write it."""
    release, holidays = written.weekend_release, written.bank_holidays
    found: dict[str, object | None] = {
        "office_hours": _each(written.office_hours, _hours, "--office-hours"),
        "emergency_duty_team": _each(written.duty_team, _hours, "--duty-team"),
        "working_days": tuple(written.working_day) if written.working_day else None,
        "hold_weekends_until_monday": written.hold_weekends,
        "weekend_release": _time(release, "--weekend-release") if release else None,
        "boarding_due_minutes": written.boarding_minutes,
        "no_open_day_due_minutes": written.no_open_day_minutes,
        "holiday_desk_due_minutes": written.holiday_desk_minutes,
        "bank_holidays": bank_holidays_of_england(*_years(holidays)) if holidays else None,
    }
    return Changes(
        {name: value for name, value in found.items() if value is not None},
        _each(written.remind_before, _number, "--remind-before"),
        _each(written.remind_after, _number, "--remind-after"),
    )


def _each(texts: Sequence[str] | None, read: Callable[[str, str], T], option: str) -> tuple[T, ...] | None:
    """What each text says; nothing where the option was not given, an empty list where it says `none` alone."""
    if not texts:
        return None
    return () if list(texts) == [NONE] else tuple(read(text, option) for text in texts)


def _hours(text: str, option: str) -> DutyHours:
    found = _HOURS.fullmatch(text)
    if found is None or found["day"] not in set(Weekday):
        raise ValueError(
            f"{option} `{text}` names no hours: write the day, the start and the end, as monday=08:30-17:00"
        )
    return DutyHours(Weekday(found["day"]), _time(found["starts"], option), _time(found["ends"], option))


def _time(text: str, option: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{option} `{text}` is no time of day: write hours and minutes, as 07:00") from None


def _number(text: str, option: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{option} `{text}` is no whole number: write one, or `{NONE}`")
    return int(text)


def _years(text: str) -> tuple[int, int]:
    found = _YEARS.fullmatch(text)
    if found is None:
        raise ValueError(f"--bank-holidays `{text}` names no years: write the first and the last, as 2026-2030")
    return int(found["first"]), int(found["last"])
