"""MARAC referral, version 1: a victim at high risk, brought to the multi-agency risk assessment conference of an area.

Source: SafeLives, ten principles of an effective MARAC; flows.md. The three grounds stand side by side: professional
judgement alone suffices, and never lowers a score.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas import limits
from schemas.events import dash
from schemas.events.consent import Consent
from schemas.events.event import Event
from schemas.types import Date, Label

EVENT_TYPE: Final = "marac.referral"


class ReferralGround(StrEnum):
    """Why a case is brought."""

    DASH_SCORE = "dash_score"
    PROFESSIONAL_JUDGEMENT = "professional_judgement"
    ESCALATION = "escalation"
    """Commonly three events in 12 months; an area's practice."""
    REPEAT = "repeat"
    """Abuse between the same people within 12 months of the last referral."""
    TRANSFER = "transfer"
    """The victim moved here; the case was heard, or was to be, in another area."""


class Knows(StrEnum):
    """Whether the victim knows of the referral."""

    NOT_STATED = "not_stated"
    YES = "yes"
    NO = "no"


class Dash(Struct, frozen=True, gc=False):
    """Section of kind `dash`: the checklist as it was answered, and the score that the referrer wrote on it."""

    answers: Annotated[tuple[dash.Answer, ...], Meta(min_length=dash.QUESTIONS, max_length=dash.QUESTIONS)]
    score: Annotated[int, Meta(ge=0, le=dash.QUESTIONS, description="ticks as the referrer counted them")]
    assessed_on: Date


class EarlierMarac(Struct, frozen=True, gc=False):
    """That the case was heard before, as the referrer knows it."""

    area: Annotated[str, Meta(max_length=3, pattern="^([0-9]{3})?$", description="LA code; empty if not known")]
    heard_on: Date | None


class VictimContact(Struct, frozen=True, gc=False):
    """How the victim may be reached without putting anyone at risk; it stands first wherever the case is shown."""

    victim_knows: Knows
    safe_to_leave_message: bool
    safe_times: Label
    safe_to_talk_to: Label
    not_safe_to_talk_to: Label
    afraid_of: Label


class Referral(Struct, frozen=True, gc=False):
    """Section of kind `referral`: why the case is brought, by whom, and what the victim agreed to."""

    grounds: Annotated[tuple[ReferralGround, ...], Meta(min_length=1, max_length=5)]
    contact: VictimContact
    consent: Consent
    consent_reason: Annotated[str, Meta(max_length=1000, description="why it was not sought, or dispensed with")]
    referrer_role: Label
    earlier: Annotated[tuple[EarlierMarac, ...], Meta(max_length=limits.LIST)]
    transferred_from: Annotated[
        str, Meta(max_length=3, pattern="^([0-9]{3})?$", description="LA code; empty unless transferred")
    ]


class MaracReferral(Event, frozen=True, gc=False):
    """Nothing that the alleged perpetrator, or those close to them, could see may show that this exists."""
