"""What the intake asks of a hub, whichever engine it has."""

from collections.abc import Sequence
from typing import Protocol

from schemas.wire import Submission
from streams.engines.local.inbound import CannotStore, Receipt
from streams.ledger.proofs import InclusionProof
from streams.reference.facts import Reference
from streams.views.rows import OutcomeRow

__all__ = ["CannotStore", "IntakeHub", "Receipt"]


class IntakeHub(Protocol):
    """One hub. Every method may be called from any thread."""

    def reference(self) -> Reference:
        """The reference as of now. Not to be changed."""

    def submit(self, agency: str, submissions: Sequence[Submission]) -> list[Receipt]:
        """Make submissions of one agency durable, all or none; a signed promise for each. Raises `CannotStore`."""

    def outcome(self, digest: bytes, agency: str) -> OutcomeRow | None:
        """What became of an agency's own submission; None where there is no decision, or it is another's."""

    def inclusion(self, outcome: OutcomeRow) -> InclusionProof | None:
        """The proof that the ledger holds the decision; None until a checkpoint covers it."""
