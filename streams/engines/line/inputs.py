"""Inputs as the hops take them, wherever an engine keeps them."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from schemas.records.inputs import Command, Forwarded, TimePassed
from schemas.records.watch import CommandRefused

UNREADABLE: Final = "unreadable/1"
"""What a record names as its decider where its input is none: it is refused, and takes its position."""
NOT_READABLE: Final = CommandRefused("unreadable", "", "-", "not_readable", None)
"""The one output of such a record."""


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
