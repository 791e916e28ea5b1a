"""Inputs that the consumer group passed by, or does not bring: read from their partition."""

import logging

from streams.engines.kafka.fetching import Expired, Fetcher
from streams.engines.kafka.records import Raw, raw
from streams.engines.kafka.topics import Topics

_logger = logging.getLogger(__name__)


async def inputs_between(fetcher: Fetcher, topics: Topics, source: str, after: int, last: int) -> list[Raw]:
    """The inputs of a source after a position up to another. Those that are gone by now are told of, and left out."""
    place = topics.inputs_of(source)
    try:
        records = await fetcher.all(place, after, last)
    except Expired as expired:
        _logger.critical("inputs of `%s` are gone before they were decided: %s", source, expired)
        records = await fetcher.all(place, await fetcher.beginning(place), last)
    return [raw(source, one.offset, one.milliseconds, one.value, one.headers) for one in records]
