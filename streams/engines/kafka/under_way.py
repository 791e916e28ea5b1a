"""What is under way in an agent: never cut short, and never marked as done before it is."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

T = TypeVar("T")


async def uninterrupted(task: asyncio.Task[T]) -> T:
    """Wait for another task's end though this one be cancelled meanwhile; then be cancelled, even where it failed: who
    asks again until there is an answer would otherwise never end.
    """
    cancelled = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        if not task.cancelled():
            task.exception()  # or asyncio logs that nobody has heard of it
        raise asyncio.CancelledError
    return task.result()


def kept(tasks: set[asyncio.Task[None]], work: Coroutine[None, None, None]) -> asyncio.Task[None]:
    """A task that does this work, and is among `tasks` until it is done."""
    task = asyncio.get_running_loop().create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task
