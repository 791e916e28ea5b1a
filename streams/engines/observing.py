"""What an engine tells of its own work, to whoever measures it: counts, times and names of the log, and no person."""

from collections.abc import Sequence
from typing import Literal, Protocol

from schemas.records.decision import Decision

Stage = Literal["accept", "resolve", "person"]
"""The three hops."""

Sink = Literal["ledger", "views"]
"""What reads decision records."""

Condition = Literal["recovered", "reference", "partitions", "brokers", "served", "views", "vault", "ledger"]
"""What a process waits for before it can do its work: its state read to the end, its reference, partitions to work on,
and everything that it is connected to. `brokers` answer; `served` says that they do what they are asked: one that is
left of three answers, and takes nothing."""


class Observer(Protocol):
    """Told by an engine as it works, from any thread. Nothing that it does may hold the engine up, or raise."""

    def decided(self, stage: Stage, decisions: Sequence[Decision], seconds: float) -> None:
        """One batch of one source is decided and durable; it took `seconds`."""

    def written(self, sink: Sink, records: int, decisions: Sequence[Decision]) -> None:
        """A sink has committed the effect of so many records: for views, a reader can see them from now on.

        `decisions` are those that it has read, for the ledger none: it takes their bytes alone.
        """

    def not_counted(self, source: str) -> None:
        """A record of this source did not extend its chain, and was passed over."""

    def waits(self, source: str, inputs: int) -> None:
        """How many inputs of a partition that is this process's own are not decided (or written) yet."""

    def let_go(self, source: str) -> None:
        """A partition is no longer this process's own."""

    def stands(self, condition: Condition, holds: bool) -> None:
        """A condition of being ready holds from now on, or holds no more."""

    def turned(self) -> None:
        """The loop has made a turn: this process is not stuck."""


class Unobserved:
    """Nobody measures."""

    def decided(self, stage: Stage, decisions: Sequence[Decision], seconds: float) -> None:
        """Nothing."""

    def written(self, sink: Sink, records: int, decisions: Sequence[Decision]) -> None:
        """Nothing."""

    def not_counted(self, source: str) -> None:
        """Nothing."""

    def waits(self, source: str, inputs: int) -> None:
        """Nothing."""

    def let_go(self, source: str) -> None:
        """Nothing."""

    def stands(self, condition: Condition, holds: bool) -> None:
        """Nothing."""

    def turned(self) -> None:
        """Nothing."""
