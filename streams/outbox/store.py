"""The messages to be sent, and how far each chain of decisions was read: one text of every statement for each database.

The order of writing is what makes a crash harmless. How far the log was read is written with the messages that it asked
for; an attempt before it is made; what came of it before the log is told; that the log was told at last.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from schemas.records.inputs import Channel
from streams.engines.line.times import micros, moment
from streams.faultpoints import reached
from streams.outbox.asking import Asked, MessageKind, Recorded, To
from streams.outbox.message import Message, State, key_of

Row = tuple[Any, ...]

_COLUMNS: Final = (
    "key, kind, about, asked, cased, person, role, scheme, value, channel, addressee, addressed, queued_at, due_at,"
    " state, attempts, attempted_at, reason, told, report"
)
_OPEN: Final = "('waiting', 'attempting')"


class ReadTo(Struct, frozen=True):
    """How far a chain was read: the number of its last record, and the digest of that record's bytes."""

    number: int
    digest: bytes


class Counted(Struct, frozen=True):
    """How many messages of a channel stand in a state, and since when the oldest of them is due."""

    channel: Channel
    state: State
    messages: int
    oldest: datetime


class Outcome(Struct, frozen=True):
    """What came of an attempt. `due_at`: when it is tried again. `report`: what the log is to be told, if anything."""

    state: State
    reason: str
    due_at: datetime
    report: str


class OutboxStore(ABC):
    """One outbox. Not for several threads at once."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[None]:
        """A block whose changes become durable together when it ends."""

    @abstractmethod
    def _run(self, statement: str, given: Sequence[object] = ()) -> list[Row]:
        """The rows that a statement (with `?`) gives, none for one that changes."""

    def heads(self) -> dict[str, ReadTo]:
        """How far each chain was read."""
        rows = self._run("SELECT source, number, digest FROM outbox_heads")
        return {str(source): ReadTo(int(number), bytes(digest)) for source, number, digest in rows}

    def forget(self) -> None:
        """Forget everything, durably: what was read is not the log that is there, and its ids mean others now."""
        with self._transaction():
            self._run("DELETE FROM outbox")
            self._run("DELETE FROM outbox_heads")

    def take(
        self,
        asked: Sequence[tuple[Asked, Sequence[To]]],
        recorded: Sequence[Recorded],
        heads: Mapping[str, ReadTo],
        now: datetime,
    ) -> int:
        """Put what records ask for into the outbox with how far they were read, durably; how many messages that made.

        What is there already stays as it is; what the log says was sent, or failed for good, is not sent again.
        """
        rows = [row for one, told in asked for row in _rows(one, told, now)]
        reached("outbox.take.before")
        with self._transaction():
            for row in rows:
                self._run(f"INSERT INTO outbox ({_COLUMNS}) VALUES ({_marks(20)}) ON CONFLICT (key) DO NOTHING", row)
            for one in recorded:
                self._settle(one)
            for source, head in heads.items():
                self._run(
                    "INSERT INTO outbox_heads (source, number, digest) VALUES (?, ?, ?)"
                    " ON CONFLICT (source) DO UPDATE SET number = excluded.number, digest = excluded.digest",
                    (source, head.number, head.digest),
                )
        reached("outbox.take.after")
        return len(rows)

    def due(self, channel: Channel, now: datetime, limit: int) -> list[Message]:
        """Messages of a channel that are to be tried now, longest due first; those begun before a crash among them."""
        rows = self._run(
            f"SELECT {_COLUMNS} FROM outbox WHERE channel = ? AND state IN {_OPEN} AND due_at <= ?"
            " ORDER BY due_at, key LIMIT ?",
            (channel.value, micros(now), limit),
        )
        return [_message(row) for row in rows]

    def attempt(self, key: str, now: datetime) -> None:
        """Mark durably that an attempt at a message is being made: from here on it may have been sent."""
        with self._transaction():
            self._run(
                "UPDATE outbox SET state = 'attempting', attempts = attempts + 1, attempted_at = ? WHERE key = ?",
                (micros(now), key),
            )
        reached("outbox.attempt.after")

    def settle(self, key: str, outcome: Outcome) -> None:
        """Write durably what came of an attempt, with what the log is to be told of it."""
        reached("outbox.settle.before")
        with self._transaction():
            self._run(
                "UPDATE outbox SET state = ?, reason = ?, due_at = ?, report = ? WHERE key = ?",
                (outcome.state.value, outcome.reason, micros(outcome.due_at), outcome.report, key),
            )
        reached("outbox.settle.after")

    def unreported(self, limit: int) -> list[Message]:
        """Messages of which the log is still to be told something, longest due first."""
        rows = self._run(f"SELECT {_COLUMNS} FROM outbox WHERE report <> '' ORDER BY due_at, key LIMIT ?", (limit,))
        return [_message(row) for row in rows]

    def unreported_count(self) -> int:
        """Of how many messages the log is still to be told something."""
        return int(self._run("SELECT count(*) FROM outbox WHERE report <> ''")[0][0])

    def reported(self, message: Message) -> None:
        """Write durably that the log was told."""
        reached("outbox.reported.before")
        with self._transaction():
            self._run(
                "UPDATE outbox SET told = report, report = '' WHERE key = ? AND report = ?",
                (message.key, message.report),
            )
        reached("outbox.reported.after")

    def message(self, key: str) -> Message | None:
        """One message."""
        rows = self._run(f"SELECT {_COLUMNS} FROM outbox WHERE key = ?", (key,))
        return _message(rows[0]) if rows else None

    def listed(self, states: Sequence[State], limit: int) -> list[Message]:
        """Messages in these states, longest due first."""
        marks = ",".join("?" * len(states))
        rows = self._run(
            f"SELECT {_COLUMNS} FROM outbox WHERE state IN ({marks}) ORDER BY due_at, key LIMIT ?", (*states, limit)
        )
        return [_message(row) for row in rows]

    def standing(self) -> list[Counted]:
        """How many messages stand where."""
        rows = self._run(
            "SELECT channel, state, count(*), min(queued_at) FROM outbox GROUP BY channel, state ORDER BY 1, 2"
        )
        return [Counted(Channel(name), State(state), int(many), moment(since)) for name, state, many, since in rows]

    def retry(self, keys: Sequence[str], now: datetime) -> int:
        """Try messages that failed for good once more, from the beginning of the schedule; how many there were."""
        found = 0
        with self._transaction():
            for key in keys:
                found += len(self._run("SELECT 1 FROM outbox WHERE key = ? AND state = 'failed'", (key,)))
                self._run(
                    "UPDATE outbox SET state = 'waiting', queued_at = ?, due_at = ?, told = '' WHERE key = ?"
                    " AND state = 'failed' AND report = ''",
                    (micros(now), micros(now), key),
                )
        return found

    def _settle(self, one: Recorded) -> None:
        key = key_of(one.asked, one.channel, one.to)
        if one.sent:
            self._run(
                "UPDATE outbox SET state = 'accepted', reason = '', told = 'accepted', report = '' WHERE key = ?",
                (key,),
            )
            return
        self._run(
            "UPDATE outbox SET state = 'failed', reason = ?, told = 'failed', report = '' WHERE key = ?"
            f" AND (state IN {_OPEN} AND attempts = 0 OR report = 'failed')",
            (one.reason, key),
        )


def _rows(one: Asked, told: Sequence[To], now: datetime) -> Iterator[Row]:
    at = micros(now)
    due = at if one.not_before is None else max(at, micros(one.not_before))
    for to in told:
        yield (
            key_of(one.asked, to.channel, to.name),
            one.kind.value,
            one.about,
            one.asked,
            one.case,
            one.person,
            one.recipient.role,
            one.recipient.scheme,
            one.recipient.value,
            to.channel.value,
            to.name,
            len(told),
            due,
            due,
            State.WAITING.value,
            0,
            None,
            "",
            "",
            "",
        )


def _message(row: Row) -> Message:
    key, kind, about, asked, case, person, role, scheme, value, channel, to, addressed, queued, due, *rest = row
    state, attempts, attempted, reason, told, report = rest
    return Message(
        key=str(key),
        kind=MessageKind(str(kind)),
        about=str(about),
        asked=str(asked),
        case=bytes(case),
        person=str(person),
        role=str(role),
        scheme=str(scheme),
        value=str(value),
        channel=Channel(str(channel)),
        to=str(to),
        addressed=int(addressed),
        queued_at=moment(queued),
        due_at=moment(due),
        state=State(str(state)),
        attempts=int(attempts),
        attempted_at=moment(attempted) if attempted is not None else None,
        reason=str(reason),
        told=str(told),
        report=str(report),
    )


def _marks(count: int) -> str:
    return ", ".join("?" * count)
