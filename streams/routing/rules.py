"""What an area counts across events: windows, thresholds, definitions, each a version that is in force over a range.

Escalation (commonly three events in 12 months) and the other thresholds are practice; so is who decides on them.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas.records.memory import RuleKind
from streams.calendar.wall_clock import LONDON

WINDOW_MONTHS: Final = 24
"""The longest window that a rule may have."""


class WindowUnit(StrEnum):
    """In what a window is counted."""

    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


_MOST: Final = {
    WindowUnit.HOURS: WINDOW_MONTHS * 30 * 24,
    WindowUnit.DAYS: WINDOW_MONTHS * 30,
    WindowUnit.MONTHS: WINDOW_MONTHS,
}


class Window(Struct, frozen=True, forbid_unknown_fields=True):
    """How far back a rule looks from what happened. A day is 24 hours; months end on the same London day and hour."""

    amount: Annotated[int, Meta(ge=1)]
    unit: WindowUnit

    def __post_init__(self) -> None:
        if self.amount > _MOST[self.unit]:
            raise ValueError(f"a window of {self.amount} {self.unit} is longer than {WINDOW_MONTHS} months: shorten it")

    @property
    def words(self) -> str:
        """As records write it."""
        return f"{self.amount} {self.unit}"

    def begins(self, at: datetime) -> datetime:
        """The first instant of the window that ends at `at`."""
        match self.unit:
            case WindowUnit.HOURS:
                return at - timedelta(hours=self.amount)
            case WindowUnit.DAYS:
                return at - timedelta(days=self.amount)
            case WindowUnit.MONTHS:
                return months_before(at, self.amount)


class RepeatDefinition(StrEnum):
    """What counts as abuse since the last referral."""

    ANY_ABUSE = "any_abuse"
    """Any instance of abuse: the present definition of SafeLives."""
    POTENTIALLY_CRIMINAL = "potentially_criminal"
    """Behaviour that would be a crime if it were reported: the definition before."""


class Rule(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One version of one rule. Of all versions with an id, at most one is in force on a London day.

    `events` are the types of event that count; `at_least` is the number of occasions (of several flows, of types) from
    which the rule holds; what happens within `once_within_hours` of an occasion's beginning is one occasion with it.
    `role` is whose desk it goes to, in the area; `working_days` how long that desk has.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
    version: Annotated[int, Meta(ge=1)]
    kind: RuleKind
    events: Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)]
    window: Window
    role: Annotated[str, Meta(pattern=r"^[a-z]+(_[a-z0-9]+)*$", max_length=64)]
    at_least: Annotated[int, Meta(ge=1, le=100)] = 1
    once_within_hours: Annotated[int, Meta(ge=0, le=72)] = 12
    definition: RepeatDefinition = RepeatDefinition.ANY_ABUSE
    working_days: Annotated[int, Meta(ge=1, le=20)] = 1
    begins: date | None = None
    ends: Annotated[date | None, Meta(description="the first day on which it is in force no more")] = None

    def in_force(self, day: date) -> bool:
        """Whether it counts on a London day."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day < self.ends)

    def overlaps(self, other: "Rule") -> bool:
        """Whether both are in force on some day."""
        latest = max((day for day in (self.begins, other.begins) if day is not None), default=None)
        first_end = min((day for day in (self.ends, other.ends) if day is not None), default=None)
        return latest is None or first_end is None or latest < first_end


def london_day(at: datetime) -> date:
    """The day on which it happened, by a London clock."""
    return at.astimezone(LONDON).date()


def months_before(at: datetime, months: int) -> datetime:
    """The same hour of the same day of the month in London, or of the month's last day, so many months before."""
    local = at.astimezone(LONDON)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = local.day
    while True:
        try:
            return local.replace(year=year, month=month + 1, day=day).astimezone(at.tzinfo)
        except ValueError:
            day -= 1
