"""What stands at the hub's door: one received submission, with the time at which it was durable."""

from typing import Annotated

from msgspec import Meta, Struct

from schemas.types import Digest, Name, Time


class Received(Struct, frozen=True, gc=False):
    """One row of `intake.<agency>.<partition>`; `keys` is emptied once the event is decided."""

    source: Name
    position: Annotated[int, Meta(ge=1)]
    accepted_at: Time
    digest: Digest
    envelope: bytes
    keys: bytes
