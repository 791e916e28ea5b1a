"""Hospital safeguarding flag, version 1: an attendance that gives cause for concern.

Source: flows.md, A&E safeguarding flag and Think Family: routed by age, not by ward; an adult patient's dependants are
children of the event. Anonymous injury data (ISTV) is another product and never comes this way.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas import limits
from schemas.events.consent import Consent
from schemas.events.event import Event
from schemas.types import Label, Time

EVENT_TYPE: Final = "hospital.flag"


class Sign(StrEnum):
    """What was seen or told."""

    STABBING = "stabbing"
    GUNSHOT = "gunshot"
    ASSAULT = "assault"
    EXPLOITATION = "exploitation"
    DOMESTIC_ABUSE = "domestic_abuse"
    NEGLECT = "neglect"
    SELF_HARM = "self_harm"
    SUBSTANCE_USE = "substance_use"
    MENTAL_HEALTH_CRISIS = "mental_health_crisis"
    OTHER = "other"


class ConcernLevel(StrEnum):
    """How much staff are concerned. Any level is filed, day and night."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class CpIsAnswer(StrEnum):
    """Child Protection - Information Sharing: whether it was asked for this attendance, and what it said."""

    NOT_ASKED = "not_asked"
    NO_RECORD = "no_record"
    PROTECTION_PLAN = "protection_plan"
    LOOKED_AFTER = "looked_after"
    UNBORN_PROTECTION_PLAN = "unborn_protection_plan"


class Attendance(Struct, frozen=True, gc=False):
    """Section of kind `attendance`: where, when, and what gives cause for concern."""

    trust: Annotated[str, Meta(max_length=5, pattern="^[A-Z0-9]{3,5}$", description="ODS code of the trust")]
    site: Label
    ward: Label
    arrived_at: Time
    left_at: Time | None
    age: Annotated[int | None, Meta(ge=0, le=130, description="years, as the hospital recorded them")]
    injury: Annotated[Label, Meta(description="presenting injury or complaint")]
    signs: Annotated[tuple[Sign, ...], Meta(max_length=limits.LIST)]
    level: ConcernLevel
    cp_is: CpIsAnswer
    consent: Consent
    consent_reason: Annotated[str, Meta(max_length=1000, description="why it was not sought, or dispensed with")]


class HospitalFlag(Event, frozen=True, gc=False):
    """A trust's staff are concerned for a child, or for an adult's children."""
