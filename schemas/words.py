"""Free text of the hub's own, readable only while every section of the event that it speaks of is.

Words that a meeting writes down may speak of anybody in a case. So their key is derived from the keys of all sections
of the event, and stands nowhere: whichever of them is erased, the words are gone with it. A further key of the event's
own, its words key, goes into it too: it is exchanged for another when any revision of the case is erased, so words go
that were sealed under a revision which stays. HKDF-SHA256 (RFC 5869) with a random salt gives each text a key of its
own, so the nonce of AES-256-GCM is 12 zero bytes.
"""

from collections.abc import Sequence
from secrets import token_bytes
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from schemas.contexts import MEETING_WORDS, framed
from schemas.records.meetings import WORDS_MOST, SealedWords
from schemas.sealing import KEY_BYTES

SALT_BYTES: Final = 16
NAME_BYTES: Final = 8
"""A words key begins with its own name, by which words say under which key they were sealed."""
_NONCE: Final = bytes(12)


class WordsNotOpened(Exception):
    """The words were sealed for another event, or changed since."""


def new_words_key() -> bytes:
    """A fresh words key: its name and 32 random bytes."""
    return token_bytes(NAME_BYTES + KEY_BYTES)


def seal_words(words: str, keys: Sequence[bytes], event: bytes) -> SealedWords:
    """Seal a text under the keys of an event's sections, in their order, and last the event's words key.

    ValueError for a text that is too long.
    """
    if len(words) > WORDS_MOST:
        raise ValueError(f"the words have {len(words)} characters: {WORDS_MOST} is the most")
    salt = token_bytes(SALT_BYTES)
    body = _cipher(keys, event, salt).encrypt(_NONCE, words.encode(), salt)
    return SealedWords(keys[-1][:NAME_BYTES], salt, body)


def are_under(sealed: SealedWords, words_key: bytes) -> bool:
    """Whether a text was sealed under this words key; if not, its own was exchanged, and it is gone."""
    return sealed.under == words_key[:NAME_BYTES]


def open_words(sealed: SealedWords, keys: Sequence[bytes], event: bytes) -> str:
    """The text again. `WordsNotOpened` where it was not sealed under these keys for this event."""
    try:
        return _cipher(keys, event, sealed.salt).decrypt(_NONCE, sealed.body, sealed.salt).decode()
    except InvalidTag:
        raise WordsNotOpened from None


def _cipher(keys: Sequence[bytes], event: bytes, salt: bytes) -> AESGCM:
    info = framed(MEETING_WORDS, event, len(keys))
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt, info).derive(b"".join(keys)))
