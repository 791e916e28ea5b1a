"""What is under way is never cut short, and who was told to end meanwhile ends."""

import asyncio

import pytest

from streams.engines.kafka.under_way import uninterrupted


async def answered(error: Exception | None) -> str:
    await asyncio.sleep(0.01)
    if error is not None:
        raise error
    return "an answer"


def waited_for(error: Exception | None = None, *, cancelled: bool) -> "asyncio.Task[str]":
    """Who waits for an answer, once it has ended; and the answer came."""

    async def wait() -> "asyncio.Task[str]":
        asked = asyncio.create_task(answered(error))
        waiting = asyncio.create_task(uninterrupted(asked))
        await asyncio.sleep(0)
        if cancelled:
            waiting.cancel()
        await asyncio.wait({waiting})
        assert asked.done()
        assert not asked.cancelled()
        return waiting

    return asyncio.run(wait())


def test_an_answer_or_its_fault_is_told() -> None:
    assert waited_for(cancelled=False).result() == "an answer"
    with pytest.raises(ConnectionError, match="away"):
        waited_for(ConnectionError("away"), cancelled=False).result()


@pytest.mark.parametrize("error", [None, ConnectionError("away")])
def test_who_was_told_to_end_ends_whatever_the_answer_is(error: Exception | None) -> None:
    """Else whoever asks again where a broker is away would go on for ever."""
    assert waited_for(error, cancelled=True).cancelled()
