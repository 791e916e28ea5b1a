"""What a worker says of its reference is what its engine said last."""

import asyncio
import threading

from services.health.standing import Health
from services.metrics.catalogue import OF_WORKERS
from services.metrics.measuring import Measuring
from services.metrics.meters import Meters
from services.processes.running import Running, now
from services.processes.worker import stopped


def test_waiting_for_a_signal_says_nothing_in_the_engines_place() -> None:
    health, meters = Health(["reference"], 60.0), Meters(OF_WORKERS)
    running = Running(meters, health, Measuring(meters, health, now), threading.Event(), 0)
    running.observer.stands("reference", False)

    async def work() -> None:
        stop = asyncio.Event()
        waiting = asyncio.create_task(stopped(running, stop))
        await asyncio.sleep(0.3)
        assert not health.conditions()["reference"]
        running.stop.set()
        await asyncio.wait_for(stop.wait(), 5)
        await waiting

    asyncio.run(work())
