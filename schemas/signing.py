"""Signatures: DSSE pre-authentication encoding under Ed25519, always over the exact bytes that travel.

Source: Dead Simple Signing Envelope v1, protocol; RFC 8032. A signature is verified over the received bytes,
never over a re-encoding.
"""

from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from schemas.curves import ed25519_public
from schemas.publisher_keys import PublisherKey
from schemas.refusals import Refusal, RefusalReason


def pae(payload_type: str, payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding: type and payload, each behind its length in decimal."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign(key: Ed25519PrivateKey, payload_type: str, payload: bytes) -> bytes:
    """The 64-byte signature over the type and the exact payload bytes."""
    return key.sign(pae(payload_type, payload))


def verify(key: Ed25519PublicKey, payload_type: str, payload: bytes, signature: bytes, place: str) -> None:
    """Raise `Refusal` (bad_signature) with `place` unless the signature is this key's over type and payload."""
    try:
        key.verify(signature, pae(payload_type, payload))
    except InvalidSignature:
        raise Refusal(RefusalReason.BAD_SIGNATURE, place) from None


def register_key(
    publisher: str,
    key: str,
    raw: bytes,
    valid_from: datetime,
    valid_until: datetime | None = None,
    revoked_at: datetime | None = None,
) -> PublisherKey:
    """A registered key from its 32 bytes. Raises `Refusal` for a low-order or non-canonical key."""
    public = ed25519_public(raw, f"key `{key}` of `{publisher}`")
    return PublisherKey(publisher, key, public, valid_from, valid_until, revoked_at)


def key_for(
    keys: Mapping[tuple[str, str], PublisherKey], publisher: str, key: str, accepted_at: datetime
) -> PublisherKey:
    """The key that counts for this publisher, key id and time of acceptance.

    Raises `Refusal`: unknown_key, key_revoked, key_not_yet_valid or key_retired. A revoked key counts for what was
    accepted before its revocation, and for nothing after, whatever the publisher's own clock says.
    """
    place = "value: Header.signing_key"
    found = keys.get((publisher, key))
    if found is None:
        raise Refusal(RefusalReason.UNKNOWN_KEY, place)
    if found.revoked_at is not None and accepted_at >= found.revoked_at:
        raise Refusal(RefusalReason.KEY_REVOKED, place)
    if accepted_at < found.valid_from:
        raise Refusal(RefusalReason.KEY_NOT_YET_VALID, place)
    if found.valid_until is not None and accepted_at >= found.valid_until:
        raise Refusal(RefusalReason.KEY_RETIRED, place)
    return found
