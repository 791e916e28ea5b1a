"""Operation Encompass notification, version 1.

Source: Domestic Abuse Act 2021 s.49A and its statutory guidance.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas.events.event import Event
from schemas.events.people import Address
from schemas.types import Label

EVENT_TYPE: Final = "encompass.notification"


class Grade(StrEnum):
    """The risk that the officer assessed."""

    NOT_ASSESSED = "not_assessed"
    STANDARD = "standard"
    MEDIUM = "medium"
    HIGH = "high"


class Incident(Struct, frozen=True, gc=False):
    """Section of kind `incident`: where it was."""

    location: Address
    place: Annotated[Label, Meta(description="what sort of place: at home, in the street")]


class EncompassNotification(Event, frozen=True, gc=False):
    """Police were called to domestic abuse in which a child may be a victim."""

    grade: Grade
