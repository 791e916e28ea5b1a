"""Sealing: one person or one text under its own random key, bound to the one place where it belongs.

AES-256-GCM; each key seals one section and nothing else, so the nonce is 12 zero bytes. GCM alone does not bind a
key, so the signed value holds a commitment to it, which is checked before anything is opened.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schemas.contexts import COMMITMENT, FORMAT_VERSION, SECTION, digest, framed, joined, named
from schemas.events.header import SealedSection, SectionKind
from schemas.refusals import Refusal, RefusalReason

KEY_BYTES: Final = 32
TAG_BYTES: Final = 16
_NONCE: Final = bytes(12)
_COMMITTED: Final = sha256(framed(COMMITMENT) + KEY_BYTES.to_bytes(4, "big"))
_KINDS: Final = {kind: b"%c%b" % (len(kind.value), kind.value.encode()) for kind in SectionKind}


def new_key() -> bytes:
    """A fresh section key. It seals one section and is never used again."""
    return token_bytes(KEY_BYTES)


def commitment(key: bytes) -> bytes:
    """What the signed value says of a section's key: SHA-256 of the domain and the key."""
    if len(key) != KEY_BYTES:
        return digest(COMMITMENT, key)
    taken = _COMMITTED.copy()
    taken.update(key)
    return taken.digest()


def event_context(hub: str, publisher: str, event: bytes) -> bytes:
    """The part of the associated data that all sections of one event share."""
    return named(SECTION, FORMAT_VERSION, hub, publisher) + joined(event)


def seal_section(
    plaintext: bytes,
    *,
    key: bytes,
    context: bytes,
    number: int,
    kind: SectionKind,
    schema: bytes,
    about: tuple[int, ...] = (),
) -> SealedSection:
    """Seal single-object bytes as section `number` of the event that `context` was made for; `key` is fresh."""
    body = AESGCM(key).encrypt(_NONCE, plaintext, _associated(context, number, kind, schema))
    return SealedSection(number, kind, schema, about, commitment(key), body)


def open_section(section: SealedSection, key: bytes, context: bytes) -> bytes:
    """The plaintext of a sealed section. Raises `Refusal`: wrong_commitment or section_not_opened."""
    return open_each((section,), (key,), context)[0]


def open_each(sections: Sequence[SealedSection], keys: Sequence[bytes], context: bytes) -> list[bytes]:
    """The plaintexts of an event's sections, each under its key. Raises `Refusal` as `open_section`, for the first."""
    opened = []
    for section, key in zip(sections, keys, strict=True):
        if commitment(key) != section.commitment:
            raise Refusal(RefusalReason.WRONG_COMMITMENT, f"section {section.number}")
        associated = context + _place(section.number, section.kind) + section.schema
        try:
            opened.append(AESGCM(key).decrypt(_NONCE, section.body, associated))
        except InvalidTag:
            raise Refusal(RefusalReason.SECTION_NOT_OPENED, f"section {section.number}") from None
    return opened


def _associated(context: bytes, number: int, kind: SectionKind, schema: bytes) -> bytes:
    return context + _place(number, kind) + schema


@cache
def _place(number: int, kind: SectionKind) -> bytes:
    """A section's number and kind, of which there are few: both are checked before anything is opened."""
    return number.to_bytes(8, "big") + _KINDS[kind]
