"""HPKE seal with a given ephemeral key, so that the golden vectors come out the same each time (RFC 9180, base mode).

Only for vectors: a repeated ephemeral key gives the contents away. It is written from the RFC and not from the
library that the hub opens with, so the two check each other.
"""

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEM = b"KEM" + (0x0020).to_bytes(2, "big")
_HPKE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x0020, 0x0001, 0x0002))
_MODE_BASE = b"\x00"


def seal(ephemeral: X25519PrivateKey, recipient: X25519PublicKey, info: bytes, plaintext: bytes) -> bytes:
    """Encapsulated key and ciphertext: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, empty AAD."""
    shared = ephemeral.exchange(recipient)
    encapsulated = ephemeral.public_key().public_bytes_raw()
    return encapsulated + seal_under(encapsulated, shared, recipient, info, plaintext)


def seal_under(encapsulated: bytes, shared: bytes, recipient: X25519PublicKey, info: bytes, plaintext: bytes) -> bytes:
    """The ciphertext under a Diffie-Hellman result that is already known, as it is for a point of low order."""
    extracted = _extract(_KEM, b"", b"eae_prk", shared)
    secret = _expand(_KEM, extracted, b"shared_secret", encapsulated + recipient.public_bytes_raw(), 32)
    schedule = _MODE_BASE + _extract(_HPKE, b"", b"psk_id_hash", b"") + _extract(_HPKE, b"", b"info_hash", info)
    root = _extract(_HPKE, secret, b"secret", b"")
    nonce = _expand(_HPKE, root, b"base_nonce", schedule, 12)
    return AESGCM(_expand(_HPKE, root, b"key", schedule, 32)).encrypt(nonce, plaintext, b"")


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, sha256)


def _expand(suite: bytes, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(key, labelled + b"\x01", sha256)[:length]
