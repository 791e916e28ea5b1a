"""What is under way in an agent: never cut short, and never marked as done before it is."""

import asyncio
from collections.abc import Coroutine, Sequence

from faust.types import EventT


def hold(events: Sequence[EventT[bytes]]) -> None:
    """Faust lets go of one reference of every event as it ends, and commits those that have none left."""
    for event in events:
        event.message.incref()


async def uninterrupted(work: Coroutine[None, None, None]) -> None:
    """Do the work to its end though this task be cancelled meanwhile; then be cancelled."""
    task = asyncio.ensure_future(work)
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
    task.result()
    if cancelled:
        raise asyncio.CancelledError
