"""Workers of a `KafkaHub`: in a thread of the test's own process, or in processes that can be killed."""

import asyncio
import signal
import threading
from abc import ABC, abstractmethod
from typing import Self

from streams.engines.kafka.worker import BATCH, STAGES, Worker, WorkerParts
from streams.engines.observing import Stage
from tests.support.forking import Forked
from tests.support.kafka_hub import KafkaHub
from tests.support.worker_process import WorkerGiven, work


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
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Start it."""
        self._thread.start()
        assert self._ready.wait(60)
        return self

    @property
    def running(self) -> bool:
        """Whether it works still."""
        return self._thread.is_alive()

    def stop(self, timeout: float = 120.0) -> None:
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


class HubProcess(ABC):
    """A process that works for a hub, and can be killed, stopped and woken. Its log is a file."""

    def __init__(self, hub: KafkaHub, name: str) -> None:
        self.log = hub.folder / f"{name}.log"
        self._process: Forked | None = None

    @abstractmethod
    def begin(self) -> Forked:
        """Start the process."""

    def start(self) -> Self:
        """Start it."""
        self._process = self.begin()
        return self

    @property
    def process(self) -> Forked:
        """The process that was started last."""
        assert self._process is not None
        return self._process

    @property
    def running(self) -> bool:
        """Whether it lives; a stopped one does."""
        return self._process is not None and self._process.running

    @property
    def ready(self) -> bool:
        """Whether it was assigned partitions and has taken them over."""
        return self.log.exists() and b"partitions taken over" in self.log.read_bytes()

    def kill(self) -> None:
        """End it as kill -9 does."""
        self.process.signal(signal.SIGKILL)
        self.process.wait(60)

    def pause(self) -> None:
        """Stop it (SIGSTOP): it holds what it holds, and does nothing."""
        self.process.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self.process.signal(signal.SIGCONT)

    def stop(self, timeout: float = 120.0) -> int:
        """Ask it to end, and wait; its return code. TimeoutError where it does not end."""
        self.process.signal(signal.SIGCONT)
        self.process.signal(signal.SIGTERM)
        return self.process.wait(timeout)


class WorkerProcess(HubProcess):
    """A worker."""

    def __init__(self, hub: KafkaHub, name: str, *, stages: tuple[Stage, ...] = STAGES, batch: int = BATCH) -> None:
        super().__init__(hub, name)
        parts = hub.parts(name)
        hub_url, vault_url = hub.addresses
        self._given = WorkerGiven(
            home=hub.world.home.folder,
            bootstrap=hub.connection.bootstrap,
            client=name,
            scratch=parts.scratch,
            hub_url=hub_url,
            vault_url=vault_url,
            prefix=hub.topics.prefix,
            stages=stages,
            batch=batch,
            session_seconds=parts.session_seconds,
            group=parts.group,
        )

    def begin(self) -> Forked:
        """The process."""
        return Forked(work, self._given, self.log)
