"""Domain separation: every context that a key, digest or signature is bound to, in one place.

No two uses share a context, so that bytes made for one can never pass for another. `framed` puts the parts of a
context together so that two different lists of parts never give the same bytes.
"""

from hashlib import sha256
from typing import Final

FORMAT_VERSION: Final = 1

SECTION: Final = b"firstbell/v1/section"  # associated data of a sealed section
COMMITMENT: Final = b"firstbell/v1/section-key-commitment"
KEY_HEADER: Final = b"firstbell/v1/key-header"  # HPKE info of the wrapped section keys
EVENT_ID: Final = b"firstbell/v1/event-id"
CASE_KEY: Final = b"firstbell/v1/case-key"
ENVELOPE: Final = b"firstbell/v1/envelope-digest"
SUBMISSION: Final = b"firstbell/v1/submission-digest"

# The DSSE payload type of a 202 promise. No event type can give it: theirs begin with `vnd.firstbell.`.
PROMISE_TYPE: Final = "application/vnd.firstbell-hub.promise.v1+avro"


def payload_type(event_type: str) -> str:
    """The DSSE payload type of an event type: what a signature says that its bytes are."""
    return f"application/vnd.firstbell.{event_type}.v1+avro"


def framed(domain: bytes, *parts: bytes | str | int) -> bytes:
    """The domain and the parts, each behind its length of 4 bytes. A number is 8 bytes, big-endian, unsigned."""
    out = b"%b%b" % (len(domain).to_bytes(4, "big"), domain)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part.to_bytes(8, "big") if isinstance(part, int) else part
        out += b"%b%b" % (len(data).to_bytes(4, "big"), data)
    return out


def digest(domain: bytes, *parts: bytes | str | int) -> bytes:
    """SHA-256 over the framed domain and parts."""
    return sha256(framed(domain, *parts)).digest()


def event_id(publisher: str, reference: str, revision: int) -> bytes:
    """The 16 bytes that name an event: the same revision of the same reference is the same event."""
    return digest(EVENT_ID, publisher, reference, revision)[:16]


def case_key(publisher: str, reference: str) -> bytes:
    """The 16 bytes that all revisions of one reference share; they decide the partition."""
    return digest(CASE_KEY, publisher, reference)[:16]
