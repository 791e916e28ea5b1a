"""`firstbell areas`: what each council area settles."""

import re
from collections.abc import Callable, Sequence
from datetime import time
from typing import Annotated, Final, TypeVar

import typer
from msgspec import Struct
from rich.console import Console

from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into, operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, pairs, table
from streams.calendar.area import AreaCalendar, DutyHours, ReminderSettings
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.calendar.setting import Weekday
from streams.reference.facts import Reference

app = typer.Typer(help="What each council area settles: hours, holidays, weekends, reminders.", no_args_is_help=True)

_AREA: Final = re.compile(r"[0-9]{3}")
_YEARS: Final = re.compile(r"(?P<first>20[0-9]{2})-(?P<last>20[0-9]{2})")
_HOURS: Final = re.compile(r"(?P<day>[a-z]+)=(?P<starts>\d\d:\d\d)-(?P<ends>\d\d:\d\d)")
NONE: Final = "none"
"""Written in place of a list's values, it empties the list."""

AreaArgument = Annotated[str, typer.Argument(metavar="AREA", help="The council area's three digits.")]
T = TypeVar("T")


class Area(Struct):
    """One area and all of its settings; `schools` are those of the register that lie in it."""

    area: str
    title: str
    schools: int
    settings: AreaCalendar
    changed: bool | None = None


@app.command("list")
def list_(home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False) -> None:
    """List the council areas that the hub serves."""
    with looking_into(home, cluster=cluster) as reader:
        areas = [_area(reader.reference, code) for code in sorted(reader.reference.areas)]

    def show(out: Console) -> None:
        rows = [
            (one.area, one.title, str(one.schools), f"until {one.settings.bank_holidays.last_year}", _weekends(one))
            for one in areas
        ]
        headings = ("Area", "Name", "Schools", "Bank holidays", "At weekends")
        out.print(table("Areas", *headings, rows=rows, right=[2]))

    give({"areas": areas}, show, as_json=as_json)


@app.command("show")
def show(
    area: AreaArgument, home: HomeOption = DEFAULT_HOME, cluster: ClusterOption = False, as_json: JsonOption = False
) -> None:
    """Show every setting of one council area."""
    with looking_into(home, cluster=cluster) as reader:
        _check_known(reader.reference, area)
        shown = _area(reader.reference, area)
    give(shown, lambda out: _show(out, shown), as_json=as_json)


@app.command("set")
def set_(
    area: AreaArgument,
    title: Annotated[str | None, typer.Option("--title", help="What people call it; a new area needs one.")] = None,
    bank_holidays: Annotated[
        str | None,
        typer.Option(metavar="FIRST-LAST", help="Bank holidays of England of these whole years, as 2026-2030."),
    ] = None,
    office_hours: Annotated[
        list[str] | None,
        typer.Option(metavar="DAY=HOURS", help="When the council's desk is staffed, as monday=08:30-17:00; each day."),
    ] = None,
    duty_team: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DAY=HOURS",
            help="When the emergency duty team answers, as friday=17:00-08:30; `none`: whenever the desk is shut.",
        ),
    ] = None,
    working_day: Annotated[
        list[Weekday] | None, typer.Option(help="A day on which the desk's office hours count; each day.")
    ] = None,
    hold_weekends: Annotated[
        bool | None,
        typer.Option(
            "--hold-weekends/--send-at-weekends",
            help="What becomes known at a weekend goes to schools on Monday; or at once, as the usual setting is.",
        ),
    ] = None,
    weekend_release: Annotated[
        str | None, typer.Option(metavar="HH:MM", help="When on Monday what was held is sent.")
    ] = None,
    boarding_minutes: Annotated[
        int | None, typer.Option(help="How long a boarding school has to open a notice.", show_default=False)
    ] = None,
    no_open_day_minutes: Annotated[
        int | None, typer.Option(help="How long there is where no day is known on which the school is open.")
    ] = None,
    holiday_desk_minutes: Annotated[
        int | None, typer.Option(help="How long the council's desk has for a school that is in its holidays.")
    ] = None,
    remind_before: Annotated[
        list[str] | None,
        typer.Option(metavar="MINUTES", help="Remind so long before the time is up; may be repeated; or `none`."),
    ] = None,
    remind_after: Annotated[
        list[str] | None,
        typer.Option(metavar="PERCENT", help="Remind after so much of the time; may be repeated; or `none`."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Change settings of a council area, or add an area with the usual ones. What is not named stays as it is.

    Settings count for every decision from then on; a notice that was issued keeps its time. Lists are replaced whole.
    """
    from services.operator.areas import changed, put_area

    if _AREA.fullmatch(area) is None:
        raise Failure(ExitCode.USAGE, f"`{area}` is no area's code: write its three digits, as 822")
    changes: dict[str, object] = {}
    try:
        _put(changes, "office_hours", _each(office_hours, _hours, "--office-hours"))
        _put(changes, "emergency_duty_team", _each(duty_team, _hours, "--duty-team"))
        _put(changes, "working_days", tuple(working_day) if working_day else None)
        _put(changes, "hold_weekends_until_monday", hold_weekends)
        _put(changes, "weekend_release", _time(weekend_release, "--weekend-release") if weekend_release else None)
        _put(changes, "boarding_due_minutes", boarding_minutes)
        _put(changes, "no_open_day_due_minutes", no_open_day_minutes)
        _put(changes, "holiday_desk_due_minutes", holiday_desk_minutes)
        _put(changes, "bank_holidays", bank_holidays_of_england(*_years(bank_holidays)) if bank_holidays else None)
        before, after = _each(remind_before, _number, "--remind-before"), _each(remind_after, _number, "--remind-after")
    except ValueError as error:
        raise Failure(ExitCode.USAGE, str(error)) from None
    if not changes and before is None and after is None and title is None:
        raise Failure(ExitCode.USAGE, "nothing to change: name a setting, see `firstbell areas set --help`")
    with operating(home, cluster=cluster) as (hub, clock):
        at = clock()
        try:
            if before is not None or after is not None:
                changes["reminders"] = _reminders(hub.reference().areas.get(area), before, after)
            name, calendar = changed(hub.reference(), area, title, changes, at)
        except KeyError:
            raise Failure(ExitCode.REFUSED, f"`{area}` is no area of this hub: give it a --title to add it") from None
        except ValueError as error:
            raise Failure(ExitCode.USAGE, str(error)) from None
        is_changed = put_area(hub, area, name, calendar, at)
        shown = _area(hub.reference(), area)
    shown.changed = is_changed
    give(shown, lambda out: _show(out, shown), as_json=as_json)


def _put(changes: dict[str, object], name: str, value: object | None) -> None:
    if value is not None:
        changes[name] = value


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


def _reminders(
    held: AreaCalendar | None, before: tuple[int, ...] | None, after: tuple[int, ...] | None
) -> ReminderSettings:
    now = held.reminders if held is not None else ReminderSettings()
    return ReminderSettings(
        now.percent_elapsed if after is None else after, now.minutes_before if before is None else before
    )


def _check_known(reference: Reference, area: str) -> None:
    if area not in reference.areas:
        known = ", ".join(sorted(reference.areas)) or "none"
        raise Failure(ExitCode.REFUSED, f"`{area}` is no area of this hub: it has {known}")


def _area(reference: Reference, area: str) -> Area:
    schools = sum(setting.area == area for setting in reference.settings)
    return Area(area, reference.area_title(area), schools, reference.areas[area])


def _weekends(area: Area) -> str:
    settings = area.settings
    return f"held until Monday {settings.weekend_release:%H:%M}" if settings.hold_weekends_until_monday else "at once"


def _show(out: Console, area: Area) -> None:
    one = area.settings
    holidays = one.bank_holidays
    rows = [
        ("Schools", str(area.schools)),
        ("Bank holidays", f"{holidays.first_year} to {holidays.last_year}, {len(holidays.days)} days"),
        ("Office hours", _told(one.office_hours) or "none"),
        ("Emergency duty team", _told(one.emergency_duty_team) or "whenever the desk is shut"),
        ("Working days", ", ".join(one.working_days)),
        ("What comes at a weekend", _weekends(area)),
        ("Boarding schools have", f"{one.boarding_due_minutes} minutes"),
        ("Where no open day is known", f"{one.no_open_day_due_minutes} minutes"),
        ("The desk has in holidays", f"{one.holiday_desk_due_minutes} minutes"),
        ("Reminders", _reminding(one.reminders)),
    ]
    out.print(pairs(f"{area.title} ({area.area})", rows))
    if area.changed is not None:
        out.print("changed: it counts from the next decision on" if area.changed else "nothing changed: it stood so")


def _told(hours: Sequence[DutyHours]) -> str:
    return ", ".join(f"{one.weekday} {one.starts:%H:%M}-{one.ends:%H:%M}" for one in hours)


def _reminding(reminders: ReminderSettings) -> str:
    told = [f"{minutes} minutes before" for minutes in reminders.minutes_before]
    return ", ".join([*told, *(f"after {percent} percent" for percent in reminders.percent_elapsed)]) or "none"
