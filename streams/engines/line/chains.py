"""One source partition as it is worked on: its chain's head, its state, and what is held back."""

from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct

from schemas.records.inputs import Forwarded, Message
from streams.deciders.accept.state import AcceptedCase, Instance
from streams.deciders.answers.state import Answered, Answering
from streams.deciders.keys import people_in
from streams.deciders.match.state import MatchCase, PersonPupil, PupilPerson
from streams.deciders.memory.state import History, SamePerson
from streams.deciders.person.state import Matter, Proposed
from streams.deciders.person.watching import matter_wakes_at
from streams.deciders.places import split_output_id
from streams.deciders.states import States
from streams.engines.line.ports import Kept, Parking, StateCache
from streams.engines.line.times import micros
from streams.heads import Head
from streams.hotspots.decide import Published

State = (
    AcceptedCase
    | Instance
    | MatchCase
    | PupilPerson
    | PersonPupil
    | History
    | SamePerson
    | Matter
    | Proposed
    | Published
    | Answering
    | Answered
)

_ENCODER: Final = msgspec.msgpack.Encoder()
_STATES: Final = msgspec.msgpack.Decoder(State)
_KEPT: Final = 4096
_LARGE: Final = 1024
"""Bytes of a state that is not held from batch to batch: what is remembered of somebody grows with each incident."""


class Chain:
    """A source partition as it is worked on: head and state in memory, taken over from and kept in a cache."""

    def __init__(self, cache: StateCache, source: str) -> None:
        self.source = source
        self._cache = cache
        head = cache.head(source) or Head()
        self.number, self.digest, self.position = head.number, head.digest, head.position
        self.reference = head.reference
        self.forwarded, self.received = dict(head.forwarded), dict(head.received)
        self.parked: dict[str, list[int]] = {}
        for key, position in cache.parked(source):
            self.parked.setdefault(key, []).append(position)
        self._parkings: list[Parking] = []
        self._large: list[str] = []
        self._kept, self._own = self.number, f"{source}-"
        self.states = States(self._load)

    def head(self) -> Head:
        """The head as a value."""
        return Head(self.number, self.digest, self.position, self.reference, self.forwarded, self.received)

    def take(self, message: Forwarded) -> int:
        """Take note of what a partition forwarded here, if it is the next of it: only that applies. By how much it is
        ahead of the next; less than 0 for one that was had.
        """
        expected = self.received.get(message.source, 0) + 1
        if message.number == expected:
            self.received[message.source] = expected
        return message.number - expected

    def in_order(self, message: Message) -> None:
        """As `take`, of any input, where nothing but the next can come: RuntimeError for another."""
        if type(message) is Forwarded and (ahead := self.take(message)) != 0:
            expected = message.number - ahead
            raise RuntimeError(f"`{self.source}` got forward `{message.number}` where `{expected}` is next")

    def park(self, key: str, position: int, reason: str) -> None:
        """Hold an input back, and with it everything that follows under its key."""
        self.parked.setdefault(key, []).append(position)
        self._parkings.append(Parking(key, position, reason))

    def unpark(self, key: str, position: int) -> None:
        """The first input held back under a key is decided."""
        held = self.parked[key]
        if held.pop(0) != position:
            raise RuntimeError(f"`{self.source}` decides a parked input before the one ahead of it")
        if not held:
            del self.parked[key]
        self._parkings.append(Parking(key, position, None))

    def keep(self) -> None:
        """Put head and changed state into the cache, within the engine's transaction."""
        changed = self.states.take_changes().items()
        kept = [Kept(key, _due(value), _ENCODER.encode(value)) for key, value in changed]
        self._cache.keep(self.source, self.head(), kept, self._parkings)
        self._kept = self.number
        self._large += [one.key for one in kept if len(one.body) > _LARGE]
        self.states.forget(_KEPT, self._large)
        self._large.clear()
        self._parkings = []

    def due_keys(self, at: int) -> list[str]:
        """Keys of matters with something due by a time, in microseconds; those changed since `keep` included."""
        keys = dict.fromkeys(self._cache.due_keys(self.source, at))
        for key in self.states.changed:
            keys[key] = None
        return list(keys)

    def preload(self, keys: Iterable[str]) -> None:
        """Load the states that a batch will ask for, in one question: most of its cases are new and have none."""
        lacking = self.states.lacking(keys)
        if lacking:
            found: dict[str, Struct | None] = dict.fromkeys(lacking)
            found.update((key, self._decoded(key, body)) for key, body in self._cache.bodies(self.source, lacking))
            self.states.hold(found)

    def _load(self, key: str) -> Struct | None:
        if self._of_somebody_new(key):
            return None
        body = self._cache.body(self.source, key)
        return self._decoded(key, body) if body is not None else None

    def _of_somebody_new(self, key: str) -> bool:
        """Whether a key names somebody whom the hub met after `keep`: what is kept cannot speak of them."""
        return any(
            person.startswith(self._own) and split_output_id(person)[1] > self._kept for person in people_in(key)
        )

    def _decoded(self, key: str, body: bytes) -> Struct:
        if len(body) > _LARGE:
            self._large.append(key)
        value: Struct = _STATES.decode(body)
        return value


def _due(value: Struct | None) -> int | None:
    if type(value) is not Matter:
        return None
    wakes = matter_wakes_at(value)
    return micros(wakes) if wakes is not None else None
