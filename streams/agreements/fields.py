"""The texts, dates and numbers that an instrument is written with, and what all its parts have in common."""

import re
from datetime import date
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from schemas import limits
from schemas.events.consent import Consent
from streams.agreements import hours

_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_List = TypeVar("_List", bound=tuple[object, ...])


def _iso_date(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise ValueError("a date is written like 2026-11-22")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("the calendar has no such day") from None


def _each_once(values: _List) -> _List:
    for position, value in enumerate(values):
        if value in values[:position]:
            raise ValueError(f"`{value}` stands in this list twice: keep one")
    return values


def _stated(consent: Consent) -> Consent:
    if consent is Consent.NOT_STATED:
        raise ValueError("an event that does not say fulfils no condition on consent: name what it must say")
    return consent


_ID: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
DocumentId = Annotated[str, Field(pattern=_ID, max_length=limits.ID)]
AgencyId = Annotated[str, Field(pattern=_ID, max_length=limits.ID)]
ClauseId = Annotated[str, Field(pattern=_ID, max_length=64)]
GroupName = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z0-9]+)*$", max_length=64)]
TrainingName = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z0-9]+)*$", max_length=64)]
EventType = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$", max_length=limits.ID)]
Area = Annotated[str, Field(pattern="^[0-9]{3}$")]
Line = Annotated[str, Field(min_length=1, max_length=limits.LABEL, pattern=r"^[^\r\n]*[^\s][^\r\n]*$")]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Version = Annotated[int, Field(ge=1, le=100_000)]
Age = Annotated[int, Field(ge=1, le=120)]
Days = Annotated[int, Field(ge=1, le=36_600)]
Stretch = Annotated[str, Field(pattern=hours.PATTERN), AfterValidator(hours.checked)]
"""Hours of the London day, as `08:30-17:00`."""
StatedConsent = Annotated[Consent, AfterValidator(_stated)]
"""What an event can say of consent; that it says nothing is no answer."""
EACH_ONCE: Final = AfterValidator(_each_once)


class DocumentPart(BaseModel):
    """A part of an instrument: frozen, no unknown field, nothing taken for something else, no value in an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
