"""How an agency writes dates and times: always London wall time, day before month."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import field_validator

from schemas import limits
from services.directory.faults import ValueRefused
from services.directory.values import is_month_first
from services.publisher.codes import Part

LONDON: Final = ZoneInfo("Europe/London")
EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)


class RepeatedHour(StrEnum):
    """Which time is meant in the hour that the clocks repeat in October, where a local time stands for two."""

    EARLIER = "earlier"
    LATER = "later"
    REFUSE = "refuse"


def london_instant(wall: datetime, repeated_hour: RepeatedHour) -> datetime:
    """The instant in UTC of a London wall time. ValueRefused for the hour that March leaves out, or October repeats."""
    earlier, later = (wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier == later:
        return earlier
    if earlier.astimezone(LONDON).replace(tzinfo=None) != wall:
        raise ValueRefused("this time does not exist: the clocks went forward", "correct the time")
    if repeated_hour is RepeatedHour.REFUSE:
        raise ValueRefused("this time stands for two: the clocks went back", "say in the mapping which is meant")
    return earlier if repeated_hour is RepeatedHour.EARLIER else later


class Times(Part):
    """How the agency writes dates and times, always in London wall time."""

    date_form: str = "%d/%m/%Y"
    time_form: str = "%d/%m/%Y %H:%M"
    repeated_hour: RepeatedHour = RepeatedHour.REFUSE

    @field_validator("date_form", "time_form")
    @classmethod
    def _explicit(cls, pattern: str) -> str:
        if not all(part in pattern for part in ("%d", "%m", "%Y")) or "%y" in pattern:
            raise ValueError(f"the pattern `{pattern}` must have %d, %m and the four-digit %Y")
        return pattern

    @field_validator("time_form")
    @classmethod
    def _to_the_minute(cls, pattern: str) -> str:
        if "%H" not in pattern or "%M" not in pattern or "%z" in pattern:
            raise ValueError(f"the pattern `{pattern}` must have %H and %M, and no zone: times are London wall time")
        return pattern

    def read_date(self, value: str) -> date:
        """A date in the agency's own form. ValueRefused, without the value, where it is not in that form."""
        return self._parse(value, self.date_form).date()

    def read_time(self, value: str) -> datetime:
        """The instant in UTC of a London wall time. ValueRefused also for the hour that March leaves out.

        Source: Summer Time Act 1972 as amended; the clocks change at 01:00 GMT on the last Sunday of March and October.
        """
        return london_instant(self._parse(value, self.time_form), self.repeated_hour)

    def read_past(self, value: str, now: datetime) -> datetime:
        """A time that has come by `now`, on clocks that may differ a little. ValueRefused for one in the future."""
        at = self.read_time(value)
        if at > now + timedelta(seconds=limits.CLOCK_SKEW_SECONDS):
            raise ValueRefused("the time lies in the future", "correct the time, or set this computer's clock")
        if at < EARLIEST:
            raise ValueRefused("the time lies before 1900", "correct the year")
        return at

    def _parse(self, value: str, pattern: str) -> datetime:
        try:
            return datetime.strptime(value, pattern)
        except ValueError:
            reason = "this is no date in the mapping's form, day before month"
            if is_month_first(value.partition(" ")[0]):
                reason = "the date has the month before the day"
            form = datetime(2027, 4, 30, 23, 5).strftime(pattern)
            raise ValueRefused(reason, f"write it like {form}") from None
