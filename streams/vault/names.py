"""What a key in the vault belongs to."""


def section_name(event: bytes, section: int) -> bytes:
    """The name of the key of one sealed section."""
    return b"e" + event + section.to_bytes(2, "big")


def roll_name(urn: str, version: int, pupil: str) -> bytes:
    """The name of the key of one pupil's entry on one version of a school's roll."""
    return b"r" + urn.encode() + version.to_bytes(4, "big") + pupil.encode()


def staff_name(user: str) -> bytes:
    """The name of the key of one user's entry in the staff directory."""
    return b"s" + user.encode()
