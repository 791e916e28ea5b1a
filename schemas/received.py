"""An event as it was received: verified and opened."""

from msgspec import Struct

from schemas.events.event import Event
from schemas.wire import Envelope


class Received(Struct, frozen=True, gc=False):
    """An event that was verified and opened: the signed value, each section's key and content in their order.

    `digest` is the SHA-256 of the signed value's bytes.
    """

    envelope: Envelope
    value: Event
    digest: bytes
    keys: tuple[bytes, ...]
    sections: tuple[Struct, ...]
