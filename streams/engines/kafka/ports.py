"""What the Kafka engine asks of its stores, beside `line.ports`: keys and envelopes durable before a record is."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from streams.engines.line.ports import KeyReader, SealedEvents, SealedRows


class IntakeCopy(Struct, frozen=True):
    """One input of an intake partition as it is kept past the topic's short retention, without its key header.

    `event` is the event that hop 1 accepted from it; None where it accepted nothing.
    """

    source: str
    position: int
    at: datetime
    digest: bytes
    envelope: bytes
    event: bytes | None


class IntakeRows(SealedEvents, Protocol):
    """Envelopes, and where each came from."""

    def put(self, rows: Sequence[IntakeCopy]) -> None:
        """Make copies durable; a place that stands there already keeps what it has.

        Where a copy names its event, the event is found there from now on, also if the copy stood there before: an
        input that was parked first is put a second time once it was decided.
        """

    def at_place(self, source: str, position: int) -> IntakeCopy | None:
        """The copy of one input."""


class LostInputs(Struct, frozen=True):
    """Inputs of a source that were gone from their topic before they were decided: offsets `first` to before `end`."""

    source: str
    topic: str
    partition: int
    first: int
    end: int


class LostRows(Protocol):
    """What is recorded of inputs that nobody can decide any more."""

    def put(self, lost: LostInputs) -> bool:
        """Make a finding durable; whether it was not there before."""


class Vault(KeyReader, Protocol):
    """The vault as the engine uses it (`streams.vault.store.Vault` says what each means)."""

    def put(self, bundles: Collection[tuple[bytes, Sequence[bytes]]]) -> None:
        """Put each owner's keys, within a transaction that `commit` ends."""

    def commit(self) -> None:
        """Make what was put durable."""

    def rollback(self) -> None:
        """Let go of what was put since the last commit."""

    def erased(self, after: int) -> tuple[int, Sequence[bytes]]:
        """Owners of whose keys some were destroyed since a mark, in the order of the destruction; the new mark.

        Marks begin at 0 and only grow. What was opened before is to be forgotten.
        """


class Stores(Struct, frozen=True):
    """Everything that a worker reads and writes beside the topics.

    `faults` are what these stores fail with when they are away: the batch is begun anew. `close` lets go of them.
    """

    intake: IntakeRows
    vault: Vault
    rows: SealedRows
    lost: LostRows
    faults: tuple[type[Exception], ...]
    close: Callable[[], None]
