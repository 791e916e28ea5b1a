"""One writer behind all requests: whatever waits while it writes goes into the next commit together."""

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from msgspec import Struct

from schemas import limits
from schemas.wire import Submission
from services.intake.hub import CannotStore, IntakeHub, Receipt

TOGETHER: Final = limits.BATCH
"""Submissions that go into one commit at most, unless one body alone has more."""


class QueueFull(Exception):
    """So much waits for the disk that nothing more is taken into memory."""


class _Waiting(Struct):
    agency: str
    submissions: Sequence[Submission]
    size: int
    answer: asyncio.Future[list[Receipt]]


class SubmitQueue:
    """Bodies in the order in which they came; one thread writes. Belongs to one event loop."""

    def __init__(self, hub: IntakeHub, waiting_bytes: int) -> None:
        self._hub = hub
        self._most = waiting_bytes
        self._bytes = 0
        self._queue: deque[_Waiting] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="intake")

    async def submit(self, agency: str, submissions: Sequence[Submission], size: int) -> list[Receipt]:
        """Receipts for the submissions of one body of `size` bytes. Raises `CannotStore` or `QueueFull`."""
        if self._bytes + size > self._most:
            raise QueueFull
        waiting = _Waiting(agency, submissions, size, asyncio.get_running_loop().create_future())
        self._bytes += size
        self._queue.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await waiting.answer

    async def close(self) -> None:
        """Write what waits, then end the thread."""
        if self._writer is not None:
            await self._writer
        self._thread.shutdown()

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._queue:
            together = self._next()
            submissions = [submission for waiting in together for submission in waiting.submissions]
            try:
                receipts = await loop.run_in_executor(self._thread, self._hub.submit, together[0].agency, submissions)
            except Exception as error:
                _fail(together, error)
            else:
                _answer(together, receipts)
            self._bytes -= sum(waiting.size for waiting in together)

    def _next(self) -> list[_Waiting]:
        """The first body that waits, with those of the same agency behind it, up to the first of another agency."""
        together = [self._queue.popleft()]
        count = len(together[0].submissions)
        while self._queue and self._queue[0].agency == together[0].agency:
            count += len(self._queue[0].submissions)
            if count > TOGETHER:
                break
            together.append(self._queue.popleft())
        return together


def _answer(together: Sequence[_Waiting], receipts: list[Receipt]) -> None:
    start = 0
    for waiting in together:
        end = start + len(waiting.submissions)
        if not waiting.answer.done():  # a sender that went away has no use for the answer
            waiting.answer.set_result(receipts[start:end])
        start = end


def _fail(together: Sequence[_Waiting], error: Exception) -> None:
    for waiting in together:
        if not waiting.answer.done():
            waiting.answer.set_exception(CannotStore(str(error)) if isinstance(error, CannotStore) else error)
