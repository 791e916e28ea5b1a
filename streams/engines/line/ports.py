"""What the line asks of an engine: the log read back, sealed rows, keys, the kept state. Each engine answers it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from schemas.records.decision import Decision, Output
from streams.engines.line.inputs import Received, Waiting
from streams.heads import Head
from streams.reference.facts import Reference
from streams.vault.tombstone import Tombstone


class SealedEvents(Protocol):
    """Accepted events as they were received, without their key headers."""

    def envelopes(self, events: Collection[bytes]) -> Mapping[bytes, bytes]:
        """The envelope bytes of accepted events, by event id; those that were never accepted are left out."""


class Recorded(Protocol):
    """Recorded decisions by place. Only what is durable, and what counts, is found here."""

    def decision(self, source: str, number: int) -> Decision | None:
        """One recorded decision of a chain."""

    def output(self, output_id: str) -> Output | None:
        """One recorded output by its id (`<source>-<number>-<ordinal>`); None where there is none."""


class RecordedMany(Recorded, Protocol):
    """Recorded decisions by place, many in one question."""

    def decisions(self, source: str, numbers: Collection[int]) -> Mapping[int, Decision]:
        """Those of these decisions of a chain that there are, by their numbers."""


class ReadAhead(Recorded, Protocol):
    """Recorded decisions by place; what will be asked for soon can be read together."""

    def load(self, output_ids: Iterable[str]) -> None:
        """Read the decisions of these outputs in few questions. What is no id, or of no record, is left."""


class Log(Recorded, Protocol):
    """The log read back by place: inputs too."""

    def submission(self, source: str, position: int) -> Received:
        """One input of an intake partition, key header included while it waits parked. KeyError where it is gone."""

    def waiting_at(self, source: str, position: int) -> Waiting:
        """One input of hop 2 or 3. KeyError where it is gone."""


class SealedRows(Protocol):
    """Rolls and the staff directory, sealed row by row (`line.indexes.seal_row`)."""

    def roll(self, urn: str, version: int) -> Sequence[tuple[str, bytes]]:
        """(pupil, sealed body) of every entry of one version of a school's roll."""

    def roll_entry(self, urn: str, version: int, pupil: str) -> bytes | None:
        """The sealed body of one entry."""

    def staff(self) -> Sequence[tuple[str, int, bytes]]:
        """(user, version, sealed body) of every entry of the staff directory, in every version that still stands."""


class KeyReader(Protocol):
    """The vault as the line reads it."""

    def get(self, owner: bytes) -> list[bytes | Tombstone]:
        """An owner's keys in their slots, each or its tombstone. KeyError for an owner who never had any."""

    def get_many(self, owners: Collection[bytes]) -> Mapping[bytes, list[bytes | Tombstone]]:
        """The keys of many owners in few questions; owners who never had any are left out."""

    def others(self, owner: bytes) -> Sequence[Sequence[bytes | Tombstone]]:
        """What others put for the same owner after the first: one of several writers, of which one counts."""


class Kept(Struct, frozen=True, gc=False):
    """One state as it is kept: its key, when it next falls due (microseconds since 1970 UTC), its bytes."""

    key: str
    due: int | None
    body: bytes


class Parking(Struct, frozen=True, gc=False):
    """One change of what is held back: `reason` where an input is parked, None where it is decided after all."""

    key: str
    position: int
    reason: str | None


class StateCache(Protocol):
    """Head, state and parked inputs of chains, as last kept. A cache: the records alone are the truth."""

    def head(self, source: str) -> Head | None:
        """The head that state and parked inputs belong to; None where nothing is kept."""

    def parked(self, source: str) -> Sequence[tuple[str, int]]:
        """(key, position) of every parked input, by key and in order of position."""

    def body(self, source: str, key: str) -> bytes | None:
        """One state."""

    def bodies(self, source: str, keys: Sequence[str]) -> Iterable[tuple[str, bytes]]:
        """The states that there are at some of many keys, in few questions."""

    def due_keys(self, source: str, at: int) -> Sequence[str]:
        """Keys of states that fall due by a time (microseconds since 1970 UTC), soonest first."""

    def keep(self, source: str, head: Head, states: Sequence[Kept], parkings: Sequence[Parking]) -> None:
        """Put head, changed states and changes of what is parked in place, within the engine's transaction."""


class Standing(Struct, frozen=True):
    """An engine that stands still, as `line.showing` reads it: everything under one reference.

    `restricted_by` tells, of some cases, those of which other events mark somebody as restricted by now, with these
    events.
    """

    reference: Reference
    log: ReadAhead
    rows: SealedRows
    vault: KeyReader
    restricted_by: Callable[[Collection[bytes]], Mapping[bytes, tuple[bytes, ...]]]
