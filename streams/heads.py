"""Where a chain of decision records stands, and what its next record is bound to."""

from typing import Final

from msgspec import Struct

NO_RECORD: Final = bytes(32)
"""Stands for the digest of the record before the first."""


class Head(Struct, frozen=True, gc=False):
    """Where a chain stands: its last record, the last input position applied, the highest reference decided under.

    `forwarded` counts what was sent to each target partition, `received` what was applied from each source.
    """

    number: int = 0
    digest: bytes = NO_RECORD
    position: int = 0
    reference: int = 0
    forwarded: dict[str, int] = {}
    received: dict[str, int] = {}


class Basis(Struct, frozen=True, gc=False):
    """What a decision is bound to, beside its input: the hub, the reference applied, what decided."""

    hub: str
    reference: int
    reference_digest: bytes
    decider: str
