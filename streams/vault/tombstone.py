"""What stands in the vault where a key was destroyed."""

from msgspec import Struct


class Tombstone(Struct, frozen=True):
    """A key was destroyed: when, in microseconds since 1970 UTC, and why."""

    at: int
    reason: str
