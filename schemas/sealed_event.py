"""The publisher's side: sections in the clear go in, one sealed and signed submission comes out."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from msgspec import Struct

from schemas import codec, contexts, keywrap, sealing, signing
from schemas.catalogue import EVENTS
from schemas.checks import check_sections, check_value, corrected
from schemas.deriving import fingerprint
from schemas.events import encompass
from schemas.events.encompass import EncompassNotification, Grade
from schemas.events.event import Event, Standing, Withdrawal
from schemas.events.header import Header, SealedSection, SectionKind
from schemas.versions import upgraded
from schemas.wire import Envelope, KeyHeader, Submission

Wrap: TypeAlias = Callable[[Sequence[bytes], X25519PublicKey, bytes], bytes]


class EventFields(Struct, frozen=True, gc=False):
    """What the publisher says in the clear; ids and the correction follow from it. Only Encompass has a `grade`."""

    hub: str
    publisher: str
    instance: str
    sequence: int
    previous: bytes
    reference: str
    revision: int
    occurred_at: datetime
    sent_at: datetime
    signing_key: str
    hub_key: str
    standing: Standing = Standing.CURRENT
    withdrawal: Withdrawal = Withdrawal.NONE
    grade: Grade = Grade.NOT_ASSESSED
    type: str = encompass.EVENT_TYPE


class PlainSection(Struct, frozen=True, gc=False):
    """One section before it is sealed, of any version of its type. `about`: the people whom a free text is about."""

    kind: SectionKind
    content: Struct
    about: tuple[int, ...] = ()


def seal_event(
    fields: EventFields,
    sections: Sequence[PlainSection],
    *,
    signing_key: Ed25519PrivateKey,
    hub_key: X25519PublicKey,
    section_key: Callable[[], bytes] = sealing.new_key,
    wrap: Wrap = keywrap.wrap_keys,
) -> Submission:
    """Seal each section under a fresh key, sign the value, wrap the keys to the hub.

    Raises what the hub would answer with: `Refusal` for contents that contradict themselves, `CodecError` for a
    value beyond its limit. `section_key` and `wrap` are replaced only to make golden vectors.
    """
    header = header_of(fields)
    keys = [section_key() for _ in sections]
    context = sealing.event_context(header.hub, header.publisher, header.event)
    sealed = tuple(_seal(section, n, key, context) for n, (section, key) in enumerate(zip(sections, keys, strict=True)))
    value = value_of(header, fields, sealed)
    check_value(value, fields.hub, fields.sent_at)
    check_sections(value, [upgraded(section.content) for section in sections])
    return sign_and_wrap(value, keys, signing_key=signing_key, hub_key=hub_key, wrap=wrap)


def header_of(fields: EventFields) -> Header:
    """The header of an event, its ids computed."""
    return Header(
        hub=fields.hub,
        publisher=fields.publisher,
        instance=fields.instance,
        sequence=fields.sequence,
        previous=fields.previous,
        event=contexts.event_id(fields.publisher, fields.reference, fields.revision),
        reference=fields.reference,
        revision=fields.revision,
        corrects=corrected(fields.publisher, fields.reference, fields.revision),
        type=fields.type,
        occurred_at=fields.occurred_at,
        sent_at=fields.sent_at,
        case=contexts.case_key(fields.publisher, fields.reference),
        signing_key=fields.signing_key,
        hub_key=fields.hub_key,
    )


def value_of(header: Header, fields: EventFields, sealed: tuple[SealedSection, ...]) -> Event:
    """The value of an event of the fields' type."""
    if fields.type == encompass.EVENT_TYPE:
        return EncompassNotification(header, fields.standing, fields.withdrawal, sealed, fields.grade)
    return EVENTS[fields.type](header, fields.standing, fields.withdrawal, sealed)


def sign_and_wrap(
    value: Event,
    keys: Sequence[bytes],
    *,
    signing_key: Ed25519PrivateKey,
    hub_key: X25519PublicKey,
    wrap: Wrap = keywrap.wrap_keys,
) -> Submission:
    """The submission of a value whose sections were sealed under `keys`."""
    payload_type, header, body = contexts.payload_type(value.header.type), value.header, codec.encode(value)
    signature = signing.sign(signing_key, payload_type, body)
    envelope = Envelope(payload_type, body, header.signing_key, signature)
    message = wrap(keys, hub_key, keywrap.binding(header, body))
    return Submission(codec.encode(envelope), codec.encode(KeyHeader(header.hub_key, message)))


def _seal(section: PlainSection, number: int, key: bytes, context: bytes) -> SealedSection:
    return sealing.seal_section(
        codec.encode(section.content),
        key=key,
        context=context,
        number=number,
        kind=section.kind,
        schema=fingerprint(type(section.content)),
        about=section.about,
    )
