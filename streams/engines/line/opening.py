"""Events opened from the log and the vault, the latest few kept in memory."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final, cast

from schemas import codec, sealing
from schemas.catalogue import SECTIONS
from schemas.envelope import open_envelope, read_value
from schemas.events.event import Event
from schemas.events.header import Header
from streams.deciders.opened import SHREDDED, Opened, OpenedEvent, Section
from streams.engines.line.ports import KeyReader, SealedEvents
from streams.vault.names import event_owner
from streams.vault.tombstone import NAMED_IN_ERROR, Tombstone

KEPT: Final = 1024
"""Events kept in memory, unless told otherwise: some ten kilobytes each."""


class Openings:
    """Opens accepted events. What was erased since is not kept: call `forget` with every erasure."""

    def __init__(self, events: SealedEvents, vault: KeyReader, kept: int = KEPT) -> None:
        self._most = kept
        self._events = events
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
        if len(self._kept) > self._most:
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
        held = self._unwritten.get(event) or self._kept.get(event)
        if held is not None:
            return held
        envelope = self._events.envelopes((event,)).get(event)
        if envelope is None:
            raise KeyError(event.hex())
        opened = self._open(read_value(open_envelope(envelope)))
        self._keep(event, opened)
        return opened

    def marked(self, event: bytes, by: Iterable[bytes]) -> OpenedEvent:
        """An event as these events of other cases have it shown, which mark its people as restricted."""
        opened = self.get(event)
        return opened.marked_by(tuple([self.get(one) for one in by])) if by else opened

    def value(self, event: bytes) -> Event | None:
        """An accepted event as it was signed, for which no key is needed; None for one that was never accepted."""
        held = self._unwritten.get(event) or self._kept.get(event)
        if held is not None:
            return held.value
        envelope = self._events.envelopes((event,)).get(event)
        return None if envelope is None else read_value(open_envelope(envelope))

    def header(self, event: bytes) -> Header | None:
        """The header of an accepted event; None for one that was never accepted."""
        value = self.value(event)
        return value.header if value is not None else None

    def keys_of_words(self, event: bytes) -> Sequence[bytes | Tombstone]:
        """The keys of an accepted event's sections and last its words key, or their tombstones. KeyError without it."""
        envelope = self._events.envelopes((event,)).get(event)
        if envelope is None:
            raise KeyError(event.hex())
        return fitting(read_value(open_envelope(envelope)), self._vault)

    def load(self, events: Iterable[bytes]) -> None:
        """Open the events that a batch will ask for, in few questions. What is not there, or does not open, is left."""
        lacking = [e for e in dict.fromkeys(events) if e not in self._kept and e not in self._unwritten]
        if not lacking:
            return
        envelopes = self._events.envelopes(lacking)
        keys = self._vault.get_many([event_owner(event) for event in envelopes])
        for event, envelope in envelopes.items():
            held = keys.get(event_owner(event))
            if held is not None:
                with suppress(Exception):  # whoever asks for it meets the fault again, and parks what asked
                    self._keep(event, opened_with(read_value(open_envelope(envelope)), held))

    def _open(self, value: Event) -> OpenedEvent:
        return opened_with(value, fitting(value, self._vault))


def fitting(value: Event, vault: KeyReader) -> Sequence[bytes | Tombstone]:
    """The keys of an event that are those which were signed for, and last its words key; where none are, those that
    came first.

    Two writers may have taken an event of the same id from other bytes; the record of one of them counts, and nobody
    knows of which before it is appended. Raises KeyError for an event that never had any.
    """
    owner = event_owner(value.header.event)
    first = vault.get(owner)
    if fit(value, first):
        return first
    return next((keys for keys in vault.others(owner) if fit(value, keys)), first)


def fit(value: Event, keys: Sequence[bytes | Tombstone]) -> bool:
    """Whether these are the keys that were signed for, and a words key; those that were erased are taken for right."""
    if len(keys) != len(value.sections) + 1:
        return False
    return all(
        isinstance(key, Tombstone) or sealing.commitment(key) == section.commitment
        for section, key in zip(value.sections, keys[:-1], strict=True)
    )


def opened_with(value: Event, keys: Sequence[bytes | Tombstone]) -> OpenedEvent:
    """An event with its sections opened as far as their keys exist. `keys` are those of `fitting`."""
    header = value.header
    context = sealing.event_context(header.hub, header.publisher, header.event)
    sections: dict[int, Opened] = {}
    in_error: set[int] = set()
    for section, key in zip(value.sections, keys[:-1], strict=True):
        if isinstance(key, Tombstone):
            sections[section.number] = SHREDDED
            if key.reason == NAMED_IN_ERROR:
                in_error.add(section.number)
        else:
            plaintext = sealing.open_section(section, key, context)
            sections[section.number] = cast(Section, codec.decode(plaintext, SECTIONS[section.kind]))
    return OpenedEvent(value, sections, frozenset(in_error))
