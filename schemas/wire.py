"""What crosses the line between an agency and the hub.

The signed envelope, the keys beside it, the promise back; and signatures of agreements.
"""

from typing import Annotated

from msgspec import Meta, Struct

from schemas import limits
from schemas.types import Date, Digest, Name, Time

Signature = Annotated[bytes, Meta(min_length=64, max_length=64, description="Ed25519 over the DSSE encoding")]
WRAPPED_MIN = 48  # an encapsulated key and a tag, around no keys at all


class Envelope(Struct, frozen=True, gc=False):
    """A signed event. The signature is over the type and the exact bytes of `value`."""

    payload_type: Annotated[Name, Meta(description="what `value` is; part of what is signed")]
    value: Annotated[bytes, Meta(max_length=limits.ENVELOPE_BYTES, description="the event, single-object encoded")]
    key_id: Annotated[Name, Meta(description="a hint only: the signed value names the key that counts")]
    signature: Signature


class KeyHeader(Struct, frozen=True, gc=False):
    """The section keys of one event, wrapped to the hub. It travels beside the envelope and is soon forgotten."""

    hub_key: Annotated[Name, Meta(description="id of the hub's X25519 key; the same as in the signed value")]
    message: Annotated[
        bytes,
        Meta(min_length=WRAPPED_MIN, max_length=limits.KEY_HEADER_BYTES, description="HPKE encapsulation, ciphertext"),
    ]


class Submission(Struct, frozen=True, gc=False):
    """One event as it is handed in: an `Envelope` and a `KeyHeader`, each as the bytes that travel."""

    envelope: bytes
    keys: bytes


class Promise(Struct, frozen=True, gc=False):
    """The hub's word that it holds these bytes durably, and by when the ledger will show it."""

    hub: Name
    digest: Annotated[Digest, Meta(description="of the received submission")]
    source: Annotated[Name, Meta(description="the intake partition")]
    position: Annotated[int, Meta(ge=1, description="position in that partition")]
    accepted_at: Time
    latest_inclusion: Annotated[Time, Meta(description="after this the missing ledger entry is evidence")]


class SignedPromise(Struct, frozen=True, gc=False):
    """A promise with the hub's signature over its exact bytes."""

    promise: Annotated[bytes, Meta(max_length=1024, description="a `Promise`, single-object encoded")]
    key: Annotated[Name, Meta(description="id of the hub's Ed25519 promise key")]
    signature: Signature


class AgreementSignature(Struct, frozen=True, gc=False):
    """What a party signs: exactly this version of this agreement, for this hub."""

    hub: Name
    agreement: Name
    version: Annotated[int, Meta(ge=1)]
    digest: Annotated[Digest, Meta(description="SHA-256 of the agreement's canonical bytes")]
    party: Annotated[Name, Meta(description="the agency that signs")]
    signatory: Annotated[
        str, Meta(min_length=1, max_length=limits.LABEL, description="role or title of who signs for the party")
    ]
    signed_on: Annotated[Date, Meta(description="the day in London by the party's clock")]
    signing_key: Annotated[Name, Meta(description="id of the party's registered key")]
