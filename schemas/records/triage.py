"""Outputs of the front door's desk: what was decided of a contact, and on what footing.

Source: flows.md, Contact: decided within 1 working day; consent-based, but `when it is dispensed with, the reasons …
are … clearly recorded`.
"""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.events.consent import Consent, ConsentReason
from schemas.events.front_door import FrontDoorOutcome
from schemas.types import AreaCode, CaseKey, EventId, Name, OutputId, PersonId, UserId


class ContactTriaged(Struct, frozen=True):
    """The front door of an area decided what follows for one child or adult of an event.

    It stands for each of `notices`: the duty team's as well as the front door's. A changed mind is another one, which
    names the one before.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    area: AreaCode
    notice: Annotated[OutputId, Meta(description="the notice that was read and answered")]
    notices: Annotated[tuple[OutputId, ...], Meta(description="every notice that stands triaged by this")]
    outcome: FrontDoorOutcome
    consent: Consent
    reason: Annotated[ConsentReason | None, Meta(description="None where consent was given or is not needed")]
    user: UserId
    role: Name
    previous: Annotated[OutputId | None, Meta(description="the triage that this one takes the place of")]


TriageOutput = ContactTriaged
"""What the front door's desk records."""
