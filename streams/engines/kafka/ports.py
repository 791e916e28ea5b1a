"""What the Kafka engine asks of its stores, beside `line.ports`: keys and envelopes durable before a record is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from streams.engines.line.ports import KeyReader, SealedEvents


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
        """Make copies durable; a place that stands there already keeps what it has."""

    def at_place(self, source: str, position: int) -> IntakeCopy | None:
        """The copy of one input."""


class Vault(KeyReader, Protocol):
    """The vault as the engine uses it (`streams.vault.store.Vault` says what each means)."""

    def put(self, bundles: Collection[tuple[bytes, Sequence[bytes]]]) -> None:
        """Put each owner's keys, within a transaction that `commit` ends."""

    def commit(self) -> None:
        """Make what was put durable."""

    def rollback(self) -> None:
        """Let go of what was put since the last commit."""
