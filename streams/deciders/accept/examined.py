"""What examining a submission finds."""

from msgspec import Struct

from schemas.doubts import Doubt
from streams.deciders.opened import OpenedEvent


class Examined(Struct, frozen=True, gc=False):
    """A verified event. `keys` go to the vault and nowhere else; `value` is the SHA-256 of the signed value."""

    value: bytes
    envelope: bytes
    children: tuple[int, ...]
    adults: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    keys: tuple[bytes, ...]
    event: OpenedEvent


class Refused(Struct, frozen=True, gc=False):
    """Why a submission is none of an event, and where the fault lies."""

    reason: str
    place: str
