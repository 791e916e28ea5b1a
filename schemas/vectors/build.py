"""What the golden vectors are made of: seeded keys, one story, and events made right or wrong on purpose."""

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Final

import fastavro
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from msgspec import Struct
from msgspec.structs import asdict, replace

from schemas import codec, contexts, keywrap, sealing, signing
from schemas.catalogue import EVENTS
from schemas.deriving import avro_schema, fingerprint
from schemas.events.encompass import Grade, Incident
from schemas.events.event import Event
from schemas.events.header import Header, SectionKind
from schemas.events.people import (
    Address,
    NamedSetting,
    PersonVersion1,
    Presence,
    Registration,
    Relation,
    Relationship,
    Role,
    SafeContact,
    Scheme,
)
from schemas.events.texts import Summary, Text
from schemas.sealed_event import EventFields, PlainSection, header_of, value_of
from schemas.vectors import hpke
from schemas.vectors.files import HubKey, KeyEntry
from schemas.wire import Envelope, KeyHeader, Submission

HUB: Final = "vectors.firstbell.example"
POLICE: Final = "bedfordshire-police"
HOSPITAL: Final = "bedford-hospital"
ACCEPTED_AT: Final = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
YEAR: Final = timedelta(days=365)
_TYPES: Final = {struct: event_type for event_type, struct in EVENTS.items()}


def seed(label: str) -> bytes:
    """32 bytes that depend on nothing but the label."""
    return sha256(b"firstbell golden vectors, version 1: " + label.encode()).digest()


POLICE_KEY: Final = Ed25519PrivateKey.from_private_bytes(seed("police"))
HOSPITAL_KEY: Final = Ed25519PrivateKey.from_private_bytes(seed("hospital"))
STRANGER_KEY: Final = Ed25519PrivateKey.from_private_bytes(seed("stranger"))
PROMISE_KEY: Final = Ed25519PrivateKey.from_private_bytes(seed("promise"))
HUB_KEY: Final = X25519PrivateKey.from_private_bytes(seed("hub"))
OTHER_HUB_KEY: Final = X25519PrivateKey.from_private_bytes(seed("hub next"))

POLICE_ENTRY: Final = KeyEntry(
    POLICE, "police-2026", POLICE_KEY.public_key().public_bytes_raw().hex(), ACCEPTED_AT - YEAR, ACCEPTED_AT + YEAR
)
HOSPITAL_ENTRY: Final = KeyEntry(
    HOSPITAL, "hospital-2026", HOSPITAL_KEY.public_key().public_bytes_raw().hex(), ACCEPTED_AT - YEAR
)
HUB_KEYS: Final = (
    HubKey("hub-2026", HUB_KEY.private_bytes_raw().hex()),
    HubKey("hub-2027", OTHER_HUB_KEY.private_bytes_raw().hex()),
)

FIELDS: Final = EventFields(
    hub=HUB,
    publisher=POLICE,
    instance="niche-1",
    sequence=41,
    previous=seed("event before"),
    reference="40/61234/26",
    revision=1,
    occurred_at=datetime(2026, 11, 22, 22, 48, tzinfo=UTC),
    sent_at=datetime(2026, 11, 23, 6, 29, 30, tzinfo=UTC),
    signing_key="police-2026",
    hub_key="hub-2026",
    grade=Grade.MEDIUM,
)

ADDRESS: Final = Address(("14 Larkspur Row", "Bedford"), "MK40 9ZZ", "100081200000")
SCHOOL: Final = NamedSetting(Scheme.URN, "109413", Registration.REGISTERED_PUPIL)
CHILD: Final = PersonVersion1(
    ref="C1",
    roles=(Role.CHILD,),
    given_names="Isla Rose",
    family_name="Penhallow",
    other_names=(),
    date_of_birth=date(2017, 5, 9),
    address=ADDRESS,
    resides_in_force_area=True,
    presence=Presence.HEARD,
    whereabouts="upstairs in her bedroom",
    relationships=(Relationship(3, Relation.PARENT), Relationship(2, Relation.SIBLING)),
    restricted=False,
    safe_contact=None,
    settings=(SCHOOL,),
    seen_by="response officer",
    spoken_to_by="response officer",
)
BROTHER: Final = replace(
    CHILD,
    ref="C2",
    given_names="Rowan",
    date_of_birth=date(2013, 1, 30),
    presence=Presence.SAW,
    whereabouts="in the kitchen",
    relationships=(Relationship(3, Relation.PARENT), Relationship(1, Relation.SIBLING)),
    settings=(NamedSetting(Scheme.NAME, "Larkspur Academy", Registration.REGISTERED_PUPIL),),
)
MOTHER: Final = replace(
    CHILD,
    ref="A1",
    roles=(Role.VICTIM,),
    given_names="Tamsin",
    date_of_birth=date(1989, 8, 2),
    presence=Presence.IN_THE_HOME,
    whereabouts="",
    relationships=(),
    safe_contact=SafeContact(False, "no contact until the officer in the case has called"),
    settings=(),
    seen_by="",
    spoken_to_by="",
)
SECTIONS: Final = (
    PlainSection(SectionKind.INCIDENT, Incident(ADDRESS, "at home")),
    PlainSection(SectionKind.PERSON, CHILD),
    PlainSection(SectionKind.PERSON, BROTHER),
    PlainSection(SectionKind.PERSON, MOTHER),
    PlainSection(SectionKind.VOICE, Text("She said that she hid when it was loud."), (1,)),
    PlainSection(SectionKind.SUMMARY, Summary("Police were called to the home. Isla was upstairs.", SCHOOL), (1,)),
)


class Made(Struct, frozen=True):
    """A value with the keys of its sections."""

    value: Event
    keys: tuple[bytes, ...]


def seal(fields: EventFields = FIELDS, sections: Sequence[PlainSection] = SECTIONS) -> Made:
    """Seal sections as they are, right or wrong."""
    return seal_plain(header_of(fields), fields, [(section, loose(section.content)) for section in sections])


def seal_plain(header: Header, fields: EventFields, plain: Sequence[tuple[PlainSection, bytes]]) -> Made:
    """Seal these plaintexts, whatever they are."""
    context = sealing.event_context(header.hub, header.publisher, header.event)
    keys = tuple(seed(f"section {number} of {header.event.hex()}") for number in range(len(plain)))
    sealed = tuple(
        sealing.seal_section(
            plaintext,
            key=keys[number],
            context=context,
            number=number,
            kind=section.kind,
            schema=fingerprint(type(section.content)),
            about=section.about,
        )
        for number, (section, plaintext) in enumerate(plain)
    )
    return Made(value_of(header, fields, sealed), keys)


def submit(
    made: Made,
    *,
    key: Ed25519PrivateKey = POLICE_KEY,
    body: bytes | None = None,
    edit: Callable[[Envelope], Envelope] = lambda envelope: envelope,
    keys: bytes | None = None,
) -> Submission:
    """Sign and wrap a value; `body` replaces its bytes before signing, `edit` the envelope after, `keys` the header."""
    value_bytes = loose(made.value) if body is None else body
    payload_type = contexts.payload_type(_TYPES[type(made.value)])
    signature = signing.sign(key, payload_type, value_bytes)
    envelope = edit(Envelope(payload_type, value_bytes, made.value.header.signing_key, signature))
    return Submission(loose(envelope), key_header(made, value_bytes) if keys is None else keys)


def key_header(made: Made, value_bytes: bytes | None = None, *, header: Header | None = None) -> bytes:
    """The key header of a value, bound to it, or to another `header` or other bytes."""
    bound = made.value.header if header is None else header
    info = keywrap.binding(bound, loose(made.value) if value_bytes is None else value_bytes)
    return loose(KeyHeader(made.value.header.hub_key, wrap(made.keys, HUB_KEY.public_key(), info)))


def wrap(keys: Sequence[bytes], hub_key: X25519PublicKey, info: bytes) -> bytes:
    """Wrap section keys with an ephemeral key that depends on `info` alone."""
    ephemeral = X25519PrivateKey.from_private_bytes(seed(f"ephemeral {info.hex()}"))
    return hpke.seal(ephemeral, hub_key, info, b"".join(keys))


def loose(record: Struct) -> bytes:
    """Single-object bytes by fastavro, which knows no limits."""
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(avro_schema(type(record))), as_avro(record))
    return codec.MARKER + fingerprint(type(record)) + out.getvalue()


def as_avro(value: object) -> object:
    """A record as fastavro takes it."""
    if isinstance(value, Struct):
        return {name: as_avro(part) for name, part in asdict(value).items()}
    if isinstance(value, tuple):
        return [as_avro(part) for part in value]
    return value.value if isinstance(value, Enum) else value


def flip(data: bytes, at: int) -> bytes:
    """The bytes with the lowest bit of byte `at` flipped; `at` may count from the end."""
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def flip_found(data: bytes, part: bytes) -> bytes:
    """The bytes with one bit flipped in the middle of `part`, which stands in them once."""
    if data.count(part) != 1:
        raise ValueError("the part does not stand there exactly once")
    return flip(data, data.index(part) + len(part) // 2)


def set_byte(data: bytes, at: int, value: int) -> bytes:
    """The bytes with byte `at` replaced; it may count from the end."""
    changed = bytearray(data)
    changed[at] = value
    return bytes(changed)


def longer(data: bytes, start: int, end: int) -> bytes:
    """The number at start to end in one byte more than it needs."""
    return data[: end - 1] + bytes((data[end - 1] | 0x80, 0)) + data[end:]
