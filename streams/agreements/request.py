"""What the evaluator is asked: may this recipient see data items of this event, at this time?

Facts come from the opened sections and the reference; the caller gathers them once per event and child. `None`
means that the hub does not know (a field was empty, a section is shredded). A permit whose condition needs a fact
that is not known gives nothing; a forbid whose condition needs one forbids; a duty whose condition needs one goes
to the desk. So a missing fact never discloses, and never loses a statutory notification.

| Fact | From | Note |
|---|---|---|
| `age` | the date of birth, else, of a patient, the attendance; at `Request.at` | whole years; never rounded up |
| `presence` | the child's person section | `not_known` is a value: police say that they do not know |
| `grade` | the event's clear part | `not_assessed` is a value |
| `registration` | the recipient's roll, else what police say of that setting | a council: no school first |
| `restricted` | every person section of the event | true if **any** person of the event is marked restricted |
| `resides_in_force_area` | the child's person section | whether s.49A binds the publishing force |
| `consent` | referral, contact or attendance | `not_stated` is not known; so is a state that lacks its reason |
| `referral_grounds` | the event's referral | none stated is not known |
| `office_hours` | the recipient's council area | whether its desk is in its office hours at `Request.at` |
"""

from datetime import datetime

import msgspec

from schemas.events.consent import NEEDS_A_REASON, Consent
from schemas.events.encompass import Grade
from schemas.events.marac import ReferralGround
from schemas.events.people import Presence, Registration
from streams.agreements.vocabulary import PartyKind, RecipientRole


class Facts(msgspec.Struct, frozen=True):
    """What is known of the child and the event. `restricted` counts as true while it is not known."""

    age: int | None = None
    presence: Presence | None = None
    grade: Grade | None = None
    registration: Registration | None = None
    restricted: bool | None = None
    resides_in_force_area: bool | None = None
    consent: Consent = Consent.NOT_STATED
    referral_grounds: tuple[ReferralGround, ...] = ()
    office_hours: bool | None = None


class Reader(msgspec.Struct, frozen=True):
    """What somebody who would read brings: trainings, and the whole days since their appointment, if that is known."""

    trainings: frozenset[str]
    appointed_days: int | None


def consent_stated(consent: Consent, reason: str) -> Consent:
    """What an event says of consent; a state that stands only with its reason is not stated without one."""
    return Consent.NOT_STATED if consent in NEEDS_A_REASON and not reason.strip() else consent


class Request(msgspec.Struct, frozen=True):
    """One question to the evaluator. Times are aware; a naive one raises `ValueError`.

    `area` is the 3-digit LA code of the recipient's setting, `recipient` its id (for a school its URN), `trainings`
    what the reader holds today, `appointed_days` how many whole days ago the reader was appointed. At issue the reader
    is not known yet: pass `trainings=None`, and items that ask something of the reader stand in
    `Verdict.awaiting_training`. At opening pass the reader's own.
    """

    event_type: str
    publisher: str
    publisher_kind: PartyKind
    area: str
    role: RecipientRole
    recipient: str
    recipient_kind: PartyKind
    facts: Facts
    trainings: frozenset[str] | None
    occurred_at: datetime
    at: datetime
    appointed_days: int | None = None

    def __post_init__(self) -> None:
        if self.occurred_at.tzinfo is None or self.at.tzinfo is None:
            raise ValueError("a request needs times with a time zone: pass UTC")
