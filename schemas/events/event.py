"""What every event has: a header in the clear, whether it still stands, and its sealed sections."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas import limits
from schemas.events.header import Header, SealedSection


class Standing(StrEnum):
    """Whether the event still stands."""

    CURRENT = "current"
    WITHDRAWN = "withdrawn"


class Withdrawal(StrEnum):
    """Why an event was withdrawn."""

    NONE = "none"
    ENTERED_IN_ERROR = "entered_in_error"
    NOT_DOMESTIC_ABUSE = "not_domestic_abuse"
    NOT_SAFEGUARDING = "not_safeguarding"
    """Looked into, and no cause for concern after all."""
    WRONG_PEOPLE = "wrong_people"


class Event(Struct, frozen=True, gc=False):
    """The signed value of an event of any type: header in the clear, people, facts and texts sealed."""

    header: Header
    standing: Standing
    withdrawal: Withdrawal
    sections: Annotated[tuple[SealedSection, ...], Meta(max_length=limits.SECTIONS)]
