"""The inputs of hops 2 and 3 as their records answered them; outputs just seen are not read and decoded once more."""

from collections import OrderedDict
from datetime import datetime
from typing import Final

from schemas import codec
from schemas.records.decision import Decision, Output
from schemas.records.inputs import Forwarded, Input
from streams import sqlite
from streams.chain import forward_digest, record_digest
from streams.engines.line.inputs import Waiting
from streams.engines.line.times import moment

_KEPT: Final = 2048


class InputsAgain:
    """Reads the log's inputs one at a time. `remember` every record that may have forwarded something."""

    def __init__(self, database: sqlite.Connection) -> None:
        self._database = database
        self._recent: OrderedDict[tuple[str, int], tuple[bytes, tuple[Output, ...]]] = OrderedDict()

    def remember(self, decision: Decision, digest: bytes) -> None:
        """Keep what a record put out, under the digest of its bytes."""
        self._recent[decision.source, decision.number] = (digest, decision.outputs)
        if len(self._recent) > _KEPT:
            self._recent.popitem(last=False)

    def waiting(self, source: str, position: int) -> Waiting | None:
        """The input at a position; None where the log holds none that can be read."""
        row = self._database.execute(
            "SELECT at, from_source, from_number, forward, ordinals, id, body FROM inputs"
            " WHERE source = ? AND position = ?",
            (source, position),
        ).fetchone()
        if row is None:
            return None
        at, from_source, from_number, forward, ordinals, command_id, body = row
        if from_source is None:
            return _appended(source, position, moment(at), command_id or "", body)
        if None in (from_number, forward, ordinals):
            return None
        origin = self._recent.get((from_source, from_number)) or self._read(from_source, from_number)
        places = tuple(ordinals)
        if origin is None or any(place >= len(origin[1]) for place in places):
            return None
        message = Forwarded(
            source=from_source,
            decision=from_number,
            number=forward,
            accepted_at=moment(at),
            ordinals=places,
            outputs=tuple(origin[1][place] for place in places),
        )
        return Waiting(source, position, moment(at), forward_digest(origin[0], forward, places), message, "")

    def unreadable(self, source: str, position: int) -> bytes | None:
        """The digest of what stands at a position and is no input; None where it is one, or nothing is there."""
        row = self._database.execute(
            "SELECT body FROM inputs WHERE source = ? AND position = ? AND from_source IS NULL", (source, position)
        ).fetchone()
        if row is None or _read_as_input(row[0]) is not None:
            return None
        return record_digest(row[0])

    def _read(self, source: str, number: int) -> tuple[bytes, tuple[Output, ...]] | None:
        row = self._database.execute(
            "SELECT body FROM decisions WHERE source = ? AND number = ?", (source, number)
        ).fetchone()
        if row is None:
            return None
        try:
            return record_digest(row[0]), codec.decode(row[0], Decision).outputs
        except codec.CodecError:
            return None


def _appended(source: str, position: int, at: datetime, command_id: str, body: bytes) -> Waiting | None:
    """A command or tick, from its bytes."""
    input = _read_as_input(body)
    if input is None or input.id != command_id:  # by this column the same command is known again, and taken once
        return None
    return Waiting(source, position, at, record_digest(body), input.message, command_id)


def _read_as_input(body: bytes) -> Input | None:
    """A command or tick; None of other bytes, and of a forward, which stands by the place of the record it is from."""
    try:
        input = codec.decode(body, Input)
    except codec.CodecError:
        return None
    return None if isinstance(input.message, Forwarded) else input
