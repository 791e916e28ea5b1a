"""Who is asked to end while it asks the brokers leaves no connection open."""

import asyncio
import gc

from streams.engines.kafka.fetching import Fetcher
from tests.support.kafka_hub import KafkaHub


def test_a_question_that_is_cancelled_at_any_moment_leaves_no_connection(hub: KafkaHub) -> None:
    place = hub.topics.inputs_of("resolve")

    async def ask_and_cancel(moments: int) -> None:
        fetcher = Fetcher(hub.connection)
        await fetcher.start()
        try:
            for question in (
                fetcher.committed("no-group", [place]),
                fetcher.partitions([place.topic]),
                fetcher.end(place),
            ):
                asking = asyncio.create_task(question)
                await asyncio.sleep(moments / 2000)
                asking.cancel()
                await asyncio.wait({asking})
        finally:
            await fetcher.stop()

    for moments in range(24):
        asyncio.run(ask_and_cancel(moments))
        gc.collect()
