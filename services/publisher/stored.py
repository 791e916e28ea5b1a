"""What a publisher's store is given and gives back."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from schemas.wire import Submission
from services.directory.faults import Fault
from services.intake.documents import OutcomeGiven


class Slot(Struct, frozen=True):
    """The place in an instance's sequence that an event is to be sealed for. Each lane is an instance of its own."""

    instance: str
    sequence: int
    previous: bytes
    revision: int


class Entry(Struct, frozen=True):
    """What identifies the content that is to be sent."""

    reference: str
    exported: int | None
    standing: str
    in_part: bool
    content: bytes
    event: Callable[[int], bytes]
    lane: int


class Unsent(Struct, frozen=True):
    """A sealed submission that no promise is kept for."""

    digest: bytes
    submission: Submission


class SentRow(Struct, frozen=True):
    """One submission, for tables. `type` is that of its event; `outcome` is None until the hub told it, its proof until
    one was found to hold.

    `asked_at` is when the hub last answered without showing it in its ledger.
    """

    reference: str
    revision: int
    standing: str
    in_part: bool
    event: bytes
    digest: bytes
    sealed_at: datetime
    promise: bytes | None
    outcome: OutcomeGiven | None
    asked_at: datetime | None
    type: str


class WaitingRow(Struct, frozen=True):
    """An incident that waits for its mended rows."""

    reference: str
    since: datetime
    faults: tuple[Fault, ...]
