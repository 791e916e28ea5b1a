"""What a process beside the engine's is told when `firstbell serve` starts it, and what it tells."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from services.operator.clock import Clock, clock_since, machine_clock

Part = Literal["pages", "intake", "outbox"]


class Since(Struct, frozen=True):
    """A demo's clock: it showed `at` when this machine's `time.monotonic` showed `monotonic`."""

    at: datetime
    monotonic: float


class Start(Struct, frozen=True):
    """Told on standard input, in one line of JSON. That input ends when the process must.

    `listening` and `engine` are inherited descriptors: where it listens (None for one that serves nobody), and its way
    to the engine. `operator` is the
    operator's public key in hexadecimal; `links` is for whom sign-in links are made, and for how many seconds.
    `counted`: whether requests and log lines are told. `clock`: None for the machine's.
    """

    part: Part
    home: str
    listening: int | None
    engine: int
    operator: str
    links: tuple[str, ...]
    links_last: float
    counted: bool
    clock: Since | None


class Begun(Struct, frozen=True, tag=True):
    """It answers requests from now on. `links` are the tokens of the sign-in links, in the order of those asked for."""

    links: tuple[str, ...]


class Count(Struct, frozen=True, tag=True):
    """One more of a metric, by its name: counted where `value` is None, else observed."""

    metric: str
    labels: tuple[str, ...]
    value: float | None


Said = Begun | Count


def clock_of(start: Start) -> Clock:
    """The clock that a process is told to go by."""
    return machine_clock if start.clock is None else clock_since(start.clock.at, start.clock.monotonic)
