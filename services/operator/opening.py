"""Opening a home for work: one process at a time, under the home's own clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from services.operator.clock import Clock, clock_from, machine_clock
from services.operator.reading import HomeReader
from services.operator.settings import read_settings
from streams.engines.local.home import Home
from streams.ledger.errors import LedgerError

if TYPE_CHECKING:
    from streams.engines.local.hub import LocalHub


def clock_of(folder: Path) -> Clock:
    """The machine's clock; for a demo home, one that goes on from the last time that its story recorded or signed.

    Checkpoints and ticks never go back: by the machine's clock a story that ran ahead of it would stand still. What
    records nothing, as an erasure, signs later than anything that is recorded.
    """
    if read_settings(folder).demo is None:
        return machine_clock
    with HomeReader(folder) as reader:
        recorded = reader.last_recorded()
        try:
            signed = reader.last_signed()
        except LedgerError:
            signed = None  # whoever signs next is refused, and told why
        return clock_from(recorded if signed is None else max(recorded, signed))


@contextmanager
def working_on(folder: Path) -> Iterator[tuple["LocalHub", Clock]]:
    """The hub of a home, open, and its clock. Raises HomeError, and LogInUse where another process has it open."""
    from streams.engines.local.hub import LocalHub  # here: whoever only reads a home need not load the engine

    clock = clock_of(folder)
    home = Home(folder)
    home.read_keys()
    hub = LocalHub(home, clock)
    try:
        yield hub, clock
        hub.run()
        hub.sign_checkpoint()
    finally:
        hub.close()
