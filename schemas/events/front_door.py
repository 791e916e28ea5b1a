"""Contact to the Integrated Front Door, and the outcome that goes back to whoever made it.

Source: flows.md, Contact and Outcome feedback: acknowledged and decided within 1 working day; schools ask for
`feedback and updates when referrals are made`.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

from msgspec import Meta, Struct

from schemas.events.consent import Consent, ConsentReason
from schemas.events.event import Event
from schemas.events.people import NamedSetting
from schemas.types import EventId, Label, Time

CONTACT_TYPE: Final = "front_door.contact"
OUTCOME_TYPE: Final = "front_door.outcome"


class Worry(StrEnum):
    """What the contact is about."""

    PHYSICAL_ABUSE = "physical_abuse"
    EMOTIONAL_ABUSE = "emotional_abuse"
    SEXUAL_ABUSE = "sexual_abuse"
    NEGLECT = "neglect"
    DOMESTIC_ABUSE = "domestic_abuse"
    EXPLOITATION = "exploitation"
    MISSING = "missing"
    PARENTAL_SUBSTANCE_USE = "parental_substance_use"
    PARENTAL_MENTAL_HEALTH = "parental_mental_health"
    SELF_HARM = "self_harm"
    HOUSING_OR_MONEY = "housing_or_money"
    OTHER = "other"


class Urgency(StrEnum):
    """How soon, as whoever made the contact sees it."""

    IMMEDIATE = "immediate"
    SAME_DAY = "same_day"
    ROUTINE = "routine"


class FrontDoorOutcome(StrEnum):
    """What the front door decided."""

    NO_FURTHER_ACTION = "no_further_action"
    ADVICE = "advice"
    EARLY_HELP = "early_help"
    ASSESSMENT = "assessment"
    STRATEGY_DISCUSSION = "strategy_discussion"


class Contact(Struct, frozen=True, gc=False):
    """Section of kind `contact`: what the worry is, and what the family was asked."""

    worries: Annotated[tuple[Worry, ...], Meta(min_length=1, max_length=12)]
    urgency: Urgency
    consent: Consent
    consent_reason: Annotated[str, Meta(max_length=1000, description="why it was not sought, or dispensed with")]
    referrer_role: Label
    referrer_setting: Annotated[NamedSetting | None, Meta(description="the school that asks, where one does")]


class FrontDoorContact(Event, frozen=True, gc=False):
    """An agency is worried about a child and asks the council."""


class DecidedVersion1(Struct, frozen=True, gc=False):
    """Section of kind `outcome`: what was decided of an earlier contact, for whoever made it.

    Version 1 of the schema, as publishers of the first release write it. Its fields are never changed again.
    """

    avro_name: ClassVar[str] = "Decided"

    contact: Annotated[EventId, Meta(description="the contact that this answers")]
    outcome: FrontDoorOutcome
    decided_at: Time


class Decided(DecidedVersion1, frozen=True, gc=False):
    """Section of kind `outcome`: what was decided of an earlier contact, for whoever made it.

    Version 2 of the schema: on what footing of consent may be said, without which the hub decides nothing by it. What
    version 1 wrote is read as a decision whose footing is not stated.
    """

    consent: Annotated[Consent, Meta(description="what the family said to the decision")] = Consent.NOT_STATED
    reason: Annotated[ConsentReason | None, Meta(description="why it stands without consent; none: it does not")] = None


class FrontDoorFeedback(Event, frozen=True, gc=False):
    """A council that decides in a system of its own says what it decided."""
