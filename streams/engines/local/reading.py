"""Reading the log back: received submissions, waiting inputs, recorded decisions."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final, TypeVar, cast

from schemas import codec
from schemas.records.decision import Decision, Output
from schemas.records.forwarded import ForwardedOutput
from schemas.records.inputs import Forwarded, Input
from streams import sqlite
from streams.chain import forward_digest, record_digest
from streams.deciders.places import split_output_id
from streams.engines.line.inputs import Received, Waiting
from streams.engines.line.times import moment

Kind = TypeVar("Kind", Received, Waiting)

INTAKE_SOURCES: Final = """
WITH RECURSIVE found (source) AS (
  SELECT min(source) FROM intake
  UNION ALL SELECT (SELECT min(source) FROM intake WHERE source > found.source) FROM found WHERE source IS NOT NULL
) SELECT source FROM found WHERE source IS NOT NULL
"""
"""By steps through the index: `DISTINCT` would read every submission that ever came in."""


class Records:
    """The log as its readers see it: `line.ports.Log` and `SealedEvents` over the hub's database."""

    def __init__(self, database: sqlite.Connection) -> None:
        self._database = database

    def received(self, source: str, after: int, limit: int) -> list[Received]:
        """Submissions of an intake partition after a position, in order."""
        rows = self._database.execute(
            "SELECT position, at, digest, envelope, keys, command"
            " FROM intake LEFT JOIN intake_keys USING (source, position)"
            " WHERE source = ? AND position > ? ORDER BY position LIMIT ?",
            (source, after, limit),
        )
        return [
            Received(position, moment(at), digest, envelope, keys or b"", command)
            for position, at, digest, envelope, keys, command in rows
        ]

    def waiting(self, source: str, after: int, limit: int) -> list[Waiting]:
        """Inputs of hop 2 or 3 after a position, in order."""
        rows = self._database.execute(
            "SELECT position, at, from_source, from_number, forward, ordinals, id, body FROM inputs"
            " WHERE source = ? AND position > ? ORDER BY position LIMIT ?",
            (source, after, limit),
        ).fetchall()
        return [self._waiting(source, *row) for row in rows]

    def submission(self, source: str, position: int) -> Received:
        """One input of an intake partition."""
        return _at(position, self.received(source, position - 1, 1))

    def waiting_at(self, source: str, position: int) -> Waiting:
        """One input of hop 2 or 3."""
        return _at(position, self.waiting(source, position - 1, 1))

    def envelopes(self, events: Collection[bytes]) -> dict[bytes, bytes]:
        """The envelopes of accepted events, by event."""
        found = {}
        for event in events:
            row = self._database.execute(
                "SELECT i.envelope FROM event_view e JOIN intake i ON i.source = e.source AND i.position = e.position"
                " WHERE e.event = ?",
                (event,),
            ).fetchone()
            if row is not None:
                found[event] = row[0]
        return found

    def decision(self, source: str, number: int) -> Decision | None:
        """One recorded decision."""
        row = self._database.execute(
            "SELECT body FROM decisions WHERE source = ? AND number = ?", (source, number)
        ).fetchone()
        return codec.decode(row[0], Decision) if row is not None else None

    def decisions(self, source: str, numbers: Collection[int]) -> dict[int, Decision]:
        """Those of these decisions that there are, by their numbers."""
        marks = ",".join("?" * len(numbers))
        rows = self._database.execute(
            f"SELECT number, body FROM decisions WHERE source = ? AND number IN ({marks})", (source, *numbers)
        )
        return {number: codec.decode(body, Decision) for number, body in rows}

    def output(self, output_id: str) -> Output | None:
        """One recorded output; None where there is none of this id."""
        try:
            source, number, ordinal = split_output_id(output_id)
        except ValueError:
            return None
        decision = self.decision(source, number)
        if decision is None or not 0 <= ordinal < len(decision.outputs):
            return None
        return decision.outputs[ordinal]

    def bodies(self, source: str, after: int = 0) -> Iterator[bytes]:
        """The bytes of a chain's records, in order."""
        for (body,) in self._database.execute(
            "SELECT body FROM decisions WHERE source = ? AND number > ? ORDER BY number", (source, after)
        ):
            yield body

    def after(self, source: str, number: int, limit: int) -> list[tuple[int, bytes]]:
        """Number and body of a chain's records after one, in order."""
        return self._database.execute(
            "SELECT number, body FROM decisions WHERE source = ? AND number > ? ORDER BY number LIMIT ?",
            (source, number, limit),
        ).fetchall()

    def sources(self) -> list[str]:
        """Every source partition that has inputs or decisions."""
        rows = self._database.execute(
            "SELECT DISTINCT source FROM intake UNION SELECT DISTINCT source FROM inputs"
            " UNION SELECT source FROM chains ORDER BY 1"
        )
        return [source for (source,) in rows]

    def _waiting(
        self,
        source: str,
        position: int,
        at: int,
        from_source: str | None,
        from_number: int | None,
        forward: int | None,
        ordinals: bytes | None,
        command_id: str | None,
        body: bytes | None,
    ) -> Waiting:
        when = moment(at)
        if from_source is None or from_number is None or forward is None or ordinals is None:
            stored = body or b""
            held = codec.decode(stored, Input)
            return Waiting(source, position, when, record_digest(stored), held.message, command_id or "")
        row = self._database.execute(
            "SELECT digest, body FROM decisions WHERE source = ? AND number = ?", (from_source, from_number)
        ).fetchone()
        outputs = codec.decode(row[1], Decision).outputs
        places = tuple(ordinals)
        message = Forwarded(
            source=from_source,
            decision=from_number,
            number=forward,
            accepted_at=when,
            ordinals=places,
            outputs=cast(tuple[ForwardedOutput, ...], tuple(outputs[ordinal] for ordinal in places)),
        )
        return Waiting(source, position, when, forward_digest(row[0], forward, places), message, "")


def _at(position: int, found: Sequence[Kind]) -> Kind:
    if not found or found[0].position != position:
        raise KeyError(position)
    return found[0]
