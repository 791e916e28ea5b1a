"""The part of every event that is not sealed: who says it, about which case, in what order, under which keys."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from schemas import limits
from schemas.types import CaseKey, Digest, EventId, Name, Time


class SectionKind(StrEnum):
    """What a sealed section holds."""

    INCIDENT = "incident"
    PERSON = "person"
    VOICE = "voice"
    NARRATIVE = "narrative"
    SUMMARY = "summary"
    EPISODE = "episode"
    REFERRAL = "referral"
    DASH = "dash"
    ATTENDANCE = "attendance"
    CONTACT = "contact"
    OUTCOME = "outcome"


class Header(Struct, frozen=True, gc=False):
    """What every event says in the clear. It holds no direct identifier of a person."""

    hub: Annotated[Name, Meta(description="the hub that this event is for; a test hub's event is refused elsewhere")]
    publisher: Annotated[Name, Meta(description="the agency that publishes")]
    instance: Annotated[Name, Meta(description="the publisher's installation, with a counter of its own")]
    sequence: Annotated[int, Meta(ge=1, description="counts this instance's events from 1; a gap is reported")]
    previous: Annotated[Digest, Meta(description="digest of this instance's event before, zeros for the first")]
    event: EventId
    reference: Annotated[
        str, Meta(min_length=1, max_length=limits.REFERENCE, description="the agency's own reference, opaque")
    ]
    revision: Annotated[int, Meta(ge=1, description="1, then one more for each correction of the same reference")]
    corrects: Annotated[EventId | None, Meta(description="the event that this one replaces; none for revision 1")]
    type: Annotated[Name, Meta(description="the event type, such as encompass.notification")]
    occurred_at: Annotated[Time, Meta(description="when the incident began, UTC")]
    sent_at: Annotated[Time, Meta(description="the publisher's clock when the event was sealed, UTC")]
    case: CaseKey
    signing_key: Annotated[Name, Meta(description="id of the publisher's Ed25519 key")]
    hub_key: Annotated[Name, Meta(description="id of the hub's X25519 key that the section keys are wrapped to")]


class SealedSection(Struct, frozen=True, gc=False):
    """One person or one text, under its own key: AES-256-GCM, key used once, nonce of zeros."""

    number: Annotated[int, Meta(ge=0, lt=limits.SECTIONS, description="place in the list, from 0")]
    kind: SectionKind
    schema: Annotated[bytes, Meta(min_length=8, max_length=8, description="fingerprint of the plaintext's schema")]
    about: Annotated[
        tuple[int, ...],
        Meta(max_length=limits.PEOPLE, description="numbers of the person sections that a free text is about"),
    ]
    commitment: Annotated[Digest, Meta(description="SHA-256 of the domain and the section's key")]
    body: Annotated[bytes, Meta(min_length=16, max_length=limits.SECTION_BYTES, description="ciphertext and tag")]
