"""What accept remembers: the revisions of each case, and where each publisher's instance has got to."""

from msgspec import Struct


class AcceptedRevision(Struct, frozen=True, gc=False, array_like=True):
    """One accepted event of a case: its id and the digest of its signed value, and whether it told of a return."""

    event: bytes
    revision: int
    value: bytes
    returned: bool = False


class AcceptedCase(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """The accepted revisions of one reference, oldest first, and the event type that all of them have."""

    revisions: tuple[AcceptedRevision, ...]
    event_type: str = ""


class Instance(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """The furthest event of one publisher's instance."""

    sequence: int
    digest: bytes
