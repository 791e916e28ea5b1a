"""Receiving an event: cheap steps, each of which refuses with one reason and a place.

The order that `receive` follows is the order of trust: the bytes, the key that counts, the signature over the
received bytes, what the value says, the keys, the sections. Nothing of an unverified value is acted upon.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from schemas import codec, contexts, keywrap, limits, sealing, signing
from schemas.catalogue import EVENTS, SECTIONS
from schemas.checks import check_notification, check_sections
from schemas.events.encompass import EVENT_TYPE, EncompassNotification
from schemas.refusals import Refusal, RefusalReason, refusal_of
from schemas.signing import PublisherKey
from schemas.wire import Envelope, KeyHeader, Submission

PAYLOAD_TYPES: Final[Mapping[str, str]] = {contexts.payload_type(name): name for name in EVENTS}
"""The event type of each payload type that the hub takes."""


class Received(Struct, frozen=True):
    """An event that was verified and opened: the signed value, each section's key and content in their order.

    `digest` is the SHA-256 of the signed value's bytes.
    """

    envelope: Envelope
    value: EncompassNotification
    digest: bytes
    keys: tuple[bytes, ...]
    sections: tuple[Struct, ...]


def digest_of(envelope: bytes) -> bytes:
    """The digest of an envelope's bytes: what an instance's next event names as the one before."""
    return contexts.digest(contexts.ENVELOPE, envelope)


def digest_of_submission(submission: Submission) -> bytes:
    """The digest of all received bytes: it names promises, outcomes and rejections.

    It covers the key header too; otherwise a copy with a damaged header, sent first, would pass for the true one.
    """
    return contexts.digest(contexts.SUBMISSION, digest_of(submission.envelope), submission.keys)


def open_envelope(data: bytes) -> Envelope:
    """The envelope that the bytes are. Raises `Refusal`; nothing is verified yet."""
    if len(data) > limits.ENVELOPE_BYTES:
        raise Refusal(RefusalReason.OVER_LIMIT, "envelope: limit ENVELOPE_BYTES")
    try:
        return codec.decode(data, Envelope)
    except codec.CodecError as error:
        raise refusal_of(error, "envelope") from None


def read_value(envelope: Envelope) -> EncompassNotification:
    """The event inside, its class known by the payload type. Raises `Refusal`; nothing is verified yet."""
    event_type = PAYLOAD_TYPES.get(envelope.payload_type)
    if event_type != EVENT_TYPE:
        raise Refusal(RefusalReason.UNKNOWN_PAYLOAD_TYPE, "envelope: Envelope.payload_type")
    try:
        value = codec.decode(envelope.value, EncompassNotification)
    except codec.CodecError as error:
        raise refusal_of(error, "value") from None
    if value.header.type != event_type:
        raise Refusal(RefusalReason.PAYLOAD_TYPE_MISMATCH, "value: Header.type")
    return value


def verify(envelope: Envelope, public_key: Ed25519PublicKey) -> None:
    """Raise `Refusal` (bad_signature) unless the key signed the received value bytes under their payload type."""
    signing.verify(
        public_key, envelope.payload_type, envelope.value, envelope.signature, "envelope: Envelope.signature"
    )


def read_key_header(data: bytes) -> KeyHeader:
    """The key header that the bytes are. Raises `Refusal`."""
    if len(data) > limits.KEY_HEADER_BYTES:
        raise Refusal(RefusalReason.OVER_LIMIT, "key header: limit KEY_HEADER_BYTES")
    try:
        return codec.decode(data, KeyHeader)
    except codec.CodecError as error:
        raise refusal_of(error, "key header") from None


def unwrap(
    header: KeyHeader,
    hub_keys: Mapping[str, X25519PrivateKey],
    value: EncompassNotification,
    digest: bytes,
) -> tuple[bytes, ...]:
    """The section keys of a verified event, in the order of its sections. `digest` is the SHA-256 of the value's bytes.

    Raises `Refusal`.
    """
    if header.hub_key != value.header.hub_key:
        raise Refusal(RefusalReason.HUB_KEY_MISMATCH, "key header: KeyHeader.hub_key")
    private = hub_keys.get(header.hub_key)
    if private is None:
        raise Refusal(RefusalReason.UNKNOWN_HUB_KEY, "key header: KeyHeader.hub_key")
    info = keywrap.binding_of(value.header, digest)
    return keywrap.unwrap_keys(header.message, private, info, len(value.sections))


def open_sections(value: EncompassNotification, keys: Sequence[bytes]) -> tuple[Struct, ...]:
    """The content of every section, in order. Raises `Refusal` for the first that does not open or decode."""
    header = value.header
    context = sealing.event_context(header.hub, header.publisher, header.event)
    opened = []
    for section, key in zip(value.sections, keys, strict=True):
        plaintext = sealing.open_section(section, key, context)
        try:
            opened.append(codec.decode(plaintext, SECTIONS[section.kind]))
        except codec.CodecError as error:
            raise refusal_of(error, f"section {section.number}") from None
    return tuple(opened)


def receive(
    submission: Submission,
    *,
    hub: str,
    publisher_keys: Mapping[tuple[str, str], PublisherKey],
    hub_keys: Mapping[str, X25519PrivateKey],
    accepted_at: datetime,
) -> Received:
    """All steps in their order: what a submission holds, or the `Refusal` that says why it is none."""
    envelope = open_envelope(submission.envelope)
    value = read_value(envelope)
    header = value.header
    verify(envelope, signing.key_for(publisher_keys, header.publisher, header.signing_key, accepted_at).public)
    check_notification(value, hub, accepted_at)
    digest = sha256(envelope.value).digest()
    keys = unwrap(read_key_header(submission.keys), hub_keys, value, digest)
    sections = open_sections(value, keys)
    check_sections(value, sections)
    return Received(envelope, value, digest, keys, sections)
