"""CPU per event with every flow on, as a multiple of the cryptography that no hub can do without for it."""

from collections import Counter
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from schemas import native
from schemas.events import encompass
from streams.engines.local.engine import BATCH
from tests.bench.cost import cpu_of, given, unavoidable
from tests.bench.flow_town import YEAR, FlowTown, Shares

ROUNDS: Final = 3
LIMIT: Final = 3.0
MADE: Final = {"decisions": "records", "notice_view": "notices", "recipients": "recipients", "desk_view": "desk items"}
"""What came of events: what is counted, and its title."""


class Stream:
    """Events of some types in one town: what they cost, round by round, in CPU microseconds per event, and led to."""

    def __init__(self, title: str, town: FlowTown, types: Shares) -> None:
        self._title = title
        self._town = town
        self._types = types
        self._random = Random(title)
        self._least: list[float] = []
        self._whole: list[float] = []
        self._made: Counter[str] = Counter()
        given(town, town.publish(BATCH, self._random, types))()  # what is kept warm is warm

    def measure(self) -> None:
        """One batch: the primitives of its events, then the whole hub."""
        calls = self._town.publish(BATCH, self._random, self._types)
        before = counts(self._town)
        every = [one for some in calls.values() for one in some]
        self._least.append(cpu_of(unavoidable(self._town, every)) / BATCH * 1e6)
        self._whole.append(cpu_of(given(self._town, calls)) / BATCH * 1e6)
        self._made += counts(self._town) - before

    @property
    def ratio(self) -> float:
        """The median over the rounds."""
        return median(whole / least for whole, least in zip(self._whole, self._least, strict=True))

    def line(self) -> str:
        """One line of the table."""
        events = BATCH * len(self._whole)
        told = [f"{self._made[name] / events:>{len(title) + 2}.2f}" for name, title in MADE.items()]
        cost = f"{median(self._least):>14.0f} {median(self._whole):>8.0f} {self.ratio:>6.2f}"
        return f"{self._title:<26}{cost}{''.join(told)}"


def counts(town: FlowTown) -> Counter[str]:
    """Decision records, notices and desk items so far; and recipients, each once for an event."""
    database = town.hub._engine.database
    told = "(SELECT DISTINCT event, role, scheme, value FROM notice_view)"
    tables = {name: told if name == "recipients" else name for name in MADE}
    return Counter({name: database.execute(f"SELECT count(*) FROM {of}").fetchone()[0] for name, of in tables.items()})


def test_cost_per_event_with_every_flow_on(tmp_path: Path) -> None:
    """Callouts without flows and with them, a year's mix of all types, and each type alone: measured in turn, in one
    process. What is held to the limit is the callouts and the mix.
    """
    towns = {name: FlowTown(tmp_path / name, flows=name != "alone") for name in ("alone", "every", "mixed", "types")}
    callouts = ((encompass.EVENT_TYPE, 1),)
    held = [
        Stream("callouts, the line alone", towns["alone"], callouts),
        Stream("callouts, every flow on", towns["every"], callouts),
        Stream("a year's mix, all flows on", towns["mixed"], YEAR),
    ]
    others = [Stream(type, towns["types"], ((type, 1),)) for type, _ in YEAR if type != encompass.EVENT_TYPE]
    for _ in range(ROUNDS):
        for stream in (*held, *others):
            stream.measure()
    print(f"\n{native.STATE.words}; {BATCH} events a round, {ROUNDS} rounds; CPU microseconds per event, medians")
    print(f"{'':<26}{'cryptography':>14} {'hub':>8} {'ratio':>6}{''.join(f'  {title}' for title in MADE.values())}")
    for stream in (*held, *others):
        print(stream.line())
    assert max(stream.ratio for stream in held) <= LIMIT
