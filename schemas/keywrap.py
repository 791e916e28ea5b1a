"""Section keys travel apart from the event: one HPKE message to the hub, bound to that event and its exact bytes.

RFC 9180, base mode, single shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. The binding is in `info`,
so a message copied into another event, publisher, hub or value does not open.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from schemas.contexts import KEY_HEADER, joined, named
from schemas.curves import check_x25519
from schemas.events.header import Header
from schemas.refusals import Refusal, RefusalReason
from schemas.sealing import KEY_BYTES

ENCAPSULATED_BYTES: Final = 32
SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

_PLACE: Final = "key header: KeyHeader.message"


def binding(header: Header, value: bytes) -> bytes:
    """The HPKE `info` of an event: hub, hub key id, publisher, event id and SHA-256 of the signed value bytes."""
    return binding_of(header, sha256(value).digest())


def binding_of(header: Header, digest: bytes) -> bytes:
    """As `binding`, for a value whose SHA-256 is known already."""
    return named(KEY_HEADER, header.hub, header.hub_key, header.publisher) + joined(header.event, digest)


def wrap_keys(keys: Sequence[bytes], hub_key: X25519PublicKey, info: bytes) -> bytes:
    """Encapsulation and ciphertext of the 32-byte section keys in their order. Randomness is the library's own."""
    return SUITE.encrypt(b"".join(keys), hub_key, info)


def unwrap_keys(message: bytes, hub_key: X25519PrivateKey, info: bytes, count: int) -> tuple[bytes, ...]:
    """The `count` section keys of a message.

    Raises `Refusal`: low_order_key, non_canonical_key, keys_not_unwrapped or wrong_key_count.
    """
    check_x25519(message[:ENCAPSULATED_BYTES], _PLACE)
    try:
        joined = SUITE.decrypt(message, hub_key, info)
    except InvalidTag:
        raise Refusal(RefusalReason.KEYS_NOT_UNWRAPPED, _PLACE) from None
    if len(joined) != count * KEY_BYTES:
        raise Refusal(RefusalReason.WRONG_KEY_COUNT, _PLACE)
    return tuple([joined[at : at + KEY_BYTES] for at in range(0, len(joined), KEY_BYTES)])
