"""Outputs on outcomes that a council published: which contact each is held against, and why one decides nothing.

Source: flows.md, Contact and Outcome feedback: decided within 1 working day, and whoever made the contact hears of it;
Bedford Borough arrangements: consent-based, with the reason for doing without recorded.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from schemas.events.front_door import FrontDoorOutcome
from schemas.types import AreaCode, CaseKey, EventId, OutputId, PersonId, Time


class NotTaken(StrEnum):
    """Why a published outcome decides nothing of a contact, or of one child of it."""

    CONTACT_NOT_KNOWN = "contact_not_known"
    """No event of this id has come: it comes later, was refused, or was never sent."""
    CONTACT_WITHDRAWN = "contact_withdrawn"
    CONTACT_WRONG_PEOPLE = "contact_wrong_people"
    """It stands withdrawn as about the wrong people: so is the outcome, which is shown to nobody."""
    FOUND_WRONG_PEOPLE = "found_wrong_people"
    """It was withdrawn as about the wrong people since the outcome came, which is shown to nobody any more."""
    NOT_A_CONTACT = "not_a_contact"
    """What it names is an outcome itself, or the front door has no notice of it that stands."""
    FRONT_DOOR_LEFT_OUT = "front_door_left_out"
    """A front door is left out of the case for a conflict, and has no notice of it that stands."""
    CHILD_NOT_IN_CONTACT = "child_not_in_contact"
    CHILD_IN_DOUBT = "child_in_doubt"
    """Which child the outcome is about is not decided yet."""
    CHILD_LEFT_OUT = "child_left_out"
    """The outcome decides of others of the same contact, and does not name this child."""
    OUTCOME_ERASED = "outcome_erased"
    CONTACT_ERASED = "contact_erased"
    NOT_ITS_FRONT_DOOR = "not_its_front_door"
    """Whoever published it does not run the front door that has the contact."""
    CONTACT_REVISED = "contact_revised"
    """The front door has later news of the child than what the outcome speaks of."""
    DECIDED_SINCE = "decided_since"
    """The front door decided the contact on the hub after the time that the outcome gives."""
    DECIDED_BEFORE = "decided_before"
    """By the time that the outcome gives, the contact had not been made."""
    UNCHANGED = "unchanged"
    """The same was decided by an earlier revision of the outcome, or on the hub, and stands."""
    WITHDRAWN = "withdrawn"
    """The outcome was withdrawn, or does not speak of this contact or child any more."""
    CONSENT_NOT_STATED = "consent_not_stated"
    CONSENT_REASON_MISSING = "consent_reason_missing"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_NEEDS_NO_REASON = "consent_needs_no_reason"


OF_WRONG_PEOPLE: Final = frozenset({NotTaken.CONTACT_WRONG_PEOPLE, NotTaken.FOUND_WRONG_PEOPLE})
"""Where an outcome is about who was named in error: nobody is shown what it says."""


class AnswerChange(StrEnum):
    """What an outcome is to one child of the contact that it names."""

    DECIDED = "decided"
    LEFT_OUT = "left_out"
    """It decides of others of the contact, and does not name this child."""
    WITHDRAWN = "withdrawn"
    """It was held to decide of this child before, and is no longer."""
    WRONG_PEOPLE = "wrong_people"
    """It stands, and the contact was withdrawn as about the wrong people."""


class ContactNamed(Struct, frozen=True, gc=False):
    """The contact that an outcome names, for one child of the outcome; `reason` where that child has no part in it."""

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    contact: EventId | None
    reason: NotTaken | None


class Described(Struct, frozen=True, gc=False):
    """One child of an outcome: the person as the outcome's own case knows them, and their section in it."""

    person: PersonId
    section: int


class ContactAnswered(Struct, frozen=True, gc=False):
    """A published outcome is held against one child of the contact that it names. Said by hop 2; hop 3 decides."""

    event: Annotated[EventId, Meta(description="the event at which the contact's case stands")]
    case: CaseKey
    person: PersonId
    section: int
    contact: Annotated[EventId, Meta(description="the revision of the contact that the outcome names")]
    outcome: EventId
    outcome_case: CaseKey
    child: Annotated[Described | None, Meta(description="in the outcome; None unless it is held to decide")]
    change: AnswerChange


class OutcomeNotTaken(Struct, frozen=True, gc=False):
    """A published outcome decided nothing of one child of a contact, and why. But for `unchanged` a desk has it."""

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    area: AreaCode
    outcome: EventId
    reason: NotTaken


class TriageWithdrawn(Struct, frozen=True, gc=False):
    """What a published outcome had decided of a contact stands no longer.

    What was decided before it on the hub, or by another outcome, stands; contacts that nothing else decided wait again,
    by their own time.
    """

    event: EventId
    case: CaseKey
    person: PersonId
    section: int
    area: AreaCode
    triage: OutputId
    notices: Annotated[tuple[OutputId, ...], Meta(description="contacts that wait again")]
    outcome: Annotated[EventId, Meta(description="the event that took it back, or says otherwise")]
    earlier: Annotated[tuple[OutputId, ...], Meta(description="by earlier revisions of the outcome")] = ()
    stands: Annotated[OutputId | None, Meta(description="the decision that stands by now; None where none does")] = None
    decided: Annotated[FrontDoorOutcome | None, Meta(description="what it says")] = None
    decided_at: Annotated[Time | None, Meta(description="when it was made, here or there")] = None


AnswerOutput = OutcomeNotTaken | TriageWithdrawn
"""What hop 3 records of a published outcome beside a triage."""
