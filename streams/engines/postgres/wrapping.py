"""How keys are wrapped in the vault: an owner's keys under its group's key, a group's key under the key-encryption key.

Groups are what is destroyed together: one version of one school's roll; of events and staff, a part that is small
enough to be wrapped anew within an erasure.
"""

import os
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from streams.vault.keyring import WrappingKey
from streams.vault.names import roll_prefix

_NONCE_BYTES: Final = 12
_ROLL: Final = b"r"
_ROLL_PREFIX_BYTES: Final = len(roll_prefix("100001", 1))
_GROUP: Final = b"group"

Keys = list[bytes | None]
_DECODER: Final = msgspec.msgpack.Decoder(Keys)
_ENCODER: Final = msgspec.msgpack.Encoder()

MARK: Final = b""
"""The name of no group: its row says under which key-encryption key new groups are wrapped, and proves that key."""


def group_of(owner: bytes) -> bytes:
    """The group that an owner's keys belong to (owners: `streams.vault.names`)."""
    if owner[:1] == _ROLL:
        return owner[:_ROLL_PREFIX_BYTES]
    return owner[:1] + sha256(owner).digest()[:1]


def wrap_group(key: bytes, name: bytes, kek: WrappingKey) -> bytes:
    """A group's key under the key-encryption key, bound to the group's name."""
    return _seal(kek.key, key, _GROUP + name)


def unwrap_group(wrapped: bytes, name: bytes, kek: WrappingKey) -> bytes:
    """A group's key. InvalidTag where it is not wrapped so."""
    return _open(kek.key, wrapped, _GROUP + name)


def wrap(key: bytes, keys: Sequence[bytes | None], owner: bytes) -> bytes:
    """An owner's keys, slot by slot, under its group's key, bound to the owner."""
    return _seal(key, _ENCODER.encode(keys), owner)


def unwrap(key: bytes, wrapped: bytes, owner: bytes) -> Keys:
    """An owner's keys. InvalidTag where they are not wrapped so."""
    return _DECODER.decode(_open(key, wrapped, owner))


def _seal(key: bytes, content: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def _open(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
