"""Receiving an event: cheap steps, each of which refuses with one reason and a place.

The order that `receive` follows is the order of trust: the bytes, the key that counts, the signature over the
received bytes, what the value says, the keys, the sections. Nothing of an unverified value is acted upon.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from schemas import codec, contexts, keywrap, limits, sealing, signing
from schemas.catalogue import EVENTS, SECTIONS
from schemas.checks import check_sections, check_value
from schemas.events.event import Event
from schemas.publisher_keys import PublisherKey
from schemas.received import Received
from schemas.refusals import Refusal, RefusalReason, refusal_of
from schemas.wire import Envelope, KeyHeader, Submission

PAYLOAD_TYPES: Final[Mapping[str, str]] = {contexts.payload_type(name): name for name in EVENTS}
"""The event type of each payload type that the hub takes."""


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


def read_value(envelope: Envelope) -> Event:
    """The event inside, its class known by the payload type. Raises `Refusal`; nothing is verified yet."""
    event_type = PAYLOAD_TYPES.get(envelope.payload_type)
    if event_type is None:
        raise Refusal(RefusalReason.UNKNOWN_PAYLOAD_TYPE, "envelope: Envelope.payload_type")
    try:
        value = codec.decode(envelope.value, EVENTS[event_type])
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
    value: Event,
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


def open_sections(value: Event, keys: Sequence[bytes]) -> tuple[Struct, ...]:
    """The content of every section, in order. Raises `Refusal` for the first that does not open, or else decode."""
    header = value.header
    context = sealing.event_context(header.hub, header.publisher, header.event)
    opened = []
    for section, plaintext in zip(value.sections, sealing.open_each(value.sections, keys, context), strict=True):
        try:
            opened.append(codec.decode(plaintext, SECTIONS[section.kind]))
        except codec.CodecError as error:
            raise refusal_of(error, f"section {section.number}") from None
        if plaintext[2 : codec.PREFIX_BYTES] != section.schema:  # another version than was signed for
            raise Refusal(RefusalReason.OTHER_SCHEMA, f"section {section.number}: byte 2")
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
    (received,) = receive_all([(submission, accepted_at)], hub=hub, publisher_keys=publisher_keys, hub_keys=hub_keys)
    if isinstance(received, Refusal):
        raise received
    return received


def receive_all(
    submissions: Iterable[tuple[Submission, datetime]],
    *,
    hub: str,
    publisher_keys: Mapping[tuple[str, str], PublisherKey],
    hub_keys: Mapping[str, X25519PrivateKey],
) -> list[Received | Refusal]:
    """What each submission, accepted at its time, holds, or why it is none.

    Each takes the steps in their order and ends at the first that refuses it. A step is done for all before the next,
    because the code and tables of one step stay in the processor's caches (ops/decisions/0072).
    """
    against = _Against(hub, publisher_keys, hub_keys)
    all_of_them = [_Receiving(submission, accepted_at) for submission, accepted_at in submissions]
    going = all_of_them
    for step in _STEPS:
        going = [each for each in going if _passes(step, each, against)]
    return [each.received() for each in all_of_them]


class _Against(NamedTuple):
    """What submissions are held against."""

    hub: str
    publisher_keys: Mapping[tuple[str, str], PublisherKey]
    hub_keys: Mapping[str, X25519PrivateKey]


class _Receiving:
    """A submission on its way through the steps; each fills in what it finds."""

    __slots__ = ("accepted_at", "digest", "envelope", "keys", "refusal", "sections", "submission", "value")

    envelope: Envelope
    value: Event
    digest: bytes
    keys: tuple[bytes, ...]
    sections: tuple[Struct, ...]
    refusal: Refusal | None

    def __init__(self, submission: Submission, accepted_at: datetime) -> None:
        self.submission = submission
        self.accepted_at = accepted_at
        self.refusal = None

    def received(self) -> Received | Refusal:
        """What came of it."""
        if self.refusal is not None:
            return self.refusal
        return Received(self.envelope, self.value, self.digest, self.keys, self.sections)


_Step = Callable[[_Receiving, _Against], None]


def _passes(step: _Step, each: _Receiving, against: _Against) -> bool:
    try:
        step(each, against)
    except Refusal as refusal:
        each.refusal = refusal.with_traceback(None)
        return False
    return True


def _read(each: _Receiving, _: _Against) -> None:
    each.envelope = open_envelope(each.submission.envelope)
    each.value = read_value(each.envelope)


def _verify_and_check(each: _Receiving, against: _Against) -> None:
    header = each.value.header
    key = signing.key_for(against.publisher_keys, header.publisher, header.signing_key, each.accepted_at)
    verify(each.envelope, key.public)
    check_value(each.value, against.hub, each.accepted_at)


def _unwrap(each: _Receiving, against: _Against) -> None:
    each.digest = sha256(each.envelope.value).digest()
    each.keys = unwrap(read_key_header(each.submission.keys), against.hub_keys, each.value, each.digest)


def _open_and_check(each: _Receiving, _: _Against) -> None:
    each.sections = open_sections(each.value, each.keys)
    check_sections(each.value, each.sections)


_STEPS: Final[tuple[_Step, ...]] = (_read, _verify_and_check, _unwrap, _open_and_check)
