"""The process beside the engine's that sends what the outbox of a home holds, for `firstbell serve`."""

import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from services.outbox.running import opened_outbox, run_outbox
from services.processes.starting import Start, clock_of
from services.settings.processes import ServeSettings
from streams.engines.local.asking import Asking
from streams.engines.local.beside import PagesBeside
from streams.engines.local.database import open_reader
from streams.engines.local.home import Home
from streams.engines.local.outbox import LocalOutbox
from streams.engines.local.reading import Records


def send_beside(start: Start, settings: ServeSettings, asking: Asking, begun: Callable[[], None]) -> None:
    """Send until standard input ends. What is under way then is finished first."""
    home, clock, stop = Home(Path(start.home)), clock_of(start), threading.Event()
    with (
        closing(PagesBeside(home, home.read_keys(), clock, asking)) as hub,
        closing(LocalOutbox(home.outbox)) as store,
        closing(open_reader(home.database)) as log,
        opened_outbox(hub, Records(log), store, home.webhook_key, settings.outbox, settings.mail, clock) as outbox,
    ):
        every = settings.outbox.look_seconds
        sending = threading.Thread(target=run_outbox, args=(outbox, stop, every, lambda _: None), name="outbox")
        sending.start()
        begun()
        sys.stdin.buffer.read()
        stop.set()
        sending.join()
