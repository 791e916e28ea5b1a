"""A hub in the same process: for the demo and benchmarks. The very bytes that HTTP would carry are handed over."""

from collections.abc import Sequence

from schemas.wire import Submission
from services.intake.documents import OutcomeGiven, PromiseGiven, outcome_given
from services.intake.hub import CannotStore, IntakeHub
from services.publisher.transport import HubBusy
from streams.ledger.given import GivenCheckpoint


class DirectTransport:
    """Speaks to a hub as one agency, without a network between."""

    def __init__(self, hub: IntakeHub, agency: str) -> None:
        self._hub = hub
        self._agency = agency

    def submit(self, submissions: Sequence[Submission]) -> Sequence[PromiseGiven]:
        """Hand in submissions; a promise for each, in their order. Raises `HubBusy`."""
        try:
            receipts = self._hub.submit(self._agency, submissions)
        except CannotStore as error:
            raise HubBusy(str(error)) from error
        return [PromiseGiven(receipt.digest.hex(), receipt.promise) for receipt in receipts]

    def outcome(self, digest: bytes, since: int) -> OutcomeGiven | None:
        """What became of a submission; None while it is not decided."""
        row = self._hub.outcome(digest, self._agency)
        return outcome_given(row, self._hub.proof(row, since)) if row is not None else None

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """The ledger's newest checkpoint; None before any was signed."""
        return self._hub.checkpoint(since)
