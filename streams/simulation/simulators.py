"""Simulating wherever a hub keeps its history. A simulator holds nothing open: it travels to a process of its own."""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from streams.agreements.document import Agreement
from streams.simulation.flips import Flips
from streams.simulation.simulate import Progress, Simulated, simulate


class Simulator(Protocol):
    """Decides a stretch of history again under a draft, in one thread. Nothing is written."""

    def simulate(self, draft: Agreement, start: datetime, end: datetime, progress: Progress) -> Simulated:
        """What the draft would have changed of the disclosures of [start, end)."""


class HomeSimulator(Struct, frozen=True):
    """Over the history of a home."""

    folder: Path

    def simulate(self, draft: Agreement, start: datetime, end: datetime, progress: Progress) -> Simulated:
        """What the draft would have changed. Raises as `simulate.simulate`."""
        return simulate(self.folder, draft, start, end, progress=progress, processes=1)


class ClusterSimulator(Struct, frozen=True):
    """Over the history of a hub on Kafka: its records and envelopes in PostgreSQL, its keys in the vault.

    `hub` and `vault` are the databases' addresses, with their passwords: they go to a process, never into a line.
    `vault_keys` is the folder of the vault's key, `operator` the operator's public key.
    """

    hub: str
    vault: str
    vault_keys: Path
    operator: bytes

    def simulate(self, draft: Agreement, start: datetime, end: datetime, progress: Progress) -> Simulated:
        """What the draft would have changed."""
        # imported here: whoever serves a home need not load the clients of PostgreSQL
        from streams.simulation.cluster import ClusterHistory

        flips, gone = Flips(), 0
        with ClusterHistory(self.hub, self.vault, self.vault_keys, self.operator) as history:
            for part in history.parts():
                gone += history.count(part, draft, start, end, flips, progress)
        return Simulated(flips, gone)
