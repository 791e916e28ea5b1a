"""A long history of recorded disclosures, written into a home as a hub would have written it.

A hub decides some events. Their decision records are then written again and again, each under the next number of its
source and at a later time, through the codec that every record goes through. Each copy names its event, so simulating
opens as many envelopes and vault keys as if every record had an event of its own.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

from msgspec.structs import replace

from schemas import codec
from schemas.records.decision import Decision
from schemas.records.share import DisclosurePermitted, DisclosureRefused
from streams import sqlite
from streams.engines.local.home import Home
from tests.bench.cost import line
from tests.bench.town import START, Town

EVENTS = 1_000
APART = timedelta(seconds=30)
"""Between a record and the next."""


class Recording:
    """A home whose history grows."""

    def __init__(self, folder: Path) -> None:
        town = Town(folder)
        line(town, town.seal(EVENTS), 256)()
        town.hub.close()
        self.home: Home = town.home
        self.disclosures = 0
        self._number = 0
        self._patterns = list(self._decided())

    def grow(self, disclosures: int) -> None:
        """Record until there are so many."""
        database = sqlite.connect(self.home.database)
        database.execute("BEGIN")
        for pattern in cycle(self._patterns):
            if self.disclosures >= disclosures:
                break
            database.execute("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)", self._next(pattern))
        database.execute("COMMIT")
        database.close()

    @property
    def end(self) -> datetime:
        """A time after the last record."""
        return START + (self._number + 1) * APART

    def _next(self, pattern: Decision) -> tuple[object, ...]:
        self._number += 1
        self.disclosures += _disclosures(pattern)
        decision = replace(pattern, number=self._number, at=START + self._number * APART)
        return decision.source, decision.number, decision.position, bytes(32), codec.encode(decision), 0

    def _decided(self) -> Iterator[Decision]:
        database = sqlite.connect(self.home.database)
        for (body,) in database.execute("SELECT body FROM decisions WHERE source LIKE 'person.%' ORDER BY rowid"):
            decision = codec.decode(body, Decision)
            self._number = max(self._number, decision.number)
            if _disclosures(decision):
                self.disclosures += _disclosures(decision)
                yield decision
        database.close()


def _disclosures(decision: Decision) -> int:
    return sum(isinstance(output, DisclosurePermitted | DisclosureRefused) for output in decision.outputs)
