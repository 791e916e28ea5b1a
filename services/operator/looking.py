"""What the commands that look into a hub ask of it: a home, or a cluster."""

from pathlib import Path
from typing import Protocol

from schemas.records.reference import HubDeclared
from streams.engines.contract import TraceStep
from streams.ledger.note import VerifierKey
from streams.reference.facts import Reference
from streams.views.answering import SqlViews
from streams.views.rows import EventRow


class LookedInto(Protocol):
    """One hub, read-only. What fails is told as its engine tells it."""

    @property
    def views(self) -> SqlViews:
        """What can be asked of it."""

    @property
    def reference(self) -> Reference:
        """The reference as of now."""

    @property
    def hub(self) -> HubDeclared:
        """The hub as it was declared."""

    @property
    def areas(self) -> tuple[str, ...]:
        """The council areas that the hub serves."""

    @property
    def ledger(self) -> Path:
        """The folder of the ledger's tiles and of its checkpoint."""

    @property
    def ledger_key(self) -> VerifierKey:
        """The key by which anyone verifies this hub's checkpoints."""

    def checkpoint(self) -> bytes | None:
        """The last signed checkpoint."""

    def entry_count(self) -> int:
        """How many entries the database has committed for the ledger."""

    def entries(self, start: int, stop: int) -> list[bytes]:
        """Ledger entries as the database has them."""

    def entry_of_step(self, step: TraceStep) -> bytes:
        """The ledger entry of a decision, computed anew from its record's bytes."""

    def find_event(self, name: str) -> EventRow | None:
        """The event of an id in hexadecimal, or of a publisher's reference: its latest revision, or `@` another."""
