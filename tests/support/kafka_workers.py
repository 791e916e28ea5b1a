"""Workers of a `KafkaHub`: in a thread of the test's own process, or in processes that can be killed."""

import asyncio
import threading
from typing import Self

from streams.engines.kafka.worker import Worker, WorkerParts


class WorkerThread:
    """A worker with an event loop of its own. `stop` ends it gracefully and raises what it failed with."""

    def __init__(self, parts: WorkerParts) -> None:
        self.parts = parts
        self.worker: Worker | None = None
        self.failed: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether it works still."""
        return self._thread.is_alive()

    def stop(self, timeout: float = 30.0) -> None:
        """End it gracefully."""
        if self._thread.is_alive() and self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout)
        assert not self._thread.is_alive(), "the worker did not end in time"
        if self.failed is not None:
            raise self.failed

    def _run(self) -> None:
        try:
            asyncio.run(self._work())
        except BaseException as error:
            self.failed = error

    async def _work(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.worker = Worker(self.parts)
        self._ready.set()
        await self.worker.run(self._stop)
