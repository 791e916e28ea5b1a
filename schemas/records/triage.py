"""Outputs of the front door's desk: what was decided of a contact, on what footing, and how soon it is looked at.

Source: flows.md, Contact: decided within 1 working day; consent-based, but `when it is dispensed with, the reasons …
are … clearly recorded`; `managers oversee, review and prioritise all contacts`.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.types import AreaCode, CaseKey, EventId, Name, OutputId, PersonId, Time, UserId


class ContactPriority(StrEnum):
    """How soon a contact is looked at beside others, most urgent first. Its clock runs whatever its priority."""

    URGENT = "urgent"
    HIGH = "high"
    STANDARD = "standard"


class PriorityReason(StrEnum):
    """Why a manager gives a contact another priority. A closed list: free text could name somebody."""

    RISK_IS_HIGHER = "risk_is_higher"
    RISK_IS_LOWER = "risk_is_lower"
    NEW_INFORMATION = "new_information"
    ALREADY_BEING_WORKED_ON = "already_being_worked_on"
    PART_OF_ANOTHER_CONTACT = "part_of_another_contact"
    PRIORITISED_IN_ERROR = "prioritised_in_error"


class PrioritiseContact(Struct, frozen=True, gc=False):
    """A manager of the front door gives a contact that is not decided yet another priority, and says why."""

    case: CaseKey
    person: PersonId
    notice: OutputId
    user: UserId
    role: Name
    priority: ContactPriority
    reason: PriorityReason


class ContactPrioritised(Struct, frozen=True, gc=False):
    """A manager of a front door gave a contact another priority than the area's rules did, and why.

    It stands for each of `notices`, and for news of the child which the area's rules do not put sooner.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    area: AreaCode
    notices: tuple[OutputId, ...]
    priority: ContactPriority
    reason: PriorityReason
    user: UserId
    role: Name


class ContactTriaged(Struct, frozen=True, gc=False):
    """The front door of an area decided what follows for one child or adult of an event.

    It stands for each of `notices`: the duty team's as well as the front door's. A changed mind is another one, which
    names the one before. What a council decided in a system of its own names the event that says so in `published`:
    nobody of the hub decided it, so user and role are empty, and nobody need have read the contact here.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    area: AreaCode
    notice: Annotated[OutputId, Meta(description="the notice that is answered")]
    notices: Annotated[tuple[OutputId, ...], Meta(description="every notice that stands triaged by this")]
    outcome: FrontDoorOutcome
    consent: Consent
    reason: Annotated[ConsentReason | None, Meta(description="None where consent was given or is not needed")]
    decided_at: Annotated[Time, Meta(description="when it was decided, here or there")]
    user: UserId
    role: Annotated[str, Meta(max_length=128, description="in which the user decided")]
    previous: Annotated[OutputId | None, Meta(description="the triage that this one takes the place of")]
    published: Annotated[EventId | None, Meta(description="the outcome by which a council said so")] = None


TriageOutput = ContactTriaged | ContactPrioritised
"""What the front door's desk records."""
