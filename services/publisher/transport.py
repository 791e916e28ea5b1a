"""How submissions reach a hub and outcomes come back: what every way promises, and the ways in which it fails."""

from collections.abc import Sequence
from typing import Protocol

from schemas.wire import Submission
from services.intake.documents import OutcomeGiven, PromiseGiven
from streams.ledger.given import GivenCheckpoint


class HubBusy(Exception):
    """The hub cannot take anything now, or cannot be reached: the same bytes may go again, after `wait` seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


class HubRefused(Exception):
    """The hub refused the request itself, and would refuse it again: a token, a size, a form. The text says why."""


class Transport(Protocol):
    """A way to one hub, for one agency."""

    def submit(self, submissions: Sequence[Submission]) -> Sequence[PromiseGiven]:
        """Hand in submissions; a promise for each, in their order. Raises `HubBusy` or `HubRefused`."""

    def outcome(self, digest: bytes, since: int) -> OutcomeGiven | None:
        """What became of a submission; None while it is not decided. Its proof is for somebody who saw the ledger at
        size `since` (0: never). Raises `HubBusy` or `HubRefused`."""

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """The ledger's newest checkpoint, and the way to it from size `since`. Raises `HubBusy` or `HubRefused`."""
