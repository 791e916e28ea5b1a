"""Accepted events opened again from a home's bytes and vault, for deciding again. Nothing is ever written there."""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schemas.envelope import open_envelope, read_value
from schemas.events.event import Event
from schemas.refusals import Refusal
from streams import sqlite
from streams.deciders.opened import SHREDDED, OpenedEvent
from streams.engines.line.opening import Openings
from streams.engines.line.ports import KeyReader, SealedEvents
from streams.engines.local.database import open_read_only
from streams.vault.store import Vault

_LOCATED: Final = """
CREATE TABLE located (event BLOB PRIMARY KEY, source TEXT NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID
"""


class Gone(Exception):
    """A section that deciding again would read cannot be opened any more."""


class VaultReader(Vault):
    """A vault that cannot write."""

    def __init__(self, path: Path, key_encryption_key: bytes) -> None:
        self._cipher = AESGCM(key_encryption_key)
        self._database = open_read_only(path)


class Reopened(Openings):
    """Opens events by where their acceptance was recorded, believing no view. `scratch` remembers the places."""

    def __init__(
        self, database: sqlite.Connection, events: SealedEvents, vault: KeyReader, scratch: sqlite.Connection
    ) -> None:
        super().__init__(events, vault)
        self._database = database
        self._scratch = scratch
        self._places: dict[bytes, tuple[str, int]] = {}
        scratch.execute(_LOCATED)

    def locate(self, event: bytes, source: str, position: int) -> None:
        """An event was accepted from this place of the intake."""
        self._places.setdefault(event, (source, position))

    def keep_places(self) -> None:
        """Put the places into the scratch database, within its owner's transaction: memory stays flat."""
        rows = [(event, *place) for event, place in self._places.items()]
        self._scratch.executemany("INSERT OR IGNORE INTO located VALUES (?, ?, ?)", rows)
        self._places.clear()

    def keep(self, event: bytes, opened: OpenedEvent) -> None:
        """Keep an event that was just opened."""
        self._keep(event, opened)

    def get(self, event: bytes) -> OpenedEvent:
        """An accepted event, whole. Raises `Gone` where a section was destroyed or does not open."""
        opened = self._kept.get(event)
        if opened is None:
            opened = self._again(event)
            self._keep(event, opened)
        if SHREDDED in opened.sections.values():
            raise Gone
        return opened

    def value(self, event: bytes) -> Event | None:
        """An accepted event as it was signed; None for one whose acceptance no record holds."""
        held = self._kept.get(event)
        if held is not None:
            return held.value
        envelope = self._envelope(event)
        return None if envelope is None else read_value(open_envelope(envelope))

    def _again(self, event: bytes) -> OpenedEvent:
        envelope = self._envelope(event)
        if envelope is None:
            raise Gone
        try:
            return self._open(read_value(open_envelope(envelope)))
        except (Refusal, KeyError):
            raise Gone from None

    def _envelope(self, event: bytes) -> bytes | None:
        place = self._scratch.execute(
            "SELECT source, position FROM located WHERE event = ?", (event,)
        ).fetchone() or self._places.get(event)
        row = (
            self._database.execute("SELECT envelope FROM intake WHERE source = ? AND position = ?", place).fetchone()
            if place is not None
            else None
        )
        return bytes(row[0]) if row is not None else None
