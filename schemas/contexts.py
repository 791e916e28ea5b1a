"""Domain separation: every context that a key, digest or signature is bound to, in one place.

No two uses share a context, so that bytes made for one can never pass for another. `framed` puts the parts of a
context together so that two different lists of parts never give the same bytes.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Final

FORMAT_VERSION: Final = 1

SECTION: Final = b"firstbell/v1/section"  # associated data of a sealed section
COMMITMENT: Final = b"firstbell/v1/section-key-commitment"
KEY_HEADER: Final = b"firstbell/v1/key-header"  # HPKE info of the wrapped section keys
EVENT_ID: Final = b"firstbell/v1/event-id"
CASE_KEY: Final = b"firstbell/v1/case-key"
MEETING_WORDS: Final = b"firstbell/v1/meeting-words"  # key of the words of an action
ENVELOPE: Final = b"firstbell/v1/envelope-digest"
SUBMISSION: Final = b"firstbell/v1/submission-digest"

# The DSSE payload type of a 202 promise. No event type can give it: theirs begin with `vnd.firstbell.`.
PROMISE_TYPE: Final = "application/vnd.firstbell-hub.promise.v1+avro"

# That of a party's signature of an agreement, out of reach of event types for the same reason.
AGREEMENT_SIGNATURE_TYPE: Final = "application/vnd.firstbell-agreement.signature.v1+avro"


def payload_type(event_type: str) -> str:
    """The DSSE payload type of an event type: what a signature says that its bytes are."""
    return f"application/vnd.firstbell.{event_type}.v1+avro"


def framed(domain: bytes, *parts: bytes | str | int) -> bytes:
    """The domain and the parts, each behind its length of 4 bytes. A number is 8 bytes, big-endian, unsigned."""
    return joined(domain, *parts)


def joined(*parts: bytes | str | int) -> bytes:
    """Parts framed as `framed` does, to stand behind others that were framed before."""
    pieces: list[bytes] = []
    for part in parts:
        if not isinstance(part, bytes):
            part = part.encode() if isinstance(part, str) else part.to_bytes(8, "big")
        size = len(part)
        pieces += (_SIZES[size] if size < _SMALL else size.to_bytes(4, "big"), part)
    return b"".join(pieces)


class Begun:
    """SHA-256 over a framed domain and the names that follow it, taken once, and then over what differs."""

    __slots__ = ("_begun",)

    def __init__(self, domain: bytes, *names: str) -> None:
        self._begun = sha256(joined(domain, *names))

    def digest(self, *parts: bytes | str | int) -> bytes:
        """The digest of the domain, the names and these parts, all framed."""
        taken = self._begun.copy()
        taken.update(joined(*parts))
        return taken.digest()


_SMALL: Final = 4096
_SIZES: Final = [size.to_bytes(4, "big") for size in range(_SMALL)]


@lru_cache(maxsize=1024)
def begun(domain: bytes, *names: str) -> Begun:
    """The beginning of a digest over a domain and names that come again and again, such as an agency's."""
    return Begun(domain, *names)


@lru_cache(maxsize=1024)
def named(domain: bytes, *names: str | int) -> bytes:
    """As `framed`, kept: for names that come again and again."""
    return framed(domain, *names)


def digest(domain: bytes, *parts: bytes | str | int) -> bytes:
    """SHA-256 over the framed domain and parts."""
    return begun(domain).digest(*parts)


def event_id(publisher: str, reference: str, revision: int) -> bytes:
    """The 16 bytes that name an event: the same revision of the same reference is the same event."""
    return begun(EVENT_ID, publisher).digest(reference, revision)[:16]


def case_key(publisher: str, reference: str) -> bytes:
    """The 16 bytes that all revisions of one reference share; they decide the partition."""
    return begun(CASE_KEY, publisher).digest(reference)[:16]
