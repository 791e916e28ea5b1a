"""Workers of a `KafkaHub`: in a thread of the test's own process, or in processes that can be killed."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
from typing import Self

from streams.engines.kafka.worker import BATCH, STAGES, Worker, WorkerParts
from streams.engines.observing import Stage
from tests.support.kafka_hub import KafkaHub


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
        assert self._ready.wait(10)
        return self

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


class WorkerProcess:
    """A worker in a process of its own, which can be killed, stopped and woken. Its log is a file."""

    module = "tests.support.worker_process"

    def __init__(self, hub: KafkaHub, name: str, *, stages: tuple[Stage, ...] = STAGES, batch: int = BATCH) -> None:
        parts = hub.parts(name)
        hub_url, vault_url = hub.addresses
        self.log = hub.folder / f"{name}.log"
        self._given = {
            "home": str(hub.world.home.folder),
            "bootstrap": hub.connection.bootstrap,
            "client": name,
            "scratch": str(parts.scratch),
            "hub_url": hub_url,
            "vault_url": vault_url,
            "prefix": hub.topics.prefix,
            "stages": stages,
            "batch": batch,
            "session_seconds": parts.session_seconds,
            "group": parts.group,
            "log_level": "INFO",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it."""
        with open(self.log, "ab") as log:
            command = [sys.executable, "-m", self.module]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(self._given).encode())
        self._process.stdin.close()
        return self

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it lives; a stopped one does."""
        return self._process is not None and self._process.poll() is None

    @property
    def ready(self) -> bool:
        """Whether it was assigned partitions and has taken them over."""
        return self.log.exists() and b"partitions taken over" in self.log.read_bytes()

    def kill(self) -> None:
        """End it as kill -9 does."""
        self._signal(signal.SIGKILL)
        self._wait(10)

    def pause(self) -> None:
        """Stop it (SIGSTOP): it holds what it holds, and does nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def stop(self, timeout: float = 30.0) -> int:
        """Ask it to end, and wait; its return code."""
        if self.running:
            self._signal(signal.SIGCONT)
            self._signal(signal.SIGTERM)
        return self._wait(timeout)

    def _signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _wait(self, timeout: float) -> int:
        assert self._process is not None
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
