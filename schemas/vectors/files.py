"""Golden vector files: how one is written and read back."""

import zlib
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct, field, json
from msgspec.structs import asdict

from schemas import batch, curves, promise, sealing
from schemas.agreement_signature import read_signature
from schemas.envelope import digest_of, digest_of_submission, receive
from schemas.publisher_keys import PublisherKey
from schemas.received import Received
from schemas.refusals import RefusalReason
from schemas.signing import register_key
from schemas.wire import Submission

FOLDER: Final = Path(__file__).parent
LONG: Final = 20_000  # bytes from which on a field is written compressed


class PackedBytes(Struct, frozen=True):
    """Bytes that are long and repeat themselves: zlib, then base64."""

    zlib: str


class KeyEntry(Struct, frozen=True):
    """A publisher's key as it is registered; `public` is hexadecimal."""

    publisher: str
    key: str
    public: str
    valid_from: datetime
    valid_until: datetime | None = None
    revoked_at: datetime | None = None


class HubKey(Struct, frozen=True):
    """One of the hub's X25519 keys. A fail vector may instead name a public key that must not be registered."""

    key: str
    private: str = ""
    public: str = ""


class Expected(Struct, frozen=True):
    """What a valid vector holds; bytes in hexadecimal, plaintexts in base64."""

    event: str
    case: str
    revision: int
    envelope_digest: str
    submission_digest: str
    section_keys: tuple[str, ...]
    kinds: tuple[str, ...]
    plaintexts: tuple[str, ...]


class Vector(Struct, frozen=True, omit_defaults=True):
    """One file: `envelope` and `keys` are handed in, or a `body` (a batch), or a `signature` of an agreement.

    Or a `promise` is read.
    """

    name: str
    description: str
    hub: str
    accepted_at: datetime
    publisher_keys: tuple[KeyEntry, ...]
    hub_keys: tuple[HubKey, ...]
    promise_keys: dict[str, str] = field(default_factory=dict)
    envelope: str | PackedBytes | None = None
    keys: str | PackedBytes | None = None
    body: str | PackedBytes | None = None
    promise: str | None = None
    signature: str | None = None
    signed: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    place: str = ""
    expected: tuple[Expected, ...] = ()


Fail = tuple[RefusalReason, Vector]
"""A vector and the reason that it is made to fail with."""


def packed(data: bytes) -> str | PackedBytes:
    """A field of a vector: base64, or compressed where it is long."""
    if len(data) < LONG:
        return b64encode(data).decode()
    return PackedBytes(b64encode(zlib.compress(data, 9)).decode())


def packed_short(data: bytes) -> str:
    """A short field."""
    text = packed(data)
    assert isinstance(text, str)
    return text


def unpacked(text: str | PackedBytes | None) -> bytes:
    """The bytes of a field."""
    if text is None:
        return b""
    return zlib.decompress(b64decode(text.zlib)) if isinstance(text, PackedBytes) else b64decode(text)


def write(vector: Vector, folder: str) -> Path:
    """Write a vector into `valid` or `fail`."""
    path = FOLDER / folder / f"{vector.name}.json"
    path.write_bytes(json.format(json.encode(vector), indent=1) + b"\n")
    return path


def read(path: Path) -> Vector:
    """A vector from its file."""
    return json.decode(path.read_bytes(), type=Vector)


def run(vector: Vector) -> tuple[Received, ...]:
    """Do what the vector describes: events taken, none otherwise. Raises the `Refusal` that it fails with."""
    keys = publisher_keys(vector)
    for hub_key in vector.hub_keys:
        if hub_key.public:
            curves.x25519_public(bytes.fromhex(hub_key.public), f"hub key `{hub_key.key}`")
    if vector.promise is not None:
        trusted = {
            name: Ed25519PublicKey.from_public_bytes(bytes.fromhex(raw)) for name, raw in vector.promise_keys.items()
        }
        promise.read_promise(unpacked(vector.promise), trusted)
        return ()
    if vector.signature is not None:
        read_signed(vector)
        return ()
    private = {
        each.key: X25519PrivateKey.from_private_bytes(bytes.fromhex(each.private))
        for each in vector.hub_keys
        if each.private
    }
    return tuple(
        receive(each, hub=vector.hub, publisher_keys=keys, hub_keys=private, accepted_at=vector.accepted_at)
        for each in submissions(vector)
    )


def read_signed(vector: Vector) -> dict[str, str]:
    """What a vector's signature of an agreement says, field by field. Raises `Refusal`."""
    keys = publisher_keys(vector)
    said = read_signature(unpacked(vector.signature), hub=vector.hub, keys=keys, at=vector.accepted_at)
    return {name: value.hex() if isinstance(value, bytes) else str(value) for name, value in asdict(said).items()}


def submissions(vector: Vector) -> tuple[Submission, ...]:
    """What is handed in. Raises `Refusal` for a batch that does not read."""
    if vector.body is not None:
        return batch.unpack_batch(unpacked(vector.body))
    return (Submission(unpacked(vector.envelope), unpacked(vector.keys)),)


def publisher_keys(vector: Vector) -> dict[tuple[str, str], PublisherKey]:
    """The registered keys. Raises `Refusal` for one that must not be registered."""
    return {
        (each.publisher, each.key): register_key(
            each.publisher,
            each.key,
            bytes.fromhex(each.public),
            each.valid_from,
            each.valid_until,
            each.revoked_at,
        )
        for each in vector.publisher_keys
    }


def expectation(received: Received, submission: Submission) -> Expected:
    """What a valid vector's file says of one event."""
    header = received.value.header
    context = sealing.event_context(header.hub, header.publisher, header.event)
    plaintexts = sealing.open_each(received.value.sections, received.keys, context)
    return Expected(
        event=header.event.hex(),
        case=header.case.hex(),
        revision=header.revision,
        envelope_digest=digest_of(submission.envelope).hex(),
        submission_digest=digest_of_submission(submission).hex(),
        section_keys=tuple(key.hex() for key in received.keys),
        kinds=tuple(section.kind.value for section in received.value.sections),
        plaintexts=tuple(b64encode(plaintext).decode() for plaintext in plaintexts),
    )
