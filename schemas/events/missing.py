"""Missing episode, version 1: reported, updated, returned. One episode is one reference; each news of it a revision.

Source: DfE statutory guidance on children who run away or go missing from home or care (2014): every return is followed
by the offer of an independent interview within 72 hours; College of Policing, missing persons: risk grades.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas import limits
from schemas.events.event import Event
from schemas.events.people import Address
from schemas.types import Label, Time

EVENT_TYPE: Final = "missing.episode"


class Stage(StrEnum):
    """How far the episode has got."""

    REPORTED = "reported"
    UPDATED = "updated"
    RETURNED = "returned"


class MissingRisk(StrEnum):
    """The grade of risk that police gave, and may give anew."""

    NOT_GRADED = "not_graded"
    NO_APPARENT_RISK = "no_apparent_risk"
    """Called absent in older records."""
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class MissingFrom(StrEnum):
    """From where the child went missing."""

    NOT_KNOWN = "not_known"
    HOME = "home"
    SCHOOL = "school"
    FOSTER_CARE = "foster_care"
    CHILDRENS_HOME = "childrens_home"
    HOSPITAL = "hospital"
    ELSEWHERE = "elsewhere"


class Exploitation(StrEnum):
    """What exploitation is feared."""

    CRIMINAL = "criminal"
    SEXUAL = "sexual"
    COUNTY_LINES = "county_lines"
    TRAFFICKING = "trafficking"
    RADICALISATION = "radicalisation"
    OTHER = "other"


class ReturnInterview(StrEnum):
    """How far the return home interview has got, as the publisher knows it."""

    NOT_YET_OFFERED = "not_yet_offered"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HELD = "held"


class Episode(Struct, frozen=True, gc=False):
    """Section of kind `episode`: what is known of it by now."""

    stage: Stage
    risk: MissingRisk
    missing_since: Time
    reported_at: Time
    returned_at: Annotated[Time | None, Meta(description="none while the child is missing")]
    missing_from: MissingFrom
    last_seen: Annotated[Label, Meta(description="where, in the officer's words")]
    found_at: Address | None
    exploitation: Annotated[tuple[Exploitation, ...], Meta(max_length=limits.LIST)]
    placed_by: Annotated[
        str,
        Meta(
            max_length=3,
            pattern="^([0-9]{3})?$",
            description="LA code of another authority that placed the child",
        ),
    ]
    interview: ReturnInterview


class MissingEpisode(Event, frozen=True, gc=False):
    """A child is missing, or was."""
