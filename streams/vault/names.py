"""Whose keys stand together in the vault: an event's sections, a roll entry, an entry of the staff directory, what is
parked.
"""


def event_owner(event: bytes) -> bytes:
    """The sections of one event; the slot is the section's number, and after the last stands the event's words key."""
    return b"e" + event


def roll_owner(urn: str, version: int, pupil: str) -> bytes:
    """One pupil's entry on one version of a school's roll; slot 0."""
    return roll_prefix(urn, version) + pupil.encode()


def roll_prefix(urn: str, version: int) -> bytes:
    """What the owners of one version of a school's roll begin with."""
    return b"r" + urn.encode() + version.to_bytes(4, "big")


def staff_owner(user: str, version: int) -> bytes:
    """One version of a user's entry in the staff directory; slot 0. No user id holds a zero byte."""
    return b"s" + user.encode() + b"\0" + version.to_bytes(4, "big")


def parked_owner(source: str, position: int) -> bytes:
    """The key header of a submission that is parked; slot 0. No source holds a zero byte."""
    return b"p" + source.encode() + b"\0" + position.to_bytes(8, "big")


def parked_place(owner: bytes) -> tuple[str, int]:
    """The source and the position that a name of `parked_owner` speaks of, or the name of what stands beside it."""
    source, _, rest = owner[1:].partition(b"\0")
    return source.decode(), int.from_bytes(rest[:8], "big")
