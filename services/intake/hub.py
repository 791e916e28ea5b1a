"""What the intake asks of a hub, whichever engine it has."""

from collections.abc import Sequence
from typing import Protocol

from schemas.wire import Submission
from streams.engines.local.inbound import CannotStore, Receipt
from streams.ledger.given import GivenCheckpoint, RecordProof
from streams.reference.facts import Reference
from streams.views.rows import OutcomeRow

__all__ = ["CannotStore", "IntakeHub", "Receipt"]


class IntakeHub(Protocol):
    """One hub. Every method may be called from any thread."""

    def reference(self) -> Reference:
        """The reference as of now. Not to be changed."""

    def submit(self, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Make submissions of one agency durable, all or none; a signed promise for each. Raises `CannotStore`."""

    def promised(self, digest: bytes, agency: str) -> Receipt | None:
        """The promise for what an agency brought by whatever way; None where the hub does not hold it, or another's."""

    def outcome(self, digest: bytes, agency: str) -> OutcomeRow | None:
        """What became of an agency's own submission; None where there is no decision, or it is another's."""

    def proof(self, outcome: OutcomeRow, since: int) -> RecordProof | None:
        """The record that decided, with its ledger proof for somebody who knows the log at size `since` (0: not).

        None until a checkpoint covers it.
        """

    def checkpoint(self, since: int) -> GivenCheckpoint | None:
        """The newest signed checkpoint with the proof that it extends the log of size `since`; None before any."""
