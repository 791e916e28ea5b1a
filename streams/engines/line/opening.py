"""Events opened from the log and the vault, the latest few kept in memory."""

import sqlite3
from collections import OrderedDict
from typing import Final, cast

from schemas import codec, sealing
from schemas.catalogue import SECTIONS
from schemas.envelope import open_envelope, read_value
from schemas.events.encompass import EncompassNotification
from streams.deciders.opened import SHREDDED, Opened, OpenedEvent, Section
from streams.vault.names import event_owner
from streams.vault.store import Vault
from streams.vault.tombstone import Tombstone

_KEPT: Final = 1024


class Openings:
    """Opens accepted events. What was erased since is not kept: call `forget` with every erasure."""

    def __init__(self, database: sqlite3.Connection, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self._kept: OrderedDict[bytes, OpenedEvent] = OrderedDict()
        self._unwritten: dict[bytes, OpenedEvent] = {}

    def accepted(self, event: bytes, opened: OpenedEvent) -> None:
        """Hold an event that this batch accepts, and that stands nowhere else until the batch is written."""
        self._unwritten[event] = opened

    def settle(self) -> None:
        """The batch is written: its events can be let go like any other."""
        for event, opened in self._unwritten.items():
            self._keep(event, opened)
        self._unwritten.clear()

    def _keep(self, event: bytes, opened: OpenedEvent) -> None:
        self._kept[event] = opened
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def forget(self, event: bytes | None = None) -> None:
        """Drop one event, or all."""
        if event is None:
            self._kept.clear()
            self._unwritten.clear()
        else:
            self._kept.pop(event, None)

    def get(self, event: bytes) -> OpenedEvent:
        """An accepted event with its sections opened as far as their keys exist. KeyError if there is none."""
        held = self._kept.get(event) or self._unwritten.get(event)
        if held is not None:
            return held
        row = self._database.execute(
            "SELECT i.envelope FROM event_view e JOIN intake i ON i.source = e.source AND i.position = e.position"
            " WHERE e.event = ?",
            (event,),
        ).fetchone()
        if row is None:
            raise KeyError(event.hex())
        opened = self._open(read_value(open_envelope(row[0])))
        self._keep(event, opened)
        return opened

    def _open(self, value: EncompassNotification) -> OpenedEvent:
        header = value.header
        context = sealing.event_context(header.hub, header.publisher, header.event)
        keys = self._vault.get(event_owner(header.event))
        sections: dict[int, Opened] = {}
        for section, key in zip(value.sections, keys, strict=True):
            if isinstance(key, Tombstone):
                sections[section.number] = SHREDDED
            else:
                plaintext = sealing.open_section(section, key, context)
                sections[section.number] = cast(Section, codec.decode(plaintext, SECTIONS[section.kind]))
        return OpenedEvent(value, sections)
