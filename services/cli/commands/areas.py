"""`firstbell areas`: what each council area settles."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final

import typer
from msgspec import Struct
from rich.console import Console

from services.cli import area_changes as options
from services.cli.commands import areas_routing
from services.cli.failures import ExitCode, Failure
from services.cli.opened import looking_into, operating
from services.cli.options import DEFAULT_HOME, ClusterOption, HomeOption, JsonOption
from services.cli.output import give, pairs, table
from services.operator.operated import Operated
from streams.calendar.area import AreaCalendar, DutyHours, ReminderSettings
from streams.reference.facts import Reference

app = typer.Typer(
    help="What each council area settles: hours, holidays, weekends, reminders, routing.", no_args_is_help=True
)
app.add_typer(areas_routing.app, name="routing")

_AREA: Final = re.compile(r"[0-9]{3}")

AreaArgument = Annotated[str, typer.Argument(metavar="AREA", help="The council area's three digits.")]


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
    title: options.TitleOption = None,
    bank_holidays: options.BankHolidaysOption = None,
    office_hours: options.OfficeHoursOption = None,
    duty_team: options.DutyTeamOption = None,
    working_day: options.WorkingDayOption = None,
    hold_weekends: options.HoldWeekendsOption = None,
    weekend_release: options.WeekendReleaseOption = None,
    boarding_minutes: options.BoardingMinutesOption = None,
    no_open_day_minutes: options.NoOpenDayMinutesOption = None,
    holiday_desk_minutes: options.HolidayDeskMinutesOption = None,
    remind_before: options.RemindBeforeOption = None,
    remind_after: options.RemindAfterOption = None,
    home: HomeOption = DEFAULT_HOME,
    cluster: ClusterOption = False,
    as_json: JsonOption = False,
) -> None:
    """Change settings of a council area, or add an area with the usual ones. What is not named stays as it is.

    Settings count for every decision from then on; a notice that was issued keeps its time. Lists are replaced whole.
    """
    if _AREA.fullmatch(area) is None:
        raise Failure(ExitCode.USAGE, f"`{area}` is no area's code: write its three digits, as 822")
    written = options.Written(
        bank_holidays,
        office_hours,
        duty_team,
        working_day,
        hold_weekends,
        weekend_release,
        boarding_minutes,
        no_open_day_minutes,
        holiday_desk_minutes,
        remind_before,
        remind_after,
    )
    try:
        changes = options.changes_of(written)
    except ValueError as error:
        raise Failure(ExitCode.USAGE, str(error)) from None
    if not changes and title is None:
        raise Failure(ExitCode.USAGE, "nothing to change: name a setting, see `firstbell areas set --help`")
    with operating(home, cluster=cluster) as (hub, clock):
        shown = _put(hub, area, title, changes, clock())
    give(shown, lambda out: _show(out, shown), as_json=as_json)


def _put(hub: Operated, area: str, title: str | None, changes: options.Changes, at: datetime) -> Area:
    """Put the changed settings in place; how the area stands then."""
    from services.operator.areas import changed, put_area  # here: whoever only looks need not load it

    reference = hub.reference()
    try:
        name, calendar = changed(reference, area, title, changes.of(reference.areas.get(area)), at)
    except KeyError:
        raise Failure(ExitCode.REFUSED, f"`{area}` is no area of this hub: give it a --title to add it") from None
    except ValueError as error:
        raise Failure(ExitCode.USAGE, str(error)) from None
    is_changed = put_area(hub, area, name, calendar, at)
    shown = _area(hub.reference(), area)
    shown.changed = is_changed
    return shown


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
