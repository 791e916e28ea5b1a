"""`firstbell`, told at its end where its CPU went: a sample of the main thread every few milliseconds of CPU.

Run as `python -m tests.bench.kafka.sampled FILE COMMAND...`; FILE gets samples by part, as JSON.
"""

import json
import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Final

EVERY_SECONDS: Final = 0.005
PARTS: Final = (
    ("Faust", ("/faust/", "/mode/")),
    ("Kafka clients", ("/aiokafka/", "/kafka/sinks/clients.py", "/kafka/handing_in.py", "/kafka/producing.py")),
    ("SQL", ("/psycopg", "/sqlalchemy/", "/engines/postgres/", "/state_cache.py", "/kafka/scratch.py")),
    ("codec, cryptography", ("<encode of", "<decode of", "/schemas/")),
    ("deciders", ("/streams/deciders/", "/streams/matching/", "/streams/agreements/", "/streams/reference/")),
    ("deciders", ("/streams/calendar/", "/engines/line/", "/streams/chain.py", "/streams/schools/")),
    ("views, ledger", ("/streams/views/", "/streams/ledger/", "/streams/durability.py")),
    ("metrics, logs, health", ("/services/metrics/", "/services/logs/", "/services/health/", "/services/processes/")),
    ("metrics, logs, health", ("/prometheus_client/", "/uvicorn/", "/logging/")),
    ("engine", ("/streams/",)),
)
"""Parts of the cost, each with what the path of its code holds. A sample counts for the innermost that is of one."""

_CALLER: Final = "metrics, logs, health"
"""Of this is what called the event loop, and so stands outermost in every stack of a worker."""


def part_of(frame: FrameType | None) -> str:
    """The part that a stack is of; the event loop's where there is nothing else but it."""
    rest = "other"
    while frame is not None:
        path = frame.f_code.co_filename
        for part, places in PARTS:
            if any(place in path for place in places):
                return rest if part == _CALLER and rest != "other" else part
        if "/asyncio/" in path:
            rest = "event loop"
        frame = frame.f_back
    return rest


def main() -> None:
    """Sample the program until it ends."""
    file, sys.argv = Path(sys.argv[1]), ["firstbell", *sys.argv[2:]]
    counts: Counter[str] = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        counts[part_of(frame)] += 1

    def clear(*_: object) -> None:
        counts.clear()

    signal.signal(signal.SIGPROF, sample)
    signal.signal(signal.SIGUSR1, clear)
    signal.setitimer(signal.ITIMER_PROF, EVERY_SECONDS, EVERY_SECONDS)
    from services.cli.main import app

    try:
        app()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        file.write_text(json.dumps(counts), encoding="utf-8")


if __name__ == "__main__":
    main()
