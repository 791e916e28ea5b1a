"""Inputs as the hops take them, wherever an engine keeps them."""

from datetime import datetime

from msgspec import Struct

from schemas.records.inputs import Command, Forwarded, TimePassed


class Received(Struct, frozen=True, gc=False):
    """One received submission; or, with `command`, an operator's command to the intake partition itself."""

    position: int
    at: datetime
    digest: bytes
    envelope: bytes
    keys: bytes
    command: bytes | None


class Waiting(Struct, frozen=True, gc=False):
    """An input of hop 2 or 3 that waits to be decided."""

    source: str
    position: int
    at: datetime
    digest: bytes
    message: Forwarded | TimePassed | Command
    id: str
