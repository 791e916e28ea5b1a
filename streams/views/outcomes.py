"""What became of every submission, from two tables: most are accepted, and the event's own row says so already."""

from collections.abc import Sequence
from typing import ClassVar, Final

from schemas import codec
from schemas.records.accept import EventAccepted
from schemas.records.decision import Decision, Parked
from streams.views.asking import Asking
from streams.views.from_rows import accepted_row, outcome_row
from streams.views.rows import HELD, OutcomeRow

OUTCOMES: Final = (
    "SELECT digest, publisher, 'accepted' AS outcome, '' AS reason, '' AS place, event, source, number,"
    " accepted_at AS decided_at FROM event_view"
    " UNION ALL SELECT * FROM outcome_view o WHERE NOT EXISTS (SELECT 1 FROM event_view e"
    " WHERE e.event = o.event AND e.digest = o.digest AND e.publisher = o.publisher)"
)
"""Columns are those of `outcome_view`. The same bytes again, once they were accepted, have no outcome of their own."""


class OutcomeViews(Asking):
    """Questions of agencies, and of whoever checks what they were promised."""

    WAITING: ClassVar[str]
    """Finds source, number and body of the record that was made of a received submission."""

    def outcome(self, digest: bytes) -> OutcomeRow | None:
        """What became of a received submission: the first of it, where several publishers brought the same bytes."""
        rows = self._read("SELECT * FROM outcome_view WHERE digest = ?", (digest,))
        return self._first(digest, [outcome_row(row) for row in rows], None)

    def outcome_of(self, digest: bytes, publisher: str) -> OutcomeRow | None:
        """What became of what one publisher brought: others may have brought the same bytes, and been refused."""
        rows = self._read("SELECT * FROM outcome_view WHERE digest = ? AND publisher = ?", (digest, publisher))
        return self._first(digest, [outcome_row(row) for row in rows], publisher)

    def _first(self, digest: bytes, found: Sequence[OutcomeRow], publisher: str | None) -> OutcomeRow | None:
        """The first outcome of all: of an acceptance by its submission's own record that record alone tells."""
        own = (
            accepted_row(output, decision)
            for _, _, decision in self._made_of(digest)
            for output in decision.outputs
            if isinstance(output, EventAccepted) and output.digest == digest
        )
        told = [*found, *(row for row in own if publisher is None or row.publisher == publisher)]
        return min(told, key=lambda row: (row.decided_at, row.source, row.number), default=None)

    def _made_of(self, digest: bytes) -> list[tuple[str, int, Decision]]:
        """The records that were made of a received submission as it came in."""
        return [
            (source, number, codec.decode(body, Decision))
            for source, number, body in self._read(self.WAITING, (digest,))
        ]

    def held(self, digest: bytes, agency: str) -> OutcomeRow | None:
        """A submission of this agency that could not be decided yet, and waits parked: the record that says so."""
        for source, number, decision in self._made_of(digest):
            parked = any(isinstance(output, Parked) for output in decision.outputs)
            if parked and decision.input == digest and str(source).rpartition(".")[0] == f"intake.{agency}":
                return OutcomeRow(digest, agency, HELD, HELD, "", None, source, number, decision.at)
        return None

    def outcomes(self) -> Sequence[OutcomeRow]:
        """What became of every received submission, in the order of deciding."""
        first: dict[tuple[bytes, str], OutcomeRow] = {}
        for row in map(
            outcome_row, self._read(f"SELECT * FROM ({OUTCOMES}) AS told ORDER BY decided_at, source, number")
        ):
            first.setdefault((row.digest, row.publisher), row)
        return list(first.values())
