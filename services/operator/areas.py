"""A council area's settings (bank holidays, desk hours, weekends, minutes, reminders) and its routing."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Final

import msgspec
from msgspec import structs

from schemas.records.reference import AreaRoutingSet, AreaSettingsSet
from services.operator.operated import Operated
from streams.calendar import AreaCalendar
from streams.calendar.area import DutyHours
from streams.calendar.bank_holidays import bank_holidays_of_england
from streams.calendar.setting import Weekday
from streams.calendar.wall_clock import london
from streams.reference.facts import Reference
from streams.routing.routes import Routing

OFFICE_HOURS: Final = (time(8, 30), time(17, 0))
"""The usual hours of a council's desk, Monday to Friday."""
YEARS_AHEAD: Final = 2
"""Bank holidays are taken from the kept list for the year of its declaring, and so many after it."""


def usual(first_year: int, last_year: int) -> AreaCalendar:
    """The bank holidays of England of whole years, and a desk with the usual hours."""
    hours = tuple(DutyHours(day, *OFFICE_HOURS) for day in tuple(Weekday)[:5])
    return AreaCalendar(bank_holidays_of_england(first_year, last_year), hours)


def put_area(hub: Operated, area: str, title: str, calendar: AreaCalendar, at: datetime) -> bool:
    """Put an area's settings in place, for every decision from now on; False where they stand so already."""
    held = hub.reference()
    if held.areas.get(area) == calendar and held.area_title(area) == title:
        return False
    with hub.locked:
        hub.registry.refer([AreaSettingsSet(area, title, msgspec.json.encode(calendar))], at)
    return True


def changed(
    reference: Reference, area: str, title: str | None, changes: Mapping[str, object], at: datetime
) -> tuple[str, AreaCalendar]:
    """Title and settings of an area with some of them changed (fields of `AreaCalendar`); a new area's are the usual.

    KeyError for a new area without a title, ValueError where a setting cannot be.
    """
    year = london(at).year
    calendar = reference.areas.get(area)
    if calendar is None and title is None:
        raise KeyError(area)
    settled = structs.replace(calendar or usual(year, year + YEARS_AHEAD), **changes)
    known = settled.bank_holidays
    if "bank_holidays" in changes and not known.first_year <= year <= known.last_year:
        raise ValueError(f"`{known.first_year}-{known.last_year}` leaves out `{year}`: name years with the present one")
    return title or reference.area_title(area), settled


def put_routing(hub: Operated, area: str, routing: Routing, at: datetime) -> bool:
    """Put an area's routing in place, for every decision from now on; False where it stands so already."""
    if hub.reference().routing.get(area) == routing:
        return False
    with hub.locked:
        hub.registry.refer([AreaRoutingSet(area, msgspec.json.encode(routing))], at)
    return True
