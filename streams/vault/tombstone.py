"""What stands in the vault where a key was destroyed."""

from typing import Final

from msgspec import Struct

NAMED_IN_ERROR: Final = "named_in_error"
"""Why the key of a person's section was destroyed whom a later revision of the event names no more."""


class Tombstone(Struct, frozen=True):
    """A key was destroyed: when, in microseconds since 1970 UTC, and why."""

    at: int
    reason: str
