"""Checks of values that both formats share: NHS numbers, dates of birth, times that have come, labels."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from schemas import limits
from schemas.identifiers import IdentifierError, check_gp_practice, check_nhs_number
from services.hospital.faults import Problem, Severity, Trouble
from services.publisher.people import EARLIEST_BIRTH
from services.publisher.wall_times import EARLIEST, LONDON

_SKEW: Final = timedelta(seconds=limits.CLOCK_SKEW_SECONDS)


def read_nhs_number(value: str, place: str) -> str | Trouble | None:
    """An NHS number, None where the value is empty, or a remark where it is none (`schemas.identifiers`).

    It keeps nothing else back: a flag that waits for a mended number may come too late.
    """
    if not value:
        return None
    try:
        return check_nhs_number(value)
    except IdentifierError:
        reason = "this is no NHS number: it is not used; look it up again"
        return Trouble(place, Problem.VALUE, reason, Severity.WARNING)


def read_gp_practice(value: str, place: str) -> str | Trouble:
    """The ODS code of a GP practice, empty where the value is, or a remark where it is none: it keeps nothing back."""
    if not value:
        return ""
    try:
        return check_gp_practice(value)
    except IdentifierError:
        reason = "this is no ODS code of a GP practice: it is not used; look it up again"
        return Trouble(place, Problem.VALUE, reason, Severity.WARNING)


def check_birth(born: date, now: datetime, place: str) -> Trouble | None:
    """A date of birth that cannot be."""
    if born < EARLIEST_BIRTH:
        return Trouble(place, Problem.VALUE, "the date of birth lies before 1900: correct the year")
    if born > now.astimezone(LONDON).date():
        return Trouble(place, Problem.VALUE, "the date of birth lies in the future: correct it")
    return None


def check_past(at: datetime, now: datetime, place: str) -> Trouble | None:
    """A time that has not come, or that nobody of today speaks of."""
    if at > now + _SKEW:
        return Trouble(place, Problem.VALUE, "the time lies in the future: correct it, or set the sender's clock")
    if at.astimezone(UTC) < EARLIEST:
        return Trouble(place, Problem.VALUE, "the time lies before 1900: correct the year")
    return None


def check_label(value: str, place: str, longest: int = limits.LABEL) -> Trouble | None:
    """A text of one line that is too long, or holds control characters."""
    if len(value) > longest:
        return Trouble(place, Problem.VALUE, f"the text has {len(value)} characters: shorten it to {longest}")
    if any(character < " " or "\x7f" <= character <= "\x9f" for character in value):
        return Trouble(place, Problem.VALUE, "the text holds control characters: type it anew")
    return None
