"""The calendars that schools send, as YAML: bells, closures, single days with other hours, boarding."""

from datetime import date, time
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.directory.yaml_places import read_model
from streams.calendar.setting import (
    Closure,
    ClosureKind,
    DateRange,
    DayHours,
    OpenDay,
    SettingCalendar,
    Week,
    Weekday,
)

FORBID = ConfigDict(extra="forbid", frozen=True)


class HoursDocument(BaseModel):
    """From the first bell to the end of the day, London wall time."""

    model_config = FORBID

    first_bell: time
    end_of_day: time

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        self.hours()
        return self

    def hours(self) -> DayHours:
        return DayHours(self.first_bell, self.end_of_day)


class ClosureDocument(BaseModel):
    """Days without pupils, both ends included."""

    model_config = FORBID

    first: date
    last: date
    kind: ClosureKind

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        self.closure()
        return self

    def closure(self) -> Closure:
        return Closure(self.first, self.last, self.kind)


class OpenDayDocument(HoursDocument):
    """One date with hours of its own."""

    day: date


class TermsDocument(BaseModel):
    """The dates for which the closures are complete."""

    model_config = FORBID

    first: date
    last: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        DateRange(self.first, self.last)
        return self


class CalendarDocument(BaseModel):
    """One school: hours from Monday to Friday, and what differs."""

    model_config = FORBID

    urn: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    hours: HoursDocument
    other_hours: dict[Weekday, HoursDocument] = {}
    no_school: list[Weekday] = []
    boarding: bool = False
    day_pupils: bool = False
    terms: TermsDocument | None = None
    closures: list[ClosureDocument] = []
    open_days: list[OpenDayDocument] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self.calendar()
        return self

    def calendar(self) -> SettingCalendar:
        """As the streams reckon with it."""
        weekdays = list(Weekday)[:5]
        days = {day: self.hours.hours() for day in weekdays if day not in self.no_school}
        days.update({day: hours.hours() for day, hours in self.other_hours.items()})
        return SettingCalendar(
            week=Week(**{day.value: hours for day, hours in days.items()}),
            boarding=self.boarding,
            day_pupils=self.day_pupils,
            closures=tuple(closure.closure() for closure in self.closures),
            open_days=tuple(OpenDay(open_day.day, open_day.hours()) for open_day in self.open_days),
            term_dates=DateRange(self.terms.first, self.terms.last) if self.terms else None,
        )


class CalendarsDocument(BaseModel):
    """A file of calendars, each school once."""

    model_config = FORBID

    calendars: list[CalendarDocument]

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        seen: set[str] = set()
        for entry in self.calendars:
            if entry.urn in seen:
                raise ValueError(f"the school `{entry.urn}` has two calendars")
            seen.add(entry.urn)
        return self


def read_calendars(data: bytes, file: str) -> dict[str, SettingCalendar]:
    """The calendars of a file by URN. FileRefused with every fault and its place: all are taken, or none."""
    document = read_model(data, file, CalendarsDocument)
    return {entry.urn: entry.calendar() for entry in document.calendars}
